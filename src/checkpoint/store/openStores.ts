import { isSecure } from '../../platform/secureContext';
import { StorageUnavailableError } from './errors';
import type { Stores } from './stores';
import { keptStores, memoryStores } from './stores';
import type { StorageNotice } from './storageNotice';

/** Why nothing outlives the page. */
export type NotKept =
  /** The address is not secure: the browser gives no locks, and another tab could write into a run. */
  | { readonly because: 'insecure' }
  /** The browser does not open its storage. */
  | { readonly because: 'unavailable'; readonly reason: string };

export interface OpenedStores {
  readonly stores: Stores;
  /** Null: they outlive the page. */
  readonly notKept: NotKept | null;
}

/** Milliseconds until a storage that failed is asked once more. */
const RETRY_AFTER = 500;

/**
 * The stores of this visit, for the page, which lends them to its workers. The browser's own are taken unless they really
 * cannot be opened; those that are slow, or held by another tab, are waited for, since there may be files in them.
 *
 * @param onNotice hears what the browser does to the storage by itself
 */
export async function openStores(onNotice: (notice: StorageNotice) => void): Promise<OpenedStores> {
  if (!isSecure()) return { stores: memoryStores(), notKept: { because: 'insecure' } };
  const stores = keptStores(onNotice);
  let problem = await problemOf(stores);
  if (problem) {
    await new Promise((resolve) => setTimeout(resolve, RETRY_AFTER));
    problem = await problemOf(stores);
  }
  if (!problem) return { stores, notKept: null };
  return { stores: memoryStores(), notKept: { because: 'unavailable', reason: problem.reason } };
}

async function problemOf({ disk }: Stores): Promise<StorageUnavailableError | null> {
  try {
    await disk.list('');
    return null;
  } catch (error) {
    return error instanceof StorageUnavailableError ? error : null;
  }
}
