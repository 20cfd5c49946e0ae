import { SvelteSet } from 'svelte/reactivity';
import * as v from 'valibot';
import { BackupClient } from '../backup/client';
import type { BackupCalls, FolderInspection, FolderSource, FolderStatus } from '../backup/protocol';
import { belongsToRun } from '../checkpoint/names';
import { recordUsesOf } from '../curriculum/runRecords';
import { WorkerClosedError } from '../messaging/errors';
import { askToWrite, canChooseFolder, chooseFolder } from '../platform/fileSystem';
import { forget, recall, remember } from '../platform/memory';
import { backupText as text } from '../strings/backup';
import { distinct } from './distinct';
import type { FilesState } from './files.svelte';
import type { NoticesState } from './notices.svelte';
import type { SettingsState } from './settings.svelte';
import type { StoresState } from './stores.svelte';
import type { TrainingState } from './training.svelte';

/** Names of the folders that were chosen: it outlives the database that keeps the folders themselves. */
const KEY = 'tmd-lab.folders';
const Names = v.array(v.string());

/** A folder that was looked into and waits for the user's word. */
export interface OpenedFolder {
  readonly source: FolderSource;
  readonly inspection: FolderInspection;
  /** Kept already: its files are restored. */
  readonly isKept: boolean;
}

/** What of the page the copies are of, and told to. */
interface RestOfPage {
  readonly stores: StoresState;
  readonly settings: SettingsState;
  readonly files: FilesState;
  readonly training: Pick<TrainingState, 'status'>;
  readonly notices: NoticesState;
}

/** The second copies, and what a person does with them. */
export class BackupState {
  readonly #client: BackupClient;
  readonly #stores: StoresState;
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #training: Pick<TrainingState, 'status'>;
  readonly #notices: NoticesState;
  #isStarted = false;

  readonly canChoose = canChooseFolder();
  folders: readonly FolderStatus[] = $state.raw([]);
  /** The worker has said which folders there are. */
  isOpen = $state(false);
  /** Names of folders that the browser has lost track of; empty: of none. */
  forgotten: readonly string[] = $state.raw([]);

  opened: OpenedFolder | null = $state.raw(null);
  /** Those of its runs that are to be taken. */
  readonly chosen = new SvelteSet<string>();
  /** Whether copies go into the opened folder from then on. */
  goesOn = $state(true);
  isReading = $state(false);

  /** Where the files of the run on the page go. */
  readonly folder: FolderStatus | null = $derived.by(() => {
    const { run } = this.#settings.current;
    const own = this.folders.find((folder) => folder.run === run);
    return (
      own ?? this.folders.findLast((folder) => folder.run === null && !folder.isPrivate) ?? this.#private
    );
  });

  /** Files that this browser has lost, or never had, and that a copy has: told everywhere only where something is amiss. */
  readonly lost: FolderStatus | null = $derived.by(() => {
    const isAmiss = this.#files.isLoaded && (this.#files.all.length === 0 || this.#files.lost.length > 0);
    if (!isAmiss) return null;
    const has = ({ onlyThere }: FolderStatus) => onlyThere.length > 0;
    const mayHave = ({ condition }: FolderStatus) => condition === 'needsPermission';
    return this.folders.find(has) ?? this.folders.find(mayHave) ?? null;
  });

