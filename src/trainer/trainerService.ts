import type { Consoles } from '../checkpoint/store/consoleStore';
import type { CopyRecords } from '../checkpoint/store/copyRecords';
import type { HashedDisk } from '../checkpoint/store/disk';
import { LogStore } from '../checkpoint/store/logStore';
import { fileName, parseCheckpointName, runDirectory } from '../checkpoint/names';
import { acquireRunLock } from '../checkpoint/store/runLock';
import type { AwaitedStores } from '../checkpoint/store/workerStores';
import type { RunSettings } from '../curriculum/settings';
import { loadRecords } from '../records/loadRecords';
import { messageOf, toProblem } from '../errors/problem';
import { Background } from './background/background';
import { borrowBackground } from './background/lentBackground';
import { CheckpointWriter } from './checkpointWriter';
import * as lines from './consoleLines';
import { ConsoleRecorder } from './consoleRecorder';
import type { recipeFor } from './largerRecipe';
import { loadZipWriter } from '../sb3/zipWriter';
import { DeviceRecovery } from './deviceRecovery';
import { describeCheckpoint } from './describeCheckpoint';
import { exportModel, exportRun } from '../export/exportFiles';
import { Importer } from './importer';
import { KeptCheckpoints } from './keptCheckpoints';
import { LogRecorder, withLogFirst } from './logRecorder';
import type { EngineListener } from './openEngine';
import { openDevice, openEngine, probeDevice } from './openEngine';
import type { CallHandlers } from '../messaging/calls';
import type { SessionResult, TrainerCalls, TrainerEvent, TrainingQuestion, WrittenAgain } from './protocol';
import { PolicyRequests } from './policyRequests';
import { recordedEngine } from './recordedEngine';
import { pathsOf, relocateRun } from './relocateRun';
import type { TrainingSession } from './trainingSession';

/** What a session is to do. */
type Go = (session: TrainingSession) => Promise<SessionResult>;

/** Where a training begins. */
interface Begin {
  /** The checkpoint of the run that it goes on from; null: the run is new. */
  readonly path: string | null;
  /** Nobody chose the settings, and nothing of the run is there yet. */
  readonly isFree: boolean;
}

/** Another tab holds the run. */
export class RunLockedError extends Error {
  override readonly name = 'RunLockedError';

  constructor(directory: string) {
    super(
      `Another tab is working on ${directory}. Nothing was changed here. ` +
        'Use that tab, close it, or choose another run name.',
    );
  }
}

/** See `recipeFor`: a visit that does not train never downloads it. */
async function suitedTo(...parameters: Parameters<typeof recipeFor>): Promise<RunSettings> {
  const larger = await import('./largerRecipe');
  return larger.recipeFor(...parameters);
}

/** Does what the page asks, one training at a time, and holds the run's lock for as long as it may write. */
export class TrainerService {
  readonly #emit: (event: TrainerEvent) => void;
  readonly #beat: () => void;
  readonly #disk: HashedDisk;
  readonly #logs: LogStore;
  readonly #consoles: Consoles;
  readonly #areKept: Promise<boolean>;
  readonly #copies: Pick<CopyRecords, 'noteDeleted'>;
  readonly #importer: Importer;
  readonly #policyRequests = new PolicyRequests();
  readonly #kept = new KeptCheckpoints();
  readonly #recovery = new DeviceRecovery(() => performance.now());
  #training: AbortController | null = null;
  /** Of the training under way. */
  #session: TrainingSession | null = null;

  /**
   * @param page hears of everything, and signs of life from computations that leave it no other
   * @param copies hears which files a person deleted, so that their second copies go too
   */
  constructor(
    page: { readonly tell: (event: TrainerEvent) => void; readonly beat: () => void },
    { stores, areKept }: Omit<AwaitedStores, 'receive'>,
    copies: Pick<CopyRecords, 'noteDeleted'>,
  ) {
    this.#emit = page.tell;
    this.#beat = page.beat;
    this.#copies = copies;
    this.#disk = stores.disk;
    this.#logs = new LogStore(stores.logs);
    this.#consoles = stores.consoles;
    this.#areKept = areKept;
    this.#importer = new Importer(this.#disk);
  }

