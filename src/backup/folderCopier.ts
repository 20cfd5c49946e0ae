import type { CopyEntry } from '../checkpoint/store/copyRecords';
import type { FileEntry, HashedDisk, HashedFileEntry } from '../checkpoint/store/disk';
import { FileCorruptError } from '../checkpoint/store/errors';
import { LOCK_NAME } from '../checkpoint/store/folderNames';
import { readIfThere } from '../checkpoint/store/readIfThere';
import { sha256 } from '../checkpoint/store/sha256';
import { ROOT_DIRECTORY, runDirectory, runOf } from '../checkpoint/names';
import { CopyFindings, isOfFolder } from './copyFindings';
import type { CopyFolder, CopyNotes } from './copyFolder';
import type { CopyPlan } from './planCopy';
import { lostEntries, planCopy, supersederOf } from './planCopy';
import type { FileCopyState } from './protocol';
import { RunRecordCopier } from './runRecords';
import type { RunTextCopier } from './runTextCopier';

/** A run has the folder of another one, where the system does not tell upper case from lower. */
export class SameFolderError extends Error {
  override readonly name = 'SameFolderError';

  constructor(directory: string, run: string) {
    super(
      `${directory} was not copied: the folder that the copy is in does not tell it from that of another run, whose files are there. ` +
        `Nothing was changed. Give ${run} a name that differs in more than upper and lower case.`,
    );
  }
}

/** How a folder stands after a pass. */
export interface CopyReport {
  readonly files: ReadonlyMap<string, FileCopyState>;
  readonly onlyThere: readonly FileEntry[];
  /** Runs that another program works on in the folder: nothing is written there. */
  readonly lockedRuns: readonly string[];
  /** What failed first; null: nothing did. */
  readonly problem: unknown;
}

/** What a pass is to do. */
export interface CopyScope {
  /** This browser's files that belong into the folder. */
  readonly files: readonly HashedFileEntry[];
  readonly includes: (run: string) => boolean;
  /** The run whose log may have grown; logs of others are copied with their checkpoints. */
  readonly activeRun: string;
  /** Digests of the person's own records that it uses. */
  readonly recordDigests: readonly string[];
}

/**
 * Brings one folder to what this browser has, in passes. A pass reads from the store and writes into the folder, never the
 * other way. Where the folder has a file of the same name that this browser did not write, the whole run is left as it is
 * there: stages of two trainings side by side would resume as one.
 */
export class FolderCopier {
  readonly #folder: CopyFolder;
  readonly #source: Pick<HashedDisk, 'list' | 'read'>;
  readonly #records: CopyNotes;
  readonly #texts: RunTextCopier;
  readonly #ownRecords: RunRecordCopier;
  /** Runs whose logs were looked at since the folder was opened. */
  readonly #seen = new Set<string>();
  #states = new Map<string, FileCopyState>();

  constructor(
    folder: CopyFolder,
    source: Pick<HashedDisk, 'list' | 'read'>,
    records: CopyNotes,
    texts: RunTextCopier,
  ) {
    this.#folder = folder;
    this.#source = source;
    this.#records = records;
    this.#texts = texts;
    this.#ownRecords = new RunRecordCopier(folder, source);
  }

  /** Notes which files this browser has lost: their copies are not replaced by what is trained anew. */
  async noteLosses(files: readonly HashedFileEntry[]): Promise<void> {
    const entries = await this.#records.entries(this.#folder.id);
    await this.#records.put(lostEntries(files, entries.filter(isCheckpoint)));
  }