  constructor({ stores, settings, files, training, notices }: RestOfPage) {
    this.#stores = stores;
    this.#settings = settings;
    this.#files = files;
    this.#training = training;
    this.#notices = notices;
    this.#client = new BackupClient(stores.opened, {
      onEvent: ({ folders }) => this.#receive(folders),
      onClosed: (error) => this.#tellClosed(error),
    });
  }

  get #private(): FolderStatus | null {
    return this.folders.find(({ isPrivate }) => isPrivate) ?? null;
  }

  /** Begins to keep the copies; nothing is copied where the browser keeps nothing itself. */
  async start(): Promise<void> {
    const { notKept } = await this.#stores.opened;
    if (notKept) return;
    this.#isStarted = true;
    await this.#open().catch(tolerateClosed);
    if (!this.folders.some(({ isPrivate }) => !isPrivate)) this.forgotten = rememberedNames();
    this.look();
  }

  /** Something may have changed. */
  look(): void {
    if (!this.#isStarted) return;
    const { run, records } = this.#settings.current;
    const recordDigests = recordUsesOf({ records }).map(({ digest }) => digest);
    this.#notices.follow('copying', this.#ask('look', { run, recordDigests }).catch(tolerateClosed));
  }

  /** Call on a click. */
  async keepCopy(): Promise<void> {
    await this.#notices.attempt('folder', async () => {
      const handle = await chooseFolder();
      if (handle) await this.#keep(handle, null);
    });
  }

  /** Has the browser ask for its permission; call on a click. */
  async allow({ handle }: FolderStatus): Promise<void> {
    await this.#notices.attempt('folder', async () => {
      await askToWrite(handle);
      this.look();
    });
  }

  async replace({ id }: FolderStatus): Promise<void> {
    const { run } = this.#settings.current;
    await this.#notices.attempt('folder', () => this.#ask('replace', { id, run }));
  }

  async stop({ id }: FolderStatus): Promise<void> {
    await this.#notices.attempt('folder', async () => {
      await this.#ask('forget', { id });
      this.#rememberNames();
    });
  }

  /** Lets the user choose a folder and looks into it; call on a click. */
  async openFolder(): Promise<void> {
    await this.#notices.attempt('folder', async () => {
      const handle = await chooseFolder();
      if (handle) await this.#inspect({ handle }, false);
    });
  }

  /** Looks into a folder that is kept. */
  async restore({ id, handle }: FolderStatus): Promise<void> {
    await this.#notices.attempt('folder', async () => {
      if (await askToWrite(handle)) await this.#inspect({ id }, true);
    });
  }

  /** Takes the chosen runs. With one of them the page goes on, under the settings that it was trained with, unless it trains. */
  async confirm(): Promise<void> {
    const { opened, goesOn } = this;
    if (!opened) return;
    const runs = opened.inspection.runs.filter(({ run }) => this.chosen.has(run));
    this.cancel();
    const before = this.#settings.current.run;
    await this.#notices.attempt('folder', async () => {
      const { source } = opened;
      await this.#ask('take', { source, runs: runs.map(({ run }) => run) });
      if ('handle' in source && goesOn) for (const { run } of runs) await this.#keep(source.handle, run);
      const isOnPage = runs.some(({ run }) => run === before);
      const next = runs.find(({ run }) => !isOnPage || run === before);
      // The page may train by now, or be at another run.
      const stays = this.#training.status !== 'idle' || this.#settings.current.run !== before;
      if (next && !stays)
        this.#settings.change(next.settings ?? { ...this.#settings.current, run: next.run });
      await this.#files.refresh();
    });
  }

  cancel(): void {
    this.opened = null;
    this.chosen.clear();
  }

  async #inspect(source: FolderSource, isKept: boolean): Promise<void> {
    this.isReading = true;
    try {
      const inspection = await this.#ask('inspect', source);
      this.chosen.clear();
      for (const { run, files } of inspection.runs) {
        // What is here and differs is replaced only where a person says so.
        if (files.some(({ here, problem }) => here === 'absent' && problem === null)) this.chosen.add(run);
      }
      const [only] = inspection.runs;
      if (inspection.runs.length === 1 && only.files.some(({ problem }) => !problem))
        this.chosen.add(only.run);
      this.goesOn = true;
      this.opened = { source, inspection, isKept };
    } finally {
      this.isReading = false;
    }
  }

  /** Where nothing is copied, nobody misses the worker. */
  #tellClosed(error: WorkerClosedError): void {
    const isMissed = !this.canChoose || this.folders.length > 0 || rememberedNames().length > 0;
    if (isMissed) this.#notices.tell(error, { from: 'copy' });
  }

  async #open(): Promise<void> {
    await this.#client.call('open', { usesPrivateFolder: !this.canChoose });
  }

  /** Asks the worker. One that comes in the place of another, which is gone, first opens what is kept. */
  async #ask<Name extends keyof BackupCalls>(
    name: Name,
    question: BackupCalls[Name]['question'],
  ): Promise<BackupCalls[Name]['answer']> {
    if (this.#isStarted && !this.#client.isOpen) await this.#open();
    return this.#client.call(name, question);
  }

  async #keep(handle: FileSystemDirectoryHandle, run: string | null): Promise<void> {
    await this.#ask('keep', { handle, run });
    this.#rememberNames();
  }

  #receive(folders: readonly FolderStatus[]): void {
    this.folders = folders;
    this.isOpen = true;
    // A pass under way has not shown yet whether the failure is over.
    if (folders.some(({ condition }) => condition === 'copying')) return;
    const failed = folders.find(({ condition }) => condition === 'failed');
    const differing = folders.find(({ condition }) => condition === 'differs');
    if (failed) this.#notices.tell(text.failing(nameOf(failed), failed.problem ?? ''), { from: 'copy' });
    else if (differing) this.#notices.tell(text.differing(nameOf(differing)), { from: 'copy' });
    else this.#notices.clear('copy');
  }

  #rememberNames(): void {
    this.forgotten = [];
    const names = distinct(this.folders.filter(({ isPrivate }) => !isPrivate).map(({ name }) => name));
    if (names.length > 0) remember(KEY, JSON.stringify(names));
    else forget(KEY);
  }
}

/** That the worker is gone is told once, whatever was asked of it. */
function tolerateClosed(error: unknown): void {
  if (!(error instanceof WorkerClosedError)) throw error;
}

/** What a person calls a folder. */
export function nameOf({ name, isPrivate }: Pick<FolderStatus, 'name' | 'isPrivate'>): string {
  return isPrivate ? text.isPrivate : text.folder(name);
}

/** How the copies of the run's files stand that a folder has, or should have. */
export function countOf({ files }: FolderStatus, run: string): number {
  return Object.keys(files).filter((path) => belongsToRun(path, run)).length;
}

function rememberedNames(): readonly string[] {
  try {
    return v.parse(Names, JSON.parse(recall(KEY) ?? '[]'));
  } catch {
    return [];
  }
}
