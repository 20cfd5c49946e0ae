import type { HashedFileEntry } from '../checkpoint/disk';
import { IndexedDbDisk } from '../checkpoint/indexedDbDisk';
import { belongsToRun, fileName, ROOT_DIRECTORY } from '../checkpoint/names';
import type { ResumePlan } from '../checkpoint/resume';
import { planResume } from '../checkpoint/resume';
import { isRunLocked } from '../checkpoint/runLock';
import { rememberFiles, vanishedFiles } from '../checkpoint/storageWitness';
import type { StorageHealth } from '../platform/storageManager';
import { requestPersistence, storageHealth } from '../platform/storageManager';
import { storesText as text } from '../strings/stores';
import type { SettingsState } from './settings.svelte';

/** What the store holds, as the page sees it. It only looks: whatever writes goes through the trainer. */
export class FilesState {
  readonly #disk = new IndexedDbDisk((notice) => {
    if (notice.kind === 'emptied') this.notice = text.emptied(notice.message);
    else if (notice.kind === 'outdated') this.notice = text.outdated;
    else this.isSilent = notice.kind === 'silent';
  });
  readonly #settings: SettingsState;
  /** Files of all runs. */
  all: readonly HashedFileEntry[] = $state.raw([]);
  /** The store has been looked at. */
  isLoaded = $state(false);
  /** The browser's storage takes longer to answer than storages do; it is being asked anew. */
  isSilent = $state(false);
  isLockedElsewhere = $state(false);
  notice: string | null = $state(null);
  problem: string | null = $state(null);
  health: StorageHealth | null = $state.raw(null);

  readonly files: readonly HashedFileEntry[] = $derived.by(() =>
    this.all.filter(({ path }) => belongsToRun(path, this.#settings.current.run)),
  );
  readonly plan: ResumePlan = $derived.by(() => planResume(this.files, this.#settings.current));
  /** Names of the runs that have files, the default run's is ''. */
  readonly runs: readonly string[] = $derived.by(() => {
    const names = this.all.map(({ path }) =>
      path.slice(ROOT_DIRECTORY.length).split('/').slice(0, -1).join('/'),
    );
    return names.filter((name, index) => names.indexOf(name) === index).sort();
  });

  constructor(settings: SettingsState) {
    this.#settings = settings;
  }

  /** Looks at the store, once at the start and after every change. */
  async refresh(): Promise<void> {
    try {
      const files = await this.#disk.list(ROOT_DIRECTORY);
      if (!this.isLoaded) this.#tellVanished(files);
      rememberFiles(files);
      this.all = files;
      this.problem = null;
      this.health = await storageHealth();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
    this.isLoaded = true;
  }

  /** Whether another tab works on the run; call while this tab does not. */
  async lookAtLock(): Promise<void> {
    const isLocked = await isRunLocked(this.#settings.current.run);
    // What the other tab has written is seen before this one may act.
    if (this.isLockedElsewhere) await this.refresh();
    this.isLockedElsewhere = isLocked;
  }

  async askForPersistence(): Promise<void> {
    const { persisted } = await storageHealth();
    if (persisted === false) await requestPersistence();
    this.health = await storageHealth();
  }

  /** @throws FileMissingError, FileCorruptError */
  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#disk.read(path);
  }

  #tellVanished(files: readonly HashedFileEntry[]): void {
    const vanished = vanishedFiles(files);
    if (vanished.length === 0 || this.notice) return;
    this.notice =
      `The browser no longer has ${vanished.map(fileName).join(', ')}, which were here on your last visit. ` +
      'Its storage was cleared or evicted. Upload downloaded copies to restore them.';
  }
}
