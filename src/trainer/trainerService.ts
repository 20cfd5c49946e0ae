import type { Consoles } from '../checkpoint/store/consoleStore';
import type { HashedDisk } from '../checkpoint/store/disk';
import { LogStore } from '../checkpoint/store/logStore';
import { belongsToRun, fileName, parseCheckpointName, runDirectory } from '../checkpoint/names';
import { acquireRunLock } from '../checkpoint/store/runLock';
import type { AwaitedStores } from '../checkpoint/store/workerStores';
import type { RunSettings } from '../curriculum/settings';
import { loadRecords } from '../records/loadRecords';
import { messageOf, toProblem } from '../errors/problem';
import { ConsoleRecorder } from './consoleRecorder';
import { describeCheckpoint } from './describeCheckpoint';
import { exportModel, exportRun } from '../export/exportFiles';
import { Importer } from './importer';
import { LogRecorder, withLogFirst } from './logRecorder';
import { openDevice, probeDevice } from './openEngine';
import type { EngineName } from '../ppo/engines/names';
import type { TrainerCommand, TrainerEvent } from './protocol';
import { PolicyRequests } from './policyRequests';
import { relocateRun } from './relocateRun';
import type { SessionResult } from './trainingSession';
import { TrainingSession } from './trainingSession';

type Training = Extract<TrainerCommand, { type: 'start' | 'continue' }>;

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

/** Does what the page commands, one training at a time, and holds the run's lock for as long as it may write. */
export class TrainerService {
  readonly #emit: (event: TrainerEvent) => void;
  readonly #disk: HashedDisk;
  readonly #logs: LogStore;
  readonly #consoles: Consoles;
  readonly #areKept: Promise<boolean>;
  readonly #importer: Importer;
  readonly #policyRequests: PolicyRequests;
  #training: AbortController | null = null;

  constructor(emit: (event: TrainerEvent) => void, { stores, areKept }: Omit<AwaitedStores, 'receive'>) {
    this.#emit = emit;
    this.#disk = stores.disk;
    this.#logs = new LogStore(stores.logs);
    this.#consoles = stores.consoles;
    this.#areKept = areKept;
    this.#importer = new Importer(this.#disk);
    this.#policyRequests = new PolicyRequests(emit);
  }

