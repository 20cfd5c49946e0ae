import { fileName, parseCheckpointName } from '../checkpoint/names';
import { notificationsText as text } from '../strings/notifications';

const KEY = 'tmd-lab.notifications';

/** Tells of the end of a stage outside of the page, if the user has asked for it. */
export class StageNotifications {
  /** This browser has notifications at all. */
  readonly isSupported = 'Notification' in window;
  isOn = $state(false);
  /** The browser does not let the page notify. */
  isRefused = $state(false);

  constructor() {
    this.isOn = this.isSupported && Notification.permission === 'granted' && isRemembered();
  }

  /** Call on a user's click: the browser may ask for a permission. */
  async turn(on: boolean): Promise<void> {
    const isGranted = on && (await Notification.requestPermission()) === 'granted';
    this.isOn = isGranted;
    this.isRefused = on && !isGranted;
    remember(isGranted);
  }

  /** @param path of a checkpoint that was saved */
  async tellSaved(path: string): Promise<void> {
    const file = fileName(path);
    const name = parseCheckpointName(file);
    if (name?.kind === 'completed') await this.#tell(text.completed(name.stage, file));
    else if (name?.kind === 'final') await this.#tell(text.final());
    else if (name?.kind === 'ERROR') await this.#tell(text.error(name.stage, file));
  }

  /** Nobody has to be told of what is before their eyes. */
  async #tell({ title, body }: { readonly title: string; readonly body: string }): Promise<void> {
    if (!this.isOn || document.visibilityState === 'visible') return;
    const options = { body, icon: `${import.meta.env.BASE_URL}icon-192.png`, tag: 'tmd-lab' };
    const registration = await navigator.serviceWorker?.getRegistration();
    // Phones show notifications of service workers only.
    if (registration?.active) await registration.showNotification(title, options);
    else new Notification(title, options);
  }
}

function isRemembered(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

function remember(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // The next visit asks again.
  }
}
