import { serviceWorkers } from './serviceWorkers';

/** Notifications outside of the page. Where there are none, nothing offers them. */

export function hasNotifications(): boolean {
  return typeof Notification !== 'undefined';
}

export function mayNotify(): boolean {
  return hasNotifications() && Notification.permission === 'granted';
}

/** Call on a user's click: the browser may ask for a permission. */
export async function askToNotify(): Promise<boolean> {
  return hasNotifications() && (await Notification.requestPermission()) === 'granted';
}

/** @throws what the browser says when it does not show it */
export async function notify(title: string, options: NotificationOptions): Promise<void> {
  const registration = await serviceWorkers()?.getRegistration();
  // Phones show notifications of service workers only.
  if (registration?.active) await registration.showNotification(title, options);
  else new Notification(title, options);
}