  /**
   * Copies what there is to copy. What cannot be read or written is left out and tried again in the next pass; where
   * the folder is not kept any more, the pass ends before the next file.
   *
   * @param onChange hears of each file that changes its state
   * @returns never rejects: the first failure is in the report
   */
  async pass(
    scope: CopyScope,
    onChange: (files: ReadonlyMap<string, FileCopyState>) => void,
  ): Promise<CopyReport> {
    const found = new CopyFindings(pathsOf(scope.files), this.#folder.isKept, onChange);
    const { files } = found;
    this.#states = files;
    const lockedRuns: string[] = [];
    let onlyThere: readonly FileEntry[] = [];
    try {
      const listed = await this.#folder.disk.list(ROOT_DIRECTORY);
      const plan = await this.#plan(scope, listed);
      onlyThere = plan.onlyThere;
      await this.#records.drop(this.#folder.id, plan.stale);
      found.set(pathsOf(plan.copied), 'copied');
      found.set(pathsOf(plan.differ), 'differs');
      for (const file of plan.compare) await this.#compare(file, listed, found);
      onChange(files);
      // Of a file that cannot be compared nobody knows whose it is.
      const isLeft = (path: string) => ['differs', 'failed'].includes(files.get(path) ?? '');
      const left = new Set([...files.keys()].filter(isLeft).map(runOf));
      for (const run of runsOf(plan, scope).filter((each) => !left.has(each))) {
        await found.attempt(async () => {
          if (await this.#isLocked(run, scope, found)) lockedRuns.push(run);
          else await this.#copyRun(run, plan, scope, found);
        });
      }
    } catch (problem) {
      found.problem ??= problem;
    }
    return { files, onlyThere, lockedRuns, problem: found.problem };
  }

  /** From now on, what the folder holds of a run counts as written by this browser. */
  async adopt(run: string): Promise<void> {
    const theirs = await this.#folder.disk.list(runDirectory(run));
    const differing = theirs.filter(
      ({ path }) => runOf(path) === run && this.#states.get(path) === 'differs',
    );
    const entries = differing.map((file) => this.#entry(file, ''));
    const [log] = await this.#folder.logs.list(`${runDirectory(run)}progress.json`);
    await this.#records.put(log ? [...entries, this.#entry(log, '')] : entries);
  }

  async #plan({ files, includes }: CopyScope, listed: readonly FileEntry[]): Promise<CopyPlan> {
    const theirs = listed.filter(({ path }) => includes(runOf(path)));
    const entries = await this.#records.entries(this.#folder.id);
    const ofFiles = entries.filter(({ path }) => includes(runOf(path)) && isCheckpoint({ path }));
    const plan = planCopy(files, theirs, ofFiles);
    const copied = new Set(plan.copied.map(({ path }) => path));
    // A file that was lost or deleted, and is here again as it was.
    const revived = ofFiles.filter(({ path, fate }) => fate !== 'kept' && copied.has(path));
    await this.#records.put(revived.map((entry) => ({ ...entry, fate: 'kept' })));
    return plan;
  }

  async #copyRun(run: string, plan: CopyPlan, scope: CopyScope, found: CopyFindings): Promise<void> {
    const isOfRun = ({ path }: { readonly path: string }) => runOf(path) === run;
    // The oldest first: after a crash the stages that are there follow each other.
    const due = plan.write.filter(isOfRun).toSorted((a, b) => a.writtenAt - b.writtenAt);
    for (const file of due) await this.#write(file, found);
    const removed = plan.remove.filter((path) => runOf(path) === run && isDispensable(path, found.files));
    for (const path of removed.toSorted().reverse()) await found.attempt(() => this.#remove(path));
    if (run === scope.activeRun) {
      await found.attempt(async () => {
        for (const record of await this.#ownRecords.due(run, scope.recordDigests)) {
          await found.attempt(() => this.#ownRecords.copy(record));
        }
      });
    }
    if (due.length === 0 && run !== scope.activeRun && this.#seen.has(run)) return;
    // Logs and consoles are in databases of their own: whatever happens to those leaves checkpoints alone.
    const hasLog = await found.attempt(() => this.#texts.copyLog(run), isOfFolder);
    const hasConsole = await found.attempt(() => this.#texts.copyConsole(run), isOfFolder);
    if (hasLog && hasConsole) this.#seen.add(run);
    else this.#seen.delete(run);
  }

  async #write(file: HashedFileEntry, found: CopyFindings): Promise<void> {
    const { path } = file;
    await found.attemptFile(path, async () => {
      const bytes = await readIfThere(this.#source, path);
      // An automatic save that was deleted since it was listed, by the stage's end.
      if (!bytes) return;
      found.assertKept();
      const written = await this.#folder.disk.write(path, bytes);
      const hash = await sha256(bytes);
      if ((await sha256(await this.#folder.disk.read(path))) !== hash) {
        throw new FileCorruptError(
          path,
          'read back from the folder, its bytes are not the ones that were written',
        );
      }
      await this.#records.put([this.#entry(written, hash)]);
      // The store may have a newer one by now, which the next pass copies.
      found.set([path], hash === file.sha256 ? 'copied' : 'behind');
    });
  }

  async #remove(path: string): Promise<void> {
    await this.#folder.disk.delete([path]);
    await this.#records.drop(this.#folder.id, [path]);
  }

  async #compare(file: HashedFileEntry, listed: readonly FileEntry[], found: CopyFindings): Promise<void> {
    const { path } = file;
    await found.attemptFile(path, async () => {
      const entry = listed.find((each) => each.path === path);
      const bytes = await readIfThere(this.#folder.disk, path);
      // It went away since it was listed: the next pass copies it.
      if (!bytes) return;
      const hash = await sha256(bytes);
      if (hash === file.sha256 && entry) await this.#records.put([this.#entry(entry, hash)]);
      found.set([path], hash === file.sha256 ? 'copied' : 'differs');
    });
  }

  /** @throws SameFolderError */
  async #isLocked(run: string, { files }: CopyScope, found: CopyFindings): Promise<boolean> {
    const names = await this.#folder.disk.names(runDirectory(run));
    // Its files are there, and no folder that is called as it is.
    if (run !== '' && names.length > 0 && !(await this.#folder.disk.names(ROOT_DIRECTORY)).includes(run)) {
      found.set(pathsOf(files.filter(({ path }) => runOf(path) === run)), 'failed');
      throw new SameFolderError(runDirectory(run), run);
    }
    return names.includes(LOCK_NAME);
  }

  #entry({ path, size, writtenAt }: FileEntry, hash: string): CopyEntry {
    return { folder: this.#folder.id, path, size, writtenAt, sha256: hash, fate: 'kept' };
  }
}

/** Entries of logs have their own rules. */
function isCheckpoint({ path }: Pick<CopyEntry, 'path'>): boolean {
  return path.endsWith('.zip');
}

function pathsOf(files: readonly FileEntry[]): string[] {
  return files.map(({ path }) => path);
}

/** An automatic save goes once the stage that it is of is in the folder, and not only here. */
function isDispensable(path: string, states: ReadonlyMap<string, FileCopyState>): boolean {
  const stage = supersederOf(path);
  const state = stage === null ? undefined : states.get(stage);
  return state === undefined || state === 'copied';
}

/** The runs that there may be something to do for. */
function runsOf({ remove }: CopyPlan, { files }: CopyScope): string[] {
  return [...new Set([...files.map(({ path }) => path), ...remove].map(runOf))].sort();
}
