import type { HashedFileEntry } from '../checkpoint/store/disk';
import { belongsToRun, fileName, ROOT_DIRECTORY } from '../checkpoint/names';
import type { ResumePlan } from '../checkpoint/resume';
import { planResume } from '../checkpoint/resume';
import { isRunLocked } from '../checkpoint/store/runLock';
import { rememberFiles, vanishedFiles } from '../checkpoint/store/storageWitness';
import { storesText as text } from '../strings/stores';
import type { StorageHealth } from '../platform/storageManager';
import { requestPersistence, storageHealth } from '../platform/storageManager';
import type { NoticesState } from './notices.svelte';
import type { SettingsState } from './settings.svelte';
import type { StoresState } from './stores.svelte';

/** What the store holds, as the page sees it. It only looks: whatever writes goes through the trainer. */
export class FilesState {
  readonly #stores: StoresState;
  readonly #settings: SettingsState;
  readonly #notices: NoticesState;
  /** Files of all runs. */
  all: readonly HashedFileEntry[] = $state.raw([]);
  /** The store has been looked at. */
  isLoaded = $state(false);
  /** The last look at the store has shown what is in it. */
  isReadable = $state(false);
  isLockedElsewhere = $state(false);
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

  constructor(stores: StoresState, settings: SettingsState, notices: NoticesState) {
    this.#stores = stores;
    this.#settings = settings;
    this.#notices = notices;
  }

  /** Looks at the store, once at the start and after every change. */
  async refresh(): Promise<void> {
    try {
      const files = await this.#stores.stores.disk.list(ROOT_DIRECTORY);
      if (!this.isLoaded) this.#tellVanished(files);
      if (this.#stores.isKept) rememberFiles(files);
      this.all = files;
      this.#notices.clear('listing');
      this.isReadable = true;
      this.health = await storageHealth();
    } catch (error) {
      this.isReadable = false;
      this.#notices.tell(error, { from: 'listing' });
    }
    this.isLoaded = true;
  }

  /** Whether another tab works on the run; call while this tab does not. */
  async lookAtLock(): Promise<void> {
    const isLocked = await isRunLocked(this.#settings.current.run);
    // What the other tab has written is seen before this one may act. A store that could not be read may have come back.
    if (this.isLockedElsewhere || (this.isLoaded && !this.isReadable)) await this.refresh();
    this.isLockedElsewhere = isLocked;
  }

  async askForPersistence(): Promise<void> {
    const { persisted } = await storageHealth();
    if (persisted === false) await requestPersistence();
    this.health = await storageHealth();
  }

  /** @throws FileMissingError, FileCorruptError */
  async read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#stores.stores.disk.read(path);
  }

  #tellVanished(files: readonly HashedFileEntry[]): void {
    const vanished = vanishedFiles(files);
    if (!this.#stores.isKept || vanished.length === 0 || this.#notices.has('storage')) return;
    this.#notices.tell(text.vanished(vanished.map(fileName)), { from: 'vanished' });
  }
}
