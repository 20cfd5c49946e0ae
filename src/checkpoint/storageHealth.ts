/** How safe and how full the browser's storage is; for the page, which alone may ask the user. */
export interface StorageHealth {
  /** Whether the browser promises not to clear the storage when space runs short. */
  readonly persisted: boolean;
  /** Bytes in use by this site; null where the browser does not tell. */
  readonly usage: number | null;
}

/** The quota is left out on purpose: browsers report one that the disk does not have. */
export async function storageHealth(): Promise<StorageHealth> {
  const [persisted, { usage = null }] = await Promise.all([
    navigator.storage.persisted(),
    navigator.storage.estimate(),
  ]);
  return { persisted, usage };
}

/** Asks the browser to keep the storage when space runs short; it may ask the user, or refuse. */
export async function requestPersistence(): Promise<boolean> {
  return navigator.storage.persist();
}
