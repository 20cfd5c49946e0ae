import type { Consoles } from '../checkpoint/store/consoleStore';
import type { HashedDisk } from '../checkpoint/store/disk';
import type { LogStore } from '../checkpoint/store/logStore';
import type { RunSettings } from '../curriculum/settings';
import { messageOf, toProblem } from '../errors/problem';
import { loadRecords } from '../records/loadRecords';
import { loadZipWriter } from '../sb3/zipWriter';
import { Background } from './background/background';
import { borrowBackground } from './background/lentBackground';
import * as lines from './consoleLines';
import { ConsoleRecorder } from './consoleRecorder';
import type { KeptCheckpoints } from './keptCheckpoints';
import type { recipeFor } from './largerRecipe';
import { whileLocked } from './lockedRun';
import { LogRecorder, withLogFirst } from './logRecorder';
import type { EngineListener } from './openEngine';
import { PolicyRequests } from './policyRequests';
import type { SessionResult, Told, TrainerEvent, TrainingQuestion, WrittenAgain } from './protocol';
import type { OpenRunDevice, RunDevice } from './runDevice';
import type { RunEngine } from './runEngine';
import type { SessionHost } from './sessionHost';
import type { TrainingSession } from './trainingSession';

/** What all trainings of a worker have in common. */
export interface Workplace {
  readonly disk: HashedDisk;
  readonly logs: LogStore;
  readonly consoles: Consoles;
  readonly areKept: Promise<boolean>;
  readonly kept: KeptCheckpoints;
  /** Hears of everything. */
  readonly tell: (told: Told) => void;
  /** Takes signs of life from computations that leave no other. */
  readonly beat: () => void;
}

/** What is to be done with a run. */
export interface Job {
  readonly question: TrainingQuestion;
  /** The checkpoint of the run that it goes on from; null: the run is new. */
  readonly path: string | null;
  /** Nobody chose the settings, and nothing of the run is there yet. */
  readonly isFree: boolean;
  readonly go: (session: TrainingSession) => Promise<SessionResult>;
}

/** See `recipeFor`: a visit that does not train never downloads it. */
async function suitedTo(...parameters: Parameters<typeof recipeFor>): Promise<RunSettings> {
  const larger = await import('./largerRecipe');
  return larger.recipeFor(...parameters);
}

/** The training of one run: holds its lock for as long as it may write, and keeps what is said of it. */
export class RunTraining {
  readonly #place: Workplace;
  readonly #job: Job;
  readonly #openDevice: OpenRunDevice;
  /** Who wants to see its newest policy. */
  readonly policyRequests = new PolicyRequests();
  #session: TrainingSession | null = null;

  constructor(place: Workplace, job: Job, openDevice: OpenRunDevice) {
    this.#place = place;
    this.#job = job;
    this.#openDevice = openDevice;
  }

  get run(): string {
    return this.#job.question.settings.run;
  }

  /** Never fails: a problem is part of the result. */
  async train(signal: AbortSignal): Promise<SessionResult> {
    this.#emit({ type: 'begun' });
    const result = await this.#trained(signal);
    this.policyRequests.refuse();
    this.#emit({ type: 'ended', result });
    return result;
  }

  /** See `TrainingSession.writeAgain`; null: nothing is trained yet, or any more. */
  async writeAgain(paths: readonly string[]): Promise<WrittenAgain | null> {
    return (await this.#session?.writeAgain(paths)) ?? null;
  }

  async #trained(signal: AbortSignal): Promise<SessionResult> {
    try {
      return await whileLocked(this.run, () => this.#heard(signal));
    } catch (error) {
      const problem = toProblem(error);
      this.#emit({ type: 'console', line: problem.message, level: 'error' });
      return { outcome: 'error', problem };
    }
  }

  /** Trains, and keeps what is said of it. */
  async #heard(signal: AbortSignal): Promise<SessionResult> {
    const spoken = await ConsoleRecorder.open(this.#place.consoles, this.run, this.#tellOfConsole);
    try {
      return await this.#recorded(spoken.hear, signal);
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

  /** @param hear what is said of the training, besides the page */
  async #recorded(hear: (event: TrainerEvent) => void, signal: AbortSignal): Promise<SessionResult> {
    const listener = this.#listener(hear);
    const { question, path, isFree, go } = this.#job;
    await loadZipWriter();
    const opened = await this.#openDevice({ ...question, path }, listener, signal);
    this.#emit({ type: 'device', device: opened.device });
    const recorder = await LogRecorder.open(this.#place.logs.of(this.run), {
      onProblem: this.#tellOfLog,
      onStored: (numTimesteps) => this.#emit({ type: 'logStored', numTimesteps }),
    });
    const background = new Background(borrowBackground(globalThis));
    try {
      const hearAll = (event: TrainerEvent) => {
        this.#emit(event);
        recorder.hear(event);
        hear(event);
      };
      const disk = withLogFirst(this.#place.disk, recorder);
      const host = await this.#host(opened.engine, { disk, emit: hearAll, background });
      const settings = isFree ? await this.#suited(opened, listener, signal) : question.settings;
      const session = await import('./trainingSession');
      this.#session = new session.TrainingSession(host, settings, signal, question);
      return await go(this.#session);
    } finally {
      this.#session = null;
      background.dispose();
      opened.engine.dispose();
      await recorder.flush();
    }
  }

  async #host(
    opened: RunEngine,
    own: Pick<SessionHost, 'disk' | 'emit' | 'background'>,
  ): Promise<SessionHost> {
    return {
      ...own,
      areFilesKept: await this.#place.areKept,
      loadRecords: (wanted) => loadRecords(this.#place.disk, wanted),
      get engine() {
        return opened.engine;
      },
      reopenDevice: opened.reopen,
      device: opened.device,
      now: () => performance.now(),
      policyRequests: this.policyRequests,
      kept: this.#place.kept,
    };
  }

  /** The settings that suit the machine, which are told of where they are others. */
  async #suited(
    { engine: { engine }, device, speeds }: RunDevice,
    listener: EngineListener,
    signal: AbortSignal,
  ): Promise<RunSettings> {
    const { settings } = this.#job.question;
    const suited = await suitedTo({ engine, device, speeds }, settings, signal, listener);
    if (suited !== settings) this.#emit({ type: 'settings', settings: suited });
    return suited;
  }

  /** Who hears of an engine: the page, and `hear` of what is said. */
  #listener(hear: (event: TrainerEvent) => void): EngineListener {
    return {
      tell: (line) => {
        const event = { type: 'console', line, level: 'info' } as const;
        this.#emit(event);
        hear(event);
      },
      beat: this.#place.beat,
      remember: (timed) => this.#emit({ type: 'timed', timed }),
    };
  }

  #emit(event: TrainerEvent): void {
    this.#place.tell({ run: this.run, event });
  }

  /** Tells that the log could not be kept. It is a convenience: nothing fails because of it. */
  readonly #tellOfLog = (error: unknown): void => this.#tellOfLoss('The log of the charts', error);

  /** Tells that the console could not be kept, which is a convenience as well. */
  readonly #tellOfConsole = (error: unknown): void => this.#tellOfLoss('The console', error);

  #tellOfLoss(what: string, error: unknown): void {
    this.#emit({ type: 'console', line: lines.notKept(what, messageOf(error)), level: 'error' });
  }
}
