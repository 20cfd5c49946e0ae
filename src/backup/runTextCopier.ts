import type { Consoles } from '../checkpoint/store/consoleStore';
import type { FileEntry } from '../checkpoint/store/disk';
import type { LogLabels } from '../checkpoint/store/logDirectory';
import { ForeignLogError } from '../checkpoint/store/logDirectory';
import { LogStore } from '../checkpoint/store/logStore';
import type { Stores } from '../checkpoint/store/stores';
import { runDirectory } from '../checkpoint/names';
import { CONSOLE_FILE, formatConsole } from '../logging/consoleText';
import { LogDamagedError } from '../logging/progressJson';
import type { CopyFolder, CopyNotes } from './copyFolder';
import { FolderLog } from './folderLog';

/**
 * Copies the logs and the consoles of runs into their folders. A log that another program wrote, or that is damaged, is left
 * as it is: it is no reason to copy no checkpoint.
 */
export class RunTextCopier {
  readonly #folder: CopyFolder;
  readonly #logs: LogStore;
  readonly #consoles: Pick<Consoles, 'read'>;
  readonly #records: CopyNotes;
  readonly #labels: LogLabels;
  readonly #copies = new Map<string, FolderLog>();
  /** What was written of each run's console. */
  readonly #written = new Map<string, string>();

  constructor(
    folder: CopyFolder,
    { logs, consoles }: Pick<Stores, 'logs' | 'consoles'>,
    records: CopyNotes,
    labels: LogLabels,
  ) {
    this.#folder = folder;
    this.#logs = new LogStore(logs);
    this.#consoles = consoles;
    this.#records = records;
    this.#labels = labels;
  }

  /** @throws DiskFullError, StorageError, and the error of a transaction */
  async copyLog(run: string): Promise<void> {
    try {
      await this.#copyLog(run);
    } catch (error) {
      if (!(error instanceof ForeignLogError || error instanceof LogDamagedError)) throw error;
    }
  }

  /** @throws DiskFullError, StorageError, and the error of a transaction */
  async copyConsole(run: string): Promise<void> {
    const text = formatConsole(await this.#consoles.read(run));
    if (text === '' || this.#written.get(run) === text) return;
    await this.#folder.disk.write(runDirectory(run) + CONSOLE_FILE, new TextEncoder().encode(text));
    this.#written.set(run, text);
  }

  async #copyLog(run: string): Promise<void> {
    const { disk, id } = this.#folder;
    const directory = runDirectory(run);
    if (!(await this.#logs.has(run))) return;
    const before = await this.#listed(directory);
    const entry = (await this.#records.entries(id)).find(({ path }) => path === before?.path);
    const isOurs = entry?.size === before?.size && entry?.writtenAt === before?.writtenAt;
    const copy = this.#copies.get(run) ?? new FolderLog(disk, directory, this.#labels);
    this.#copies.set(run, copy);
    // Written on by the command line since.
    if (!isOurs) copy.forget();
    if ((await copy.copy((begin) => this.#logs.stream(run, begin), { isOurs })) !== 'copied') return;
    const after = await this.#listed(directory);
    if (after) await this.#records.put([{ ...after, folder: id, sha256: '', fate: 'kept' }]);
  }

  async #listed(directory: string): Promise<FileEntry | undefined> {
    return (await this.#folder.logs.list(`${directory}progress.json`))[0];
  }
}
