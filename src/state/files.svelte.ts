import type { HashedFileEntry } from '../checkpoint/store/disk';
import { belongsToRun, ROOT_DIRECTORY, runOf } from '../checkpoint/names';
import type { ResumePlan } from '../checkpoint/resume';
import { planResume } from '../checkpoint/resume';
import { isRunLocked } from '../checkpoint/store/runLock';
import { rememberedFiles, rememberFiles } from '../checkpoint/store/storageWitness';
import type { StorageHealth } from '../platform/storageManager';
import { requestPersistence, storageHealth } from '../platform/storageManager';
import { distinct } from './distinct';
import type { NoticesState } from './notices.svelte';
import type { SettingsState } from './settings.svelte';
import type { StoresState } from './stores.svelte';

/** What the store holds, as the page sees it. It only looks: whatever writes goes through the trainer. */
export class FilesState {
  readonly #stores: StoresState;
  readonly #settings: SettingsState;
  readonly #notices: NoticesState;
  /** Paths that were there in this visit or an earlier one, and that nobody is known to have deleted. */
  #known: readonly string[] = [];
  #looking: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | null = null;

  /** Files of all runs. */
  all: readonly HashedFileEntry[] = $state.raw([]);
  /** The store has been looked at. */
  isLoaded = $state(false);
  /** The last look at the store has shown what is in it. */
  isReadable = $state(false);
  /** Paths of checkpoints and records that are gone, and nobody is known to have deleted them. */
  lost: readonly string[] = $state.raw([]);
  isLockedElsewhere = $state(false);
  health: StorageHealth | null = $state.raw(null);

  readonly files: readonly HashedFileEntry[] = $derived.by(() =>
    this.all.filter(({ path }) => belongsToRun(path, this.#settings.current.run)),
  );
  readonly plan: ResumePlan = $derived.by(() => planResume(this.files, this.#settings.current));
  /** Names of the runs that have files, the default run's is ''. */
  readonly runs: readonly string[] = $derived.by(() =>
    distinct(this.all.map(({ path }) => runOf(path))).sort(),
  );

  constructor(stores: StoresState, settings: SettingsState, notices: NoticesState) {
    this.#stores = stores;
    this.#settings = settings;
    this.#notices = notices;
  }

  /** Looks at the store: at the start, after every change, and from time to time. One look at a time. */
  refresh(): Promise<void> {
    this.#waiting ??= this.#looking.then(() => {
      this.#waiting = null;
      this.#looking = this.#look();
      return this.#looking;
    });
    return this.#waiting;
  }

  /** Has heard that a file is in the store: should it not be there at the next look, it is lost. */
  expect(path: string): void {
    this.#know([path]);
  }

  /** A person has read of what is lost: it is not missed any more. */
  acceptLoss(): void {
    this.#forget(this.lost);
    this.lost = [];
  }

  /** A newer version of the page has the store: nothing can be changed here. */
  get isOutdated(): boolean {
    return this.#stores.isOutdated;
  }

  /** The address is not secure: nothing can be trained here. */
  get isInsecure(): boolean {
    return this.#stores.notKept?.because === 'insecure';
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

  async #look(): Promise<void> {
    try {
      const { files, lost: missing } = await this.#compared();
      // A newer version of the page may keep its files elsewhere.
      const lost = this.#stores.isOutdated ? [] : missing;
      this.lost = isSame(this.lost, lost) ? this.lost : lost;
      const checkpoints = files.filter(({ path }) => path.startsWith(ROOT_DIRECTORY));
      // What has not changed is not drawn anew.
      if (!isSame(this.all, checkpoints)) this.all = checkpoints;
      this.#notices.clear('listing');
      this.isReadable = true;
      this.health = await storageHealth();
    } catch (error) {
      this.isReadable = false;
      this.#notices.tell(error, { from: 'listing' });
    }
    this.isLoaded = true;
  }

  /** Lists the files, and compares them with what was known before. */
  async #compared(): Promise<{ readonly files: HashedFileEntry[]; readonly lost: readonly string[] }> {
    const { disk } = this.#stores.stores;
    if (!this.#stores.isKept) return { files: await disk.list(''), lost: [] };
    // Known before the listing was begun: what another tab writes meanwhile is not missed.
    this.#know(rememberedFiles());
    const known = this.#known;
    let files = await disk.list('');
    let lost = missingFrom(files, known);
    if (lost.length > 0) {
      const deleted = await disk.deletedPaths();
      this.#forget(lost.filter((path) => deleted.includes(path)));
      // What was deleted and written again in between is there by now.
      const missed = this.#known;
      files = await disk.list('');
      lost = missingFrom(files, missed);
    }
    this.#know(files.map(({ path }) => path));
    rememberFiles(this.#known);
    return { files, lost };
  }

  #know(paths: readonly string[]): void {
    this.#known = union(this.#known, paths);
  }

  #forget(paths: readonly string[]): void {
    this.#known = this.#known.filter((path) => !paths.includes(path));
    if (this.#stores.isKept) rememberFiles(this.#known, paths);
  }
}

function missingFrom(files: readonly HashedFileEntry[], known: readonly string[]): string[] {
  const there = new Set(files.map(({ path }) => path));
  return known.filter((path) => !there.has(path)).sort();
}

function union(a: readonly string[], b: readonly string[]): string[] {
  return [...new Set([...a, ...b])];
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
