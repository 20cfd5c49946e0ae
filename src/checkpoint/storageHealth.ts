/** How safe and how full the browser's storage is; for the page, which alone may ask the user. */
export interface StorageHealth {
  /** Whether the browser promises not to clear the storage when space runs short. */
  readonly persisted: boolean;
  /** Bytes in use by this site; null where the browser does not tell. */
  readonly usage: number | null;
  /**
   * Bytes that the browser would let this site use, all in all. Browsers promise space that the disk does not have, so
   * it is for people to see, and no reason to expect that a write succeeds.
   */
  readonly quota: number | null;
}

export async function storageHealth(): Promise<StorageHealth> {
  const [persisted, { usage = null, quota = null }] = await Promise.all([
    navigator.storage.persisted(),
    navigator.storage.estimate(),
  ]);
  return { persisted, usage, quota };
}

/** Asks the browser to keep the storage when space runs short; it may ask the user, or refuse. */
export async function requestPersistence(): Promise<boolean> {
  return navigator.storage.persist();
}
