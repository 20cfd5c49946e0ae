import { promisifyRequest, type UseStore } from 'idb-keyval';
import type { HashedFileEntry } from './disk';
import { putFile, stagedBefore, stagedKey } from './fileKeys';

/** Milliseconds after which nobody goes on with what was put aside: its tab was closed in the middle. */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000;

/**
 * A write of many files in a database: each content is put aside, in a transaction of its own, so that one is in memory at a
 * time; then one transaction puts all of them in their places. Every method rejects with what the store rejects with.
 */
export class StagedWrite {
  readonly #store: UseStore;
  readonly #begunAt = Date.now();
  readonly #id = crypto.randomUUID();
  readonly #entries: HashedFileEntry[] = [];

  constructor(store: UseStore) {
    this.#store = store;
  }

  /** Deletes what writes that were cut off have put aside. */
  async clearAbandoned(): Promise<void> {
    const range = stagedBefore(this.#begunAt - ABANDONED_AFTER);
    await this.#store('readwrite', (store) => {
      store.delete(range);
    });
  }

  async add(entry: HashedFileEntry, content: Uint8Array<ArrayBuffer>): Promise<void> {
    const key = this.#keyOf(this.#entries.length);
    await this.#store('readwrite', (store) => {
      store.put(content, key);
    });
    this.#entries.push(entry);
  }

  /** Puts all files in their places, or none. */
  async commit(): Promise<HashedFileEntry[]> {
    let attempts = 0;
    await this.#store('readwrite', async (store) => {
      const isAnew = attempts++ > 0;
      for (const [index, entry] of this.#entries.entries()) {
        const content = await promisifyRequest<unknown>(store.get(this.#keyOf(index)));
        // Put in its place by a first transaction whose end was never heard of.
        if (!content && isAnew) continue;
        if (!content) throw new Error(`${entry.path} is gone before it was in its place`);
        putFile(store, entry, content);
        store.delete(this.#keyOf(index));
      }
    });
    return this.#entries;
  }

  /** Forgets what was put aside. */
  async discard(): Promise<void> {
    await this.#store('readwrite', (store) => {
      this.#entries.forEach((_, index) => store.delete(this.#keyOf(index)));
    });
  }

  #keyOf(index: number) {
    return stagedKey(this.#begunAt, this.#id, index);
  }
}
