import type { Consoles } from './consoleStore';
import { ConsoleStore, MemoryConsoles } from './consoleStore';
import type { HashedDisk } from './disk';
import { IndexedDbDisk } from './indexedDbDisk';
import type { LogPieces } from './logPieces';
import { IndexedDbLogPieces, MemoryLogPieces } from './logPieces';
import { MemoryDisk } from './memoryDisk';
import type { StorageNotice } from './storageNotice';

/** All that page and workers keep: files, and the logs and consoles of the runs. */
export interface Stores {
  readonly disk: HashedDisk;
  readonly logs: LogPieces;
  readonly consoles: Consoles;
}

/** In the browser's storage: it outlives the page, and every tab and worker opens it by itself. */
export function keptStores(onNotice?: (notice: StorageNotice) => void): Stores {
  return { disk: new IndexedDbDisk(onNotice), logs: new IndexedDbLogPieces(), consoles: new ConsoleStore() };
}

/** In the page's memory: it is gone with the page. */
export function memoryStores(): Stores {
  return { disk: new MemoryDisk(), logs: new MemoryLogPieces(), consoles: new MemoryConsoles() };
}
