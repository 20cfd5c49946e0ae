import { promisifyRequest, type UseStore } from 'idb-keyval';
import type { ConsoleLine } from '../../logging/consoleLine';
import { createStrictStore } from './strictStore';

/** The consoles of the runs. */
export interface Consoles {
  /** The lines of a run's console, oldest first; none where it has no console. '' is the default run. */
  read(run: string): Promise<readonly ConsoleLine[]>;
  /** Stores a run's console in place of what is stored of it. */
  write(run: string, lines: readonly ConsoleLine[]): Promise<void>;
  delete(run: string): Promise<void>;
}

/**
 * The consoles of the runs, in a database of their own, as their logs are: whatever happens to them leaves checkpoints
 * and logs alone. Every method rejects with a `StorageError` or the transaction's error.
 */
export class ConsoleStore implements Consoles {
  readonly #store: UseStore;

  constructor(database = 'tmd-lab-consoles') {
    // An emptied console is an empty console; nobody has to be told.
    this.#store = createStrictStore(database, () => undefined);
  }

  async read(run: string): Promise<readonly ConsoleLine[]> {
    const get = (store: IDBObjectStore) =>
      promisifyRequest<readonly ConsoleLine[] | undefined>(store.get(run));
    return (await this.#store('readonly', get)) ?? [];
  }

  async write(run: string, lines: readonly ConsoleLine[]): Promise<void> {
    await this.#store('readwrite', (store) => {
      store.put(lines, run);
    });
  }

  async delete(run: string): Promise<void> {
    await this.#store('readwrite', (store) => {
      store.delete(run);
    });
  }
}

/** Consoles for as long as the page is open, where the browser keeps nothing. */
export class MemoryConsoles implements Consoles {
  readonly #lines = new Map<string, readonly ConsoleLine[]>();

  read(run: string): Promise<readonly ConsoleLine[]> {
    return Promise.resolve([...(this.#lines.get(run) ?? [])]);
  }

  write(run: string, lines: readonly ConsoleLine[]): Promise<void> {
    this.#lines.set(run, [...lines]);
    return Promise.resolve();
  }

  delete(run: string): Promise<void> {
    this.#lines.delete(run);
    return Promise.resolve();
  }
}
