import type { CopyRecords } from '../checkpoint/store/copyRecords';
import { LogStore } from '../checkpoint/store/logStore';
import { fileName, parseCheckpointName } from '../checkpoint/names';
import type { AwaitedStores } from '../checkpoint/store/workerStores';
import { messageOf } from '../errors/problem';
import { exportModel, exportRun } from '../export/exportFiles';
import type { CallHandlers } from '../messaging/calls';
import { CheckpointWriter } from './checkpointWriter';
import * as lines from './consoleLines';
import { describeCheckpoint } from './describeCheckpoint';
import { DeviceRecovery } from './deviceRecovery';
import type { Importer } from './importer';
import { KeptCheckpoints } from './keptCheckpoints';
import { RunLockedError, whileLocked } from './lockedRun';
import { probeDevice } from './openEngine';
import { NoTrainingError } from './policyRequests';
import type {
  RunResult,
  SeriesRun,
  SessionResult,
  Told,
  TrainerCalls,
  TrainerEvent,
  TrainingQuestion,
  WrittenAgain,
} from './protocol';
import { recordedEngine } from './recordedEngine';
import { pathsOf, relocateRun } from './relocateRun';
import type { OpenRunDevice } from './runDevice';
import type { Job, RunTraining, Workplace } from './runTraining';

/** Trains a run on the device that it opens. Never fails. */
type TrainRun = (job: Job, openDevice: OpenRunDevice) => Promise<SessionResult>;

/** Does what the page asks, one training at a time, of one run or of several. */
export class TrainerService {
  readonly #place: Workplace;
  readonly #copies: Pick<CopyRecords, 'noteDeleted'>;
  readonly #recovery = new DeviceRecovery(() => performance.now());
  #training: AbortController | null = null;
  /** Those of the training under way, by run. */
  readonly #runs = new Map<string, RunTraining>();

  /**
   * @param page hears of everything, and signs of life from computations that leave it no other
   * @param copies hears which files a person deleted, so that their second copies go too
   */
  constructor(
    page: { readonly tell: (told: Told) => void; readonly beat: () => void },
    { stores, areKept }: Omit<AwaitedStores, 'receive'>,
    copies: Pick<CopyRecords, 'noteDeleted'>,
  ) {
    const { disk, consoles } = stores;
    const logs = new LogStore(stores.logs);
    this.#place = { ...page, disk, logs, consoles, areKept, kept: new KeptCheckpoints() };
    this.#copies = copies;
  }