  /** What answers the page. */
  readonly calls: CallHandlers<TrainerCalls> = {
    probe: async ({ engine: preference, settings, timed, path }) => {
      const began = preference === null ? await recordedEngine(this.#disk, path) : null;
      return probeDevice({ preference, began, timed }, settings);
    },
    start: (question) => {
      const { promised, areUnchosen } = question;
      const isNew = promised.kind === 'fresh';
      const from = {
        path: isNew ? null : promised.path,
        isFree: areUnchosen && isNew && promised.path === null,
      };
      return this.#train(question, from, (session) => session.run(promised));
    },
    continue: (question) => {
      const { path } = question;
      const name = parseCheckpointName(fileName(path));
      if (!name || !('stage' in name)) throw new TypeError(`${path} does not belong to a stage.`);
      const from = { path, isFree: false };
      return this.#train(question, from, (session) => session.continueFrom(path, name.stage));
    },
    evaluateAgain: (question) => {
      const from = { path: question.path, isFree: false };
      return this.#train(question, from, (session) => session.evaluateAgain());
    },
    interrupt: () => {
      this.#training?.abort(new DOMException('Interrupted by the user.', 'AbortError'));
      return null;
    },
    newestPolicy: () => {
      const policy = this.#policyRequests.add();
      if (!this.#training) this.#policyRequests.refuse();
      return policy;
    },
    inspect: (file) => this.#importer.inspect(file),
    import: async ({ settings, file, target }) => {
      await this.#locked(settings.run, () => this.#importer.store(settings, file, target));
      return this.#tellOfFiles();
    },
    export: async ({ path, format }) => {
      const { fileName: name, bytes } = await exportModel(this.#disk, path, format);
      return { fileName: name, content: new Blob([bytes]) };
    },
    exportRun: ({ run, paths }) => exportRun(this.#disk, run, paths),
    describe: ({ path }) => describeCheckpoint(this.#disk, path),
    relocate: async ({ from, to, keep }) => {
      const stores = { disk: this.#disk, logs: this.#logs, consoles: this.#consoles };
      const before = await pathsOf(this.#disk, from);
      const relocate = () => relocateRun(stores, from, to, { keep, tellOfLeftover: this.#tellOfLeftover });
      const left = await this.#locked(from, () => this.#locked(to, relocate));
      if (!keep) await this.#noteDeleted(before.filter((path) => !left.includes(path)));
      this.#tellOfFiles();
      return left;
    },
    writeAgain: ({ run, paths }) => this.#writeAgain(run, paths),
    delete: async ({ run, paths }) => {
      await this.#locked(run, () => this.#delete(run, paths));
      return this.#tellOfFiles();
    },
  };

  async #train(question: TrainingQuestion, from: Begin, go: Go): Promise<SessionResult> {
    if (this.#training) throw new Error('Training is already under way.');
    const controller = new AbortController();
    this.#training = controller;
    try {
      const { run } = question.settings;
      return await this.#locked(run, () => this.#heard(question, from, go, controller.signal));
    } catch (error) {
      const problem = toProblem(error);
      this.#emit({ type: 'console', line: problem.message, level: 'error' });
      return { outcome: 'error', problem };
    } finally {
      this.#training = null;
      this.#policyRequests.refuse();
    }
  }

  /** Trains, and keeps what is said of it. */
  async #heard(question: TrainingQuestion, from: Begin, go: Go, signal: AbortSignal): Promise<SessionResult> {
    const { run } = question.settings;
    const spoken = await ConsoleRecorder.open(this.#consoles, run, this.#tellOfConsole);
    try {
      return await this.#recorded(question, from, go, { signal, hear: spoken.hear });
    } catch (error) {
      // While engines were timed: nothing was begun.
      if (signal.aborted && error === signal.reason) {
        this.#listener(spoken.hear).tell(lines.INTERRUPTED);
        return { outcome: 'interrupted', problem: null };
      }
      spoken.hear({ type: 'console', line: messageOf(error), level: 'error' });
      throw error;
    } finally {
      await spoken.flush();
    }
  }

  /** @param context.hear what is said of the training, besides the page */
  async #recorded(
    question: TrainingQuestion,
    from: Begin,
    go: Go,
    { signal, hear }: { readonly signal: AbortSignal; readonly hear: (event: TrainerEvent) => void },
  ): Promise<SessionResult> {
    const listener = this.#listener(hear);
    await loadZipWriter();
    const { engine: preference, timed } = question;
    const began = preference === null ? await recordedEngine(this.#disk, from.path) : null;
    const opened = await openDevice({ preference, began, timed, signal }, listener, question.settings);
    const { device } = opened;
    let { engine } = opened;
    const reopenDevice = async (cause: unknown) => {
      const lost = engine;
      const open = () => openEngine(device.engine, listener);
      engine = await this.#recovery.reopen(cause, open, listener);
      lost.dispose();
    };
    this.#emit({ type: 'device', device });
    const recorder = await LogRecorder.open(this.#logs.of(question.settings.run), {
      onProblem: this.#tellOfLog,
      onStored: (numTimesteps) => this.#emit({ type: 'logStored', numTimesteps }),
    });
    const background = new Background(borrowBackground(globalThis));
    try {
      const emit = (event: TrainerEvent) => {
        this.#emit(event);
        recorder.hear(event);
        hear(event);
      };
      const host = {
        areFilesKept: await this.#areKept,
        disk: withLogFirst(this.#disk, recorder),
        loadRecords: (wanted: RunSettings) => loadRecords(this.#disk, wanted),
        get engine() {
          return engine;
        },
        reopenDevice,
        device: device.label,
        emit,
        now: () => performance.now(),
        background,
        policyRequests: this.#policyRequests,
        kept: this.#kept,
      };
      const settings = from.isFree
        ? await suitedTo(opened, question.settings, signal, listener)
        : question.settings;
      if (settings !== question.settings) this.#emit({ type: 'settings', settings });
      const session = await import('./trainingSession');
      this.#session = new session.TrainingSession(host, settings, signal, question);
      return await go(this.#session);
    } finally {
      this.#session = null;
      background.dispose();
      engine.dispose();
      await recorder.flush();
    }
  }

  /** Who hears of an engine: the page, and `hear` of what is said. */
  #listener(hear: (event: TrainerEvent) => void): EngineListener {
    return {
      tell: (line) => {
        const event = { type: 'console', line, level: 'info' } as const;
        this.#emit(event);
        hear(event);
      },
      beat: this.#beat,
      remember: (timed) => this.#emit({ type: 'timed', timed }),
    };
  }

  /** Does nothing where another tab works on the run: that one has the newer files. */
  async #writeAgain(run: string, paths: readonly string[]): Promise<WrittenAgain> {
    if (this.#session) return this.#session.writeAgain(paths);
    const nothing = { written: [], refused: [] };
    if (!paths.some((path) => this.#kept.get(path))) return nothing;
    const writer = new CheckpointWriter(this.#disk, this.#emit, this.#kept);
    try {
      return await this.#locked(run, () => writer.writeAgain(paths));
    } catch (error) {
      if (error instanceof RunLockedError) return nothing;
      throw error;
    }
  }

  /** Deletes files of a run, and its log and console with the last of them. */
  async #delete(run: string, paths: readonly string[]): Promise<void> {
    await this.#disk.delete(paths);
    await this.#noteDeleted(paths);
    if ((await pathsOf(this.#disk, run)).length > 0) return;
    await this.#logs.delete(run).catch(this.#tellOfLog);
    await this.#consoles.delete(run).catch(this.#tellOfConsole);
  }

  /** What cannot be noted costs nothing: the copies stay, and are offered as files that only the folder has. */
  async #noteDeleted(paths: readonly string[]): Promise<void> {
    await this.#copies.noteDeleted(paths).catch(() => undefined);
  }

  /** Tells that the log could not be kept. It is a convenience: nothing fails because of it. */
  readonly #tellOfLog = (error: unknown): void => this.#tellOfLoss('The log of the charts', error);

  /** Tells that the console could not be kept, which is a convenience as well. */
  readonly #tellOfConsole = (error: unknown): void => this.#tellOfLoss('The console', error);

  /** Tells that a renamed run's log or console stays under its old name as well, which only takes space. */
  readonly #tellOfLeftover = (error: unknown): void => {
    const line = `The log under the old name could not be deleted (${messageOf(error)}). Checkpoints are not affected.`;
    this.#emit({ type: 'console', line, level: 'error' });
  };

  #tellOfLoss(what: string, error: unknown): void {
    const line = `${what} could not be kept (${messageOf(error)}). Checkpoints are not affected.`;
    this.#emit({ type: 'console', line, level: 'error' });
  }

  /** @throws RunLockedError */
  async #locked<Result>(run: string, work: () => Promise<Result>): Promise<Result> {
    const lock = await acquireRunLock(run);
    if (!lock) throw new RunLockedError(runDirectory(run));
    try {
      return await work();
    } finally {
      await lock.release();
    }
  }

  #tellOfFiles(): null {
    this.#emit({ type: 'files' });
    return null;
  }
}
