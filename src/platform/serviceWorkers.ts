/**
 * What keeps the page for offline use; undefined where the address is not secure, or where the browser keeps nothing of
 * the site: the page then needs a network on every visit, and the one visit works as it is.
 */
export function serviceWorkers(): ServiceWorkerContainer | undefined {
  try {
    return navigator.serviceWorker;
  } catch {
    return undefined;
  }
}