  /** What answers the page. */
  readonly calls: CallHandlers<TrainerCalls> = {
    probe: async ({ engine: preference, settings, timed, path }) => {
      const began = preference === null ? await recordedEngine(this.#place.disk, path) : null;
      return probeDevice({ preference, began, timed }, settings);
    },
    start: (question) => this.#trainAlone(startOf(question)),
    continue: (question) => this.#trainAlone(continuationOf(question)),
    startSeries: ({ runs, ...shared }) => this.#trainSeries(runs.map((run) => jobOf(run, shared))),
    evaluateAgain: (question) => {
      const { path } = question;
      return this.#trainAlone({ question, path, isFree: false, go: (session) => session.evaluateAgain() });
    },
    interrupt: () => {
      this.#training?.abort(new DOMException('Interrupted by the user.', 'AbortError'));
      return null;
    },
    newestPolicy: ({ run }) => {
      const training = this.#runs.get(run);
      if (!training) throw new NoTrainingError();
      return training.policyRequests.add();
    },
    inspect: async (file) => (await this.#openImporter()).inspect(file),
    import: async ({ settings, file, target }) => {
      const importer = await this.#openImporter();
      await whileLocked(settings.run, () => importer.store(settings, file, target));
      return this.#tellOfFiles();
    },
    export: async ({ path, format }) => {
      const { fileName: name, bytes } = await exportModel(this.#place.disk, path, format);
      return { fileName: name, content: new Blob([bytes]) };
    },
    exportRun: ({ run, paths }) => exportRun(this.#place.disk, run, paths),
    describe: ({ path }) => describeCheckpoint(this.#place.disk, path),
    relocate: async ({ from, to, keep }) => {
      const before = await pathsOf(this.#place.disk, from);
      const relocate = () =>
        relocateRun(this.#place, from, to, { keep, tellOfLeftover: this.#tellOfLeftover });
      const left = await whileLocked(from, () => whileLocked(to, relocate));
      if (!keep) await this.#noteDeleted(before.filter((path) => !left.includes(path)));
      this.#tellOfFiles();
      return left;
    },
    writeAgain: ({ run, paths }) => this.#writeAgain(run, paths),
    delete: async ({ run, paths }) => {
      await whileLocked(run, () => this.#delete(run, paths));
      return this.#tellOfFiles();
    },
  };

  /** A visit that brings no file never downloads it. */
  async #openImporter(): Promise<Importer> {
    const importer = await import('./importer');
    return new importer.Importer(this.#place.disk);
  }

  #trainAlone(job: Job): Promise<SessionResult> {
    return this.#underWay([job], async (trainRun) => {
      const { ownDevice } = await import('./runDevice');
      return trainRun(job, ownDevice(this.#place.disk, this.#recovery));
    });
  }

  #trainSeries(jobs: readonly Job[]): Promise<readonly RunResult[]> {
    return this.#underWay(jobs, async (trainOne, signal) => {
      const trainRun = async (job: Job, openDevice: OpenRunDevice) => ({
        run: job.question.settings.run,
        ...(await trainOne(job, openDevice)),
      });
      const { SeriesTraining } = await import('./seriesTraining');
      try {
        return await new SeriesTraining(this.#place, this.#recovery, trainRun).train(jobs, signal);
      } catch (error) {
        if (!signal.aborted || error !== signal.reason) throw error;
        // While engines were timed: nothing was begun.
        this.#tell({ type: 'console', line: lines.INTERRUPTED, level: 'info' });
        return [];
      }
    });
  }

  /** Does what trains these runs; one such work at a time. */
  async #underWay<Result>(
    jobs: readonly Job[],
    work: (trainRun: TrainRun, signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    if (this.#training) throw new Error('Training is already under way.');
    const controller = new AbortController();
    this.#training = controller;
    this.#place.kept.keepOnly(jobs.map(({ question }) => question.settings.run));
    try {
      // A visit that does not train never downloads it.
      const { RunTraining } = await import('./runTraining');
      const trainRun: TrainRun = (job, openDevice) =>
        this.#trainRun(new RunTraining(this.#place, job, openDevice), controller.signal);
      return await work(trainRun, controller.signal);
    } finally {
      this.#training = null;
    }
  }

  /** Never fails. */
  async #trainRun(training: RunTraining, signal: AbortSignal): Promise<SessionResult> {
    this.#runs.set(training.run, training);
    const result = await training.train(signal);
    this.#runs.delete(training.run);
    return result;
  }

  /** Does nothing where another tab works on the run: that one has the newer files. */
  async #writeAgain(run: string, paths: readonly string[]): Promise<WrittenAgain> {
    const { disk, kept, tell } = this.#place;
    const inTraining = await this.#runs.get(run)?.writeAgain(paths);
    if (inTraining) return inTraining;
    const nothing = { written: [], refused: [] };
    if (!paths.some((path) => kept.get(path))) return nothing;
    const writer = new CheckpointWriter(disk, (event) => tell({ run, event }), kept);
    try {
      return await whileLocked(run, () => writer.writeAgain(paths));
    } catch (error) {
      if (error instanceof RunLockedError) return nothing;
      throw error;
    }
  }

  /** Deletes files of a run, and its log and console with the last of them. */
  async #delete(run: string, paths: readonly string[]): Promise<void> {
    const { disk, logs, consoles } = this.#place;
    await disk.delete(paths);
    await this.#noteDeleted(paths);
    if ((await pathsOf(disk, run)).length > 0) return;
    const tellOf = (what: string) => (error: unknown) =>
      this.#complain(lines.notKept(what, messageOf(error)));
    await logs.delete(run).catch(tellOf('The log of the charts'));
    await consoles.delete(run).catch(tellOf('The console'));
  }

  /** What cannot be noted costs nothing: the copies stay, and are offered as files that only the folder has. */
  async #noteDeleted(paths: readonly string[]): Promise<void> {
    await this.#copies.noteDeleted(paths).catch(() => undefined);
  }

  /** Tells that a renamed run's log or console stays under its old name as well, which only takes space. */
  readonly #tellOfLeftover = (error: unknown): void =>
    this.#complain(
      `The log under the old name could not be deleted (${messageOf(error)}). Checkpoints are not affected.`,
    );

  #complain(line: string): void {
    this.#tell({ type: 'console', line, level: 'error' });
  }

  #tellOfFiles(): null {
    this.#tell({ type: 'files' });
    return null;
  }

  /** Tells of no run, or of all. */
  #tell(event: TrainerEvent): void {
    this.#place.tell({ run: null, event });
  }
}

function startOf(question: TrainerCalls['start']['question']): Job {
  const { promised, areUnchosen } = question;
  const isNew = promised.kind === 'fresh';
  return {
    question,
    path: isNew ? null : promised.path,
    isFree: areUnchosen && isNew && promised.path === null,
    go: (session) => session.run(promised),
  };
}

function continuationOf(question: TrainerCalls['continue']['question']): Job {
  const { path } = question;
  const name = parseCheckpointName(fileName(path));
  if (!name || !('stage' in name)) throw new TypeError(`${path} does not belong to a stage.`);
  return { question, path, isFree: false, go: (session) => session.continueFrom(path, name.stage) };
}

/** A run of a series begins as it would alone, but that its settings are the series'. */
function jobOf(
  { settings, promised, path }: SeriesRun,
  shared: Pick<TrainingQuestion, 'engine' | 'timed'>,
): Job {
  const question = { ...shared, settings, isSingleIteration: false };
  if (path !== null) return continuationOf({ ...question, path });
  return startOf({ ...question, promised, areUnchosen: false });
}
