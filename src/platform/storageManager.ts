/** How safe and how full the browser's storage is; null: this browser does not tell. */
export interface StorageHealth {
  /** Whether the browser promises not to clear the storage when space runs short. */
  readonly persisted: boolean | null;
  /** Bytes in use by this site. */
  readonly usage: number | null;
  /**
   * Bytes that the browser would let this site use, all in all. Browsers promise space that the disk does not have, so
   * it is for people to see, and no reason to expect that a write succeeds.
   */
  readonly quota: number | null;
}

/** Any part of it may be missing: all of it on pages that are not secure, in WebKitGTK and in Node, `estimate` in older Safari. */
function manager(): Partial<StorageManager> {
  return typeof navigator === 'undefined' ? {} : (navigator.storage ?? {});
}

export async function storageHealth(): Promise<StorageHealth> {
  const storage = manager();
  const [persisted, estimate] = await Promise.all([
    answerOf<boolean>(() => storage.persisted?.()),
    answerOf<StorageEstimate>(() => storage.estimate?.()),
  ]);
  return { persisted, usage: estimate?.usage ?? null, quota: estimate?.quota ?? null };
}

/**
 * Asks the browser to keep the storage when space runs short; it may ask the user, or refuse.
 *
 * @returns whether it agreed; null where it cannot be asked
 */
export function requestPersistence(): Promise<boolean | null> {
  return answerOf(() => manager().persist?.());
}

/** A storage that is blocked refuses to tell of itself; it is told of with the files. */
async function answerOf<Answer>(ask: () => Promise<Answer> | undefined): Promise<Answer | null> {
  try {
    return (await ask()) ?? null;
  } catch {
    return null;
  }
}