  handle(command: TrainerCommand): void {
    switch (command.type) {
      case 'probe':
        return this.#run(this.#probe(command.engine));
      case 'start':
      case 'continue':
        return this.#run(this.#train(command));
      case 'interrupt':
        if (this.#training) interrupt(this.#training);
        return;
      case 'policy':
        this.#policyRequests.add(command.request);
        if (!this.#training) this.#policyRequests.refuse();
        return;
      case 'inspect':
        return this.#answer(command.request, async () => {
          const inspection = await this.#importer.inspect(command);
          this.#emit({ type: 'inspected', request: command.request, inspection });
        });
      case 'import':
        return this.#answer(command.request, async () => {
          const { settings, target } = command;
          await this.#locked(settings.run, () => this.#importer.store(settings, command, target));
          this.#emit({ type: 'done', request: command.request });
          this.#emit({ type: 'files' });
        });
      case 'export':
        return this.#answer(command.request, async () => {
          const file = await exportModel(this.#disk, command.path, command.format);
          this.#emit({ type: 'exported', request: command.request, ...file });
        });
      case 'exportRun':
        return this.#answer(command.request, async () => {
          const file = await exportRun(this.#disk, command.run, command.paths);
          this.#emit({ type: 'exported', request: command.request, ...file });
        });
      case 'describe':
        return this.#answer(command.request, async () => {
          const description = await describeCheckpoint(this.#disk, command.path);
          this.#emit({ type: 'described', request: command.request, description });
        });
      case 'relocate':
        return this.#answer(command.request, async () => {
          const { from, to } = command;
          await this.#locked(from, () => this.#locked(to, () => relocateRun(this.#disk, from, to, command)));
          await this.#logs.relocate(from, to, command).catch(this.#tellOfLog);
          await this.#consoles.relocate(from, to, command).catch(this.#tellOfConsole);
          this.#emit({ type: 'done', request: command.request });
          this.#emit({ type: 'files' });
        });
      case 'delete':
        return this.#answer(command.request, async () => {
          await this.#locked(command.run, () => this.#delete(command.run, command.paths));
          this.#emit({ type: 'done', request: command.request });
          this.#emit({ type: 'files' });
        });
      default:
        command satisfies never;
    }
  }

  async #probe(engine: EngineName | null): Promise<void> {
    this.#emit({ type: 'device', device: await probeDevice(engine) });
  }

  async #train(command: Training): Promise<void> {
    if (this.#training) throw new Error('Training is already under way.');
    const controller = new AbortController();
    this.#training = controller;
    try {
      const result = await this.#locked(command.settings.run, () => this.#session(command, controller));
      this.#emit({ type: 'stopped', ...result });
    } catch (error) {
      const problem = toProblem(error);
      this.#emit({ type: 'console', line: problem.message, level: 'error' });
      this.#emit({ type: 'stopped', outcome: 'error', problem });
    } finally {
      this.#training = null;
      this.#policyRequests.refuse();
    }
  }

  async #session(command: Training, controller: AbortController): Promise<SessionResult> {
    const { run } = command.settings;
    const spoken = await ConsoleRecorder.open(this.#consoles, run, this.#tellOfConsole);
    try {
      return await this.#recorded(command, controller, spoken.hear);
    } catch (error) {
      spoken.hear({ type: 'console', line: messageOf(error), level: 'error' });
      throw error;
    } finally {
      await spoken.flush();
    }
  }

  /** @param hear what is said of the training, besides the page */
  async #recorded(
    command: Training,
    controller: AbortController,
    hear: (event: TrainerEvent) => void,
  ): Promise<SessionResult> {
    const tell = (line: string) => {
      const event = { type: 'console', line, level: 'info' } as const;
      this.#emit(event);
      hear(event);
    };
    const { engine, device } = await openDevice(command.engine, tell);
    this.#emit({ type: 'device', device });
    const recorder = await LogRecorder.open(this.#logs.of(command.settings.run), this.#tellOfLog);
    try {
      const emit = (event: TrainerEvent) => {
        this.#emit(event);
        recorder.hear(event);
        hear(event);
      };
      let iterations = 0;
      const beforeIteration = () => {
        if (command.isSingleIteration && iterations++ === 1) interrupt(controller);
      };
      const host = {
        areFilesKept: await this.#areKept,
        disk: withLogFirst(this.#disk, recorder),
        loadRecords: (settings: RunSettings) => loadRecords(this.#disk, settings),
        engine,
        device: device.label,
        emit,
        beforeIteration,
        now: () => performance.now(),
        policyRequests: this.#policyRequests,
      };
      const session = new TrainingSession(host, command.settings, controller.signal);
      if (command.type === 'start') return await session.run();
      const name = parseCheckpointName(fileName(command.path));
      if (!name || !('stage' in name)) throw new TypeError(`${command.path} does not belong to a stage.`);
      return await session.continueFrom(command.path, name.stage);
    } finally {
      engine.dispose();
      await recorder.flush();
    }
  }

  /** Deletes files of a run, and its log and console with the last of them. */
  async #delete(run: string, paths: readonly string[]): Promise<void> {
    await this.#disk.delete(paths);
    const files = await this.#disk.list(runDirectory(run));
    if (files.some(({ path }) => belongsToRun(path, run))) return;
    await this.#logs.delete(run).catch(this.#tellOfLog);
    await this.#consoles.delete(run).catch(this.#tellOfConsole);
  }

  /** Tells that the log could not be kept. It is a convenience: nothing fails because of it. */
  readonly #tellOfLog = (error: unknown): void => this.#tellOfLoss('The log of the charts', error);

  /** Tells that the console could not be kept, which is a convenience as well. */
  readonly #tellOfConsole = (error: unknown): void => this.#tellOfLoss('The console', error);

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

  #answer(request: number, work: () => Promise<void>): void {
    this.#run(
      work().catch((error: unknown) => this.#emit({ type: 'refused', request, problem: toProblem(error) })),
    );
  }

  /** Begins work that nobody awaits, and tells where it fails. */
  #run(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.#emit({ type: 'console', line: messageOf(error), level: 'error' });
    });
  }
}

function interrupt(training: AbortController): void {
  training.abort(new DOMException('Interrupted by the user.', 'AbortError'));
}
