import { fileName, parseCheckpointName } from '../checkpoint/names';
import { plannedStart } from '../checkpoint/resume';
import type { RunSettings, StageNumber } from '../curriculum/settings';
import type { RobustnessEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';
import type { LogRecord } from '../logging/logRecord';
import { isRunLocked } from '../checkpoint/store/runLock';
import type { Problem } from '../errors/problem';
import { messageOf, toProblem } from '../errors/problem';
import { WorkerClosedError } from '../messaging/errors';
import { announcementText as text } from '../strings/announcements';
import { workerText } from '../strings/worker';
import { TrainerClient } from '../trainer/client';
import type { EngineName } from '../ppo/engines/names';
import type {
  DeviceInfo,
  Progress,
  SessionResult,
  TrainerEvent,
  TrainingQuestion,
} from '../trainer/protocol';
import { FILES_CHANGED } from '../trainer/protocol';
import type { Announcements } from './announcements.svelte';
import { ConsoleState } from './console.svelte';
import { isMissingModule } from '../platform/missingModule';
import type { InstallationState } from './installation.svelte';
import type { FilesState } from './files.svelte';
import { lastGoodPath } from './lastGoodPath';
import type { LogsState } from './logs.svelte';
import type { SettingsState } from './settings.svelte';
import type { NoticesState } from './notices.svelte';
import { recallTimed, rememberSpeed, rememberTimed } from './speedMemory';
import type { StoresState } from './stores.svelte';

/** A checkpoint that the disk refused: these bytes are the only copy. */
export interface UnsavedCheckpoint {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly message: string;
}

interface StartOptions {
  readonly isSingleIteration: boolean;
}

/** A training that was asked for, as it can be asked for again. */
interface Asked {
  readonly question: TrainingQuestion;
  /** The emergency checkpoint that it goes on from; null: by the resume rules. */
  readonly path: string | null;
  /** Nothing is trained: evaluations of an older version are made anew. */
  readonly isEvaluation?: boolean;
  /** By the page itself, because the worker of the first attempt is gone. */
  readonly isRepeated: boolean;
}

/** Milliseconds between two looks at the numbers of the training. */
const SHOW_INTERVAL = 100;
/** Looks, half a second apart, at whether the browser has freed what a worker held that is gone. */
const LOOKS_AT_LOCK = 30;
const LOCK_INTERVAL = 500;

/** What of the page the training is taken from, and told to. */
interface RestOfPage {
  readonly stores: StoresState;
  readonly settings: SettingsState;
  readonly files: FilesState;
  readonly logs: LogsState;
  readonly announcements: Announcements;
  readonly notices: NoticesState;
  readonly installation: Pick<InstallationState, 'suspect'>;
}

/** Training as the page sees it: what the worker told, and the commands for it. */
export class TrainingState {
  readonly client: TrainerClient;
  readonly console: ConsoleState;
  readonly #stores: StoresState;
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #logs: LogsState;
  readonly #announcements: Announcements;
  readonly #notices: NoticesState;
  readonly #installation: Pick<InstallationState, 'suspect'>;
  /** What came since the page was last drawn: a fast engine tells more than anybody can see. */
  #news: { records: LogRecord[]; progress: Progress | null } = { records: [], progress: null };
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** For which preset and which checkpoint it was asked last which device would train. */
  #probed = '';
  #asked: Asked | null = null;
  /** What the training under way has saved last. */
  #savedHere: string | null = null;

  status: 'idle' | 'running' | 'stopping' = $state('idle');
  device: DeviceInfo | null = $state.raw(null);
  /** How the last training here ended; null: none has, since one began. */
  outcome: SessionResult['outcome'] | null = $state.raw(null);
  /** The user's choice; null: automatic. */
  chosenEngine: EngineName | null = $state(null);
  /** The run that was trained last, and that the numbers below belong to. */
  run: string | null = $state(null);
  stage: StageNumber | null = $state(null);
  progress: Progress | null = $state.raw(null);
  evaluations: readonly StageEvaluation[] = $state.raw([]);
  finalEvaluations: readonly StageEvaluation[] = $state.raw([]);
  robustness: readonly RobustnessEvaluation[] = $state.raw([]);
  lastSaved: { readonly path: string; readonly at: number } | null = $state.raw(null);
  unsaved: readonly UnsavedCheckpoint[] = $state.raw([]);
  /** The last start would have done something else than the page said, and waits for a person's word. */
  refused: StartOptions | null = $state.raw(null);

  constructor(rest: RestOfPage) {
    this.#stores = rest.stores;
    this.console = new ConsoleState(rest.stores.stores.consoles);
    this.#settings = rest.settings;
    this.#files = rest.files;
    this.#logs = rest.logs;
    this.#announcements = rest.announcements;
    this.#notices = rest.notices;
    this.#installation = rest.installation;
    this.client = new TrainerClient(rest.stores.opened, {
      onEvent: (event) => this.#receive(event),
      onSilence: (isSilent) => this.#tellSilence(isSilent),
      onClosed: (error) => {
        // That of a training is told by how it ends.
        if (this.status === 'idle') this.#notices.tell(error, { from: 'training' });
        this.#installation.suspect(error);
      },
    });
    this.#probe();
  }

  chooseDevice(engine: EngineName | null): void {
    this.chosenEngine = engine;
    this.#probe();
  }

  /** Trains by the resume rule, if that still says what the files on the page say. */
  start({ isSingleIteration = false } = {}): void {
    this.#ask({ question: this.#question(isSingleIteration), path: null, isRepeated: false });
  }

  /** Starts what was refused, as the files are now. */
  startAfterAll(): void {
    if (this.refused) this.start(this.refused);
  }

  /** @param path of an emergency checkpoint */
  continueFrom(path: string, { isSingleIteration = false } = {}): void {
    this.#ask({ question: this.#question(isSingleIteration), path, isRepeated: false });
  }

  /** Makes evaluations of the run anew that an older version made. */
  evaluateAgain(): void {
    this.#ask({ question: this.#question(false), path: null, isEvaluation: true, isRepeated: false });
  }

  interrupt(): void {
    this.status = 'stopping';
    // Where it does not arrive, the training is gone with its worker, which its own call tells.
    this.client.call('interrupt', null).catch(() => undefined);
    this.client.endWhenSilent();
  }

  #question(isSingleIteration: boolean): TrainingQuestion {
    return {
      settings: this.#settings.current,
      engine: this.chosenEngine,
      timed: recallTimed(),
      isSingleIteration,
    };
  }

  /** Asks anew which device would train where the run, its files or its preset are others than when it was asked last. */
  lookAtDevice(): void {
    const place = [this.#settings.current.preset, this.#goesOnFrom].join();
    if (this.status !== 'idle' || place === this.#probed) return;
    this.#probe();
  }

  /** The checkpoint of the run that the next start goes on from; null: the run is new. */
  get #goesOnFrom(): string | null {
    const { plan } = this.#files;
    return plan.kind === 'fresh' ? null : plan.path;
  }

  /** Asks which device would train. */
  #probe(): void {
    const path = this.#goesOnFrom;
    this.#probed = [this.#settings.current.preset, path].join();
    const { current: settings } = this.#settings;
    const question = { engine: this.chosenEngine, settings, timed: recallTimed(), path };
    this.client.call('probe', question).then(
      (device) => {
        // Of a training under way, the worker tells by itself.
        if (this.status === 'idle') this.device = device;
      },
      (error: unknown) => this.console.append(messageOf(error), 'error'),
    );
  }

  #ask(asked: Asked): void {
    this.#begin(asked.question.settings.run);
    this.#asked = asked;
    const { question, path, isEvaluation } = asked;
    const promised = plannedStart(this.#files.plan);
    if (isEvaluation) {
      this.#follow(this.client.call('evaluateAgain', { ...question, path: promised.path }));
      return;
    }
    const areUnchosen = !this.#settings.isChosen;
    if (path === null) this.#follow(this.client.call('start', { ...question, promised, areUnchosen }));
    else this.#follow(this.client.call('continue', { ...question, path }));
  }

  #begin(run: string): void {
    this.#news = { records: [], progress: null };
    this.status = 'running';
    this.outcome = null;
    this.run = run;
    this.#savedHere = null;
    this.#notices.clear('training');
    this.refused = null;
    this.#notices.clear('worker');
    this.evaluations = [];
    this.finalEvaluations = [];
    this.robustness = [];
    this.progress = null;
    this.stage = null;
    // A favour that the browser may refuse; training does not depend on it.
    this.#files.askForPersistence().catch(() => undefined);
  }

  /** What is asked for again is what was trained: the settings of the checkpoint that training went on from. */
  #adopt(settings: RunSettings): void {
    if (this.#asked) this.#asked = { ...this.#asked, question: { ...this.#asked.question, settings } };
  }

  /** Waits for the end of a training. */
  #follow(training: Promise<SessionResult>): void {
    training.then(
      (result) => this.#end(result),
      (error: unknown) => {
        const isGone = error instanceof WorkerClosedError && error.isLoaded;
        if (isGone && this.status === 'running') this.#recover(error);
        else this.#end({ outcome: 'error', problem: toProblem(error) });
      },
    );
  }

  /** The worker is gone. The training starts again from its last good state: once by itself, then when a person wants it. */
  #recover(error: WorkerClosedError): void {
    const asked = this.#asked;
    if (!asked) return;
    const path = lastGoodPath(asked.path, this.#savedHere);
    const again = { ...asked, path, isRepeated: true };
    this.console.append(error.message, 'error');
    if (asked.isRepeated) {
      this.#end({ outcome: 'error', problem: null });
      const act = () => this.#ask(again);
      this.#notices.tell(workerText.again(error.reason), {
        from: 'worker',
        action: { label: workerText.startAgain, act },
      });
      return;
    }
    this.#notices.tell(workerText.restarts(error.reason), { from: 'worker' });
    this.#restart(again, error).catch((failure: unknown) =>
      this.#end({ outcome: 'error', problem: toProblem(failure) }),
    );
  }

  /** Starts again once the browser has freed the run, which a worker that hangs holds for a while longer. */
  async #restart(again: Asked, cause: WorkerClosedError): Promise<void> {
    const { run } = again.question.settings;
    for (let look = 0; look < LOOKS_AT_LOCK && (await isRunLocked(run)); look++) {
      await new Promise((resolve) => setTimeout(resolve, LOCK_INTERVAL));
    }
    // What it promises to do follows from the files as they are now.
    await this.#files.refresh();
    // A person may have interrupted meanwhile.
    if (this.status !== 'running') {
      this.#end({ outcome: 'error', problem: toProblem(cause) });
      return;
    }
    this.#ask(again);
    const from = again.path === null ? null : fileName(again.path);
    this.#notices.tell(workerText.restarted(cause.reason, from), { from: 'worker' });
  }

  #tellSilence(isSilent: boolean): void {
    if (!isSilent) this.#notices.clear('silence');
    else this.#notices.tell(workerText.silent(this.status), { from: 'silence' });
  }

  /** What can be done next follows from the files: the last of them are seen before anything is offered. */
  #end({ outcome, problem }: SessionResult): void {
    this.#announcements.say(text.stopped[outcome]);
    this.#show();
    const isRefused = problem?.name === FILES_CHANGED;
    if (problem && !isRefused) this.#tellProblem(problem);
    const finish = () => {
      this.status = 'idle';
      this.outcome = outcome;
      this.refused =
        isRefused && this.#asked ? { isSingleIteration: this.#asked.question.isSingleIteration } : null;
    };
    this.#files.refresh().then(finish, finish);
    const { device, progress } = this;
    if (device && progress && progress.stepsPerSecond > 0) {
      rememberSpeed(device.label, this.#settings.current.preset, progress.stepsPerSecond);
    }
  }

  #tellProblem({ message }: Problem): void {
    const words = isMissingModule(message) ? workerText.fileMissing : message;
    this.#notices.tell(words, { from: 'training' });
    this.#installation.suspect(new Error(message));
  }

  #receive(event: TrainerEvent): void {
    this.#announce(event);
    switch (event.type) {
      case 'device':
        this.device = event.device;
        break;
      case 'timed':
        rememberTimed(event.timed);
        break;
      case 'console':
        this.console.append(event.line, event.level);
        break;
      case 'settings':
        this.#settings.change(event.settings);
        this.#adopt(event.settings);
        break;
      case 'stage':
        this.#show();
        this.stage = event.stage;
        this.#logs.beginAt(event.numTimesteps);
        break;
      case 'progress':
        this.#news.progress = event.progress;
        this.#showSoon();
        break;
      case 'log':
        this.#news.records.push(event.record);
        this.#showSoon();
        break;
      case 'logStored':
        this.#logs.stored(event.numTimesteps);
        break;
      case 'evaluation':
        if (event.final) this.finalEvaluations = event.evaluations;
        else this.evaluations = event.evaluations;
        break;
      case 'robustness':
        this.robustness = event.robustness;
        break;
      case 'saved':
        this.lastSaved = { path: event.path, at: event.at };
        this.#files.expect(event.path);
        this.unsaved = this.#unsavedBut(event.path);
        this.#savedHere = event.path;
        this.#refreshFiles();
        break;
      case 'unsaved':
        this.#keep({ path: event.path, bytes: event.bytes, message: event.problem.message });
        break;
      case 'files':
        this.#refreshFiles();
        if (this.status === 'idle') this.openLog();
        break;
      default:
        event satisfies never;
    }
  }

  /** Automatic saves are not told of: they come every half minute for as long as training goes on. */
  #announce(event: TrainerEvent): void {
    const say = (words: string) => this.#announcements.say(words);
    if (event.type === 'stage') say(text.stageBegun(this.#settings.current.stages[event.stage - 1]));
    else if (event.type === 'unsaved') say(text.notSaved(fileName(event.path)));
    else if (event.type === 'saved') {
      const name = fileName(event.path);
      if (parseCheckpointName(name)?.kind === 'completed')
        say(this.#stores.isKept ? text.saved(name) : text.inMemory(name));
    }
  }

  #keep(unsaved: UnsavedCheckpoint): void {
    this.unsaved = [...this.#unsavedBut(unsaved.path), unsaved];
  }

  #unsavedBut(path: string): UnsavedCheckpoint[] {
    return this.unsaved.filter((item) => item.path !== path);
  }

  #showSoon(): void {
    this.#timer ??= setTimeout(() => this.#show(), SHOW_INTERVAL);
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { records, progress } = this.#news;
    this.#news = { records: [], progress: null };
    if (records.length > 0) this.#logs.append(records);
    if (progress) this.progress = progress;
  }

  #refreshFiles(): void {
    this.#files.refresh().catch((error: unknown) => this.#notices.tell(error, { from: 'listing' }));
  }

  /** Reads the log and the console of the run on the page: they have changed otherwise than by training here. */
  openLog(): void {
    const { run } = this.#settings.current;
    this.#notices.follow('log', Promise.all([this.#logs.open(run), this.console.open(run)]));
  }
}
