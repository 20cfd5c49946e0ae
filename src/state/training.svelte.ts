import { fileName, parseCheckpointName } from '../checkpoint/names';
import { plannedStart, planResume } from '../checkpoint/resume';
import type { StageNumber } from '../curriculum/settings';
import { lockedRuns } from '../checkpoint/store/runLock';
import type { Problem } from '../errors/problem';
import { messageOf, toProblem } from '../errors/problem';
import { WorkerClosedError } from '../messaging/errors';
import { announcementText as text } from '../strings/announcements';
import { notificationsText } from '../strings/notifications';
import { workerText } from '../strings/worker';
import { TrainerClient } from '../trainer/client';
import type { Progress, SessionResult, Told, TrainerEvent } from '../trainer/protocol';
import { FILES_CHANGED } from '../trainer/protocol';
import type { Announcements } from './announcements.svelte';
import type { AskedRun, AskedTraining, StartOptions } from './askedTraining';
import { askedAgain, wholeOf } from './askedTraining';
import { ConsoleState } from './console.svelte';
import { DeviceState } from './device.svelte';
import { isMissingModule } from '../platform/missingModule';
import type { InstallationState } from './installation.svelte';
import type { FilesState } from './files.svelte';
import type { LogsState } from './logs.svelte';
import type { SettingsState } from './settings.svelte';
import type { NoticesState } from './notices.svelte';
import type { StageNotifications } from './stageNotifications.svelte';
import { recallTimed, rememberSpeed, rememberTimed } from './speedMemory';
import type { StoresState } from './stores.svelte';
import { TrainedRun } from './trainedRun.svelte';
import { UnsavedCheckpoints } from './unsavedCheckpoints.svelte';

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
  readonly notifications: Pick<StageNotifications, 'tellSaved'>;
  readonly installation: Pick<InstallationState, 'suspect'>;
}

/** Training as the page sees it: what the worker told, and the commands for it. */
export class TrainingState {
  readonly client: TrainerClient;
  readonly console: ConsoleState;
  readonly device: DeviceState;
  readonly unsaved = new UnsavedCheckpoints();
  readonly #stores: StoresState;
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  readonly #logs: LogsState;
  readonly #announcements: Announcements;
  readonly #notices: NoticesState;
  readonly #notifications: Pick<StageNotifications, 'tellSaved'>;
  readonly #installation: Pick<InstallationState, 'suspect'>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked: AskedTraining | null = null;

  status: 'idle' | 'running' | 'stopping' = $state('idle');
  /** How the last training here ended; null: none has, since one began. */
  outcome: SessionResult['outcome'] | null = $state.raw(null);
  /** The runs that are trained, or were trained last. */
  runs: readonly TrainedRun[] = $state.raw([]);
  /** How many of them are trained at a time; null: it is not known yet. */
  atOnce: number | null = $state.raw(null);
  /** Of whichever run. */
  lastSaved: TrainedRun['lastSaved'] = $state.raw(null);
  /** The last start would have done something else than the page said, and waits for a person's word. */
  refused: StartOptions | null = $state.raw(null);

  /** The one of them that the page shows: that of its settings, if it is among them. */
  readonly shown: TrainedRun | null = $derived.by(
    () => this.runOf(this.#settings.current.run) ?? this.runs.at(0) ?? null,
  );

  constructor(rest: RestOfPage) {
    this.#stores = rest.stores;
    this.console = new ConsoleState(rest.stores.stores.consoles);
    this.#settings = rest.settings;
    this.#files = rest.files;
    this.#logs = rest.logs;
    this.#announcements = rest.announcements;
    this.#notices = rest.notices;
    this.#notifications = rest.notifications;
    this.#installation = rest.installation;
    this.client = new TrainerClient(rest.stores.opened, {
      onEvent: (told) => this.#receive(told),
      onSilence: (isSilent) => this.#tellSilence(isSilent),
      onClosed: (error) => {
        // That of a training is told by how it ends.
        if (this.status === 'idle') this.#notices.tell(error, { from: 'training' });
        this.#installation.suspect(error);
      },
      closedMessage: workerText.closed,
    });
    this.device = new DeviceState({
      client: this.client,
      settings: this.#settings,
      files: this.#files,
      isIdle: () => this.status === 'idle',
      onFailure: (error) => this.console.append(null, { text: messageOf(error), level: 'error' }),
    });
  }

  /** Of the run that the page shows. */
  get stage(): StageNumber | null {
    return this.shown?.stage ?? null;
  }

  /** Of the run that the page shows. */
  get progress(): Progress | null {
    return this.shown?.progress ?? null;
  }

  /** What is told of a run that is trained, or was trained last. */
  runOf(run: string): TrainedRun | undefined {
    return this.runs.find((trained) => trained.run === run);
  }

  /** Whether a run is being trained here, at this moment. */
  isTraining(run: string): boolean {
    return this.status !== 'idle' && this.runOf(run)?.isUnderWay === true;
  }

  /** Trains by the resume rule, if that still says what the files on the page say. */
  start(options: Partial<StartOptions> = {}): void {
    this.#ask(this.#alone({ path: null, ...options }));
  }

  /** Starts what was refused, as the files are now. */
  startAfterAll(): void {
    if (this.refused) this.start(this.refused);
  }

  /** @param path of an emergency checkpoint */
  continueFrom(path: string, options: Partial<StartOptions> = {}): void {
    this.#ask(this.#alone({ path, ...options }));
  }

  /** Makes evaluations of the run anew that an older version made. */
  evaluateAgain(): void {
    this.#ask({ ...this.#alone({ path: null }), as: 'evaluation' });
  }

  /** Trains several runs: side by side on a GPU, one after another otherwise. */
  startSeries(runs: readonly AskedRun[]): void {
    this.#ask({ ...this.#alone({ path: null }), as: 'series', runs });
  }

  interrupt(): void {
    this.status = 'stopping';
    // Where it does not arrive, the training is gone with its worker, which its own call tells.
    this.client.call('interrupt', null).catch(() => undefined);
    this.client.endWhenSilent();
  }

  #alone({ path, isSingleIteration = false }: Pick<AskedRun, 'path'> & Partial<StartOptions>): AskedTraining {
    return {
      as: 'training',
      runs: [{ settings: this.#settings.current, path }],
      engine: this.device.chosen,
      isSingleIteration,
      isRepeated: false,
    };
  }

  #ask(asked: AskedTraining): void {
    this.#begin(asked.runs);
    this.#asked = asked;
    this.#follow(asked.as === 'series' ? this.#callSeries(asked) : this.#callAlone(asked));
  }

  #callAlone({
    as,
    runs: [{ settings, path }],
    engine,
    isSingleIteration,
  }: AskedTraining): Promise<SessionResult> {
    const question = { settings, engine, timed: recallTimed(), isSingleIteration };
    const promised = plannedStart(planResume(this.#files.all, settings));
    if (as === 'evaluation') return this.client.call('evaluateAgain', { ...question, path: promised.path });
    if (path !== null) return this.client.call('continue', { ...question, path });
    return this.client.call('start', { ...question, promised, areUnchosen: !this.#settings.isChosen });
  }

  async #callSeries({ runs, engine }: AskedTraining): Promise<SessionResult> {
    const results = await this.client.call('startSeries', {
      engine,
      timed: recallTimed(),
      runs: runs.map((run) => {
        const promised = plannedStart(planResume(this.#files.all, run.settings));
        return { ...run, promised };
      }),
    });
    return wholeOf(results, runs.length);
  }

  #begin(runs: readonly AskedRun[]): void {
    this.status = 'running';
    this.outcome = null;
    this.runs = runs.map(({ settings }) => new TrainedRun(settings));
    // One alone does not wait for others.
    if (this.runs.length === 1) this.runs[0].isUnderWay = true;
    this.atOnce = null;
    this.#notices.clear('training');
    this.refused = null;
    this.#notices.clear('worker');
    this.#settings.keepTrained();
    // A favour that the browser may refuse; training does not depend on it.
    this.#files.askForPersistence().catch(() => undefined);
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
    if (!this.#asked) return;
    const again = askedAgain(this.#asked, (run) => this.runOf(run));
    if (again.runs.length === 0) {
      this.#end({ outcome: 'complete', problem: null });
      return;
    }
    this.console.append(null, { text: error.message, level: 'error' });
    if (this.#asked.isRepeated) {
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

  /** Starts again once the browser has freed the runs, which a worker that hangs holds for a while longer. */
  async #restart(again: AskedTraining, cause: WorkerClosedError): Promise<void> {
    const areLocked = async () => {
      const locked = await lockedRuns();
      return again.runs.some(({ settings }) => locked.includes(settings.run));
    };
    for (let look = 0; look < LOOKS_AT_LOCK && (await areLocked()); look++) {
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
    const [{ path }] = again.runs;
    const from = path === null ? null : fileName(path);
    const { restarted, allRestarted } = workerText;
    const words = again.as === 'series' ? allRestarted(cause.reason) : restarted(cause.reason, from);
    this.#notices.tell(words, { from: 'worker' });
  }

  #tellSilence(isSilent: boolean): void {
    if (!isSilent) this.#notices.clear('silence');
    else this.#notices.tell(workerText.silent(this.status), { from: 'silence' });
  }

  /** What can be done next follows from the files: the last of them are seen before anything is offered. */
  #end({ outcome, problem }: SessionResult): void {
    this.#announcements.say(text.stopped[outcome]);
    this.#show();
    // Of a series it is told as any other problem: it says what to do.
    const isAlone = this.#asked?.as !== 'series';
    const isRefused = isAlone && problem?.name === FILES_CHANGED;
    if (problem && !isRefused) this.#tellProblem(problem);
    const finish = () => {
      this.status = 'idle';
      this.outcome = outcome;
      this.refused = isRefused && this.#asked ? { isSingleIteration: this.#asked.isSingleIteration } : null;
    };
    this.#files.refresh().then(finish, finish);
    const { progress } = this;
    const { info: device } = this.device;
    // One of several on the same device is slower than it would be alone.
    if (device && progress && progress.stepsPerSecond > 0 && (this.atOnce ?? 1) === 1) {
      rememberSpeed(device.label, this.#settings.current.preset, progress.stepsPerSecond);
    }
  }

  #tellProblem({ message }: Problem): void {
    const words = isMissingModule(message) ? workerText.fileMissing : message;
    this.#notices.tell(words, { from: 'training' });
    this.#installation.suspect(new Error(message));
  }

  #receive({ run, event }: Told): void {
    const trained = run === null ? undefined : this.runOf(run);
    if (event.type === 'stage') this.#show();
    trained?.hear(event);
    this.#announce(run, event);
    if (trained) this.#receiveOfRun(trained, event);
    this.#receiveOfAny(run, event);
  }

  /** What only counts of a run that is trained here. */
  #receiveOfRun({ run }: TrainedRun, event: TrainerEvent): void {
    const onPage = this.#settings.current.run;
    if (event.type === 'begun') {
      this.#logs.follow(run);
      this.console.follow(run);
      // The page stays where something goes on.
      if (!this.isTraining(onPage)) this.showRun(run);
    } else if (event.type === 'ended') {
      this.#show();
      this.#logs.leave(run);
      this.console.leave(run);
    } else if (event.type === 'settings') {
      if (run === onPage) this.#settings.change(event.settings);
    } else if (event.type === 'stage') this.#logs.beginAt(run, event.numTimesteps);
    else if (event.type === 'logStored') this.#logs.stored(run, event.numTimesteps);
    else if (event.type === 'progress' || event.type === 'log') {
      this.#timer ??= setTimeout(() => this.#show(), SHOW_INTERVAL);
    }
  }

  /** Of each file, though several runs may save at the same moment. */
  #tellOutside(path: string): void {
    this.#notifications.tellSaved(path, this.#stores.isKept).catch((error: unknown) => {
      this.#notices.tell(notificationsText.failed(messageOf(error)), { from: 'notification' });
    });
  }

  #receiveOfAny(run: string | null, event: TrainerEvent): void {
    if (event.type === 'share') this.atOnce = event.atOnce;
    else if (event.type === 'device') this.device.info = event.device;
    else if (event.type === 'timed') rememberTimed(event.timed);
    else if (event.type === 'console') this.console.append(run, { text: event.line, level: event.level });
    else if (event.type === 'saved') {
      this.lastSaved = { path: event.path, at: event.at };
      this.#tellOutside(event.path);
      this.#files.expect(event.path);
      this.unsaved.drop(event.path);
      this.#refreshFiles();
    } else if (event.type === 'unsaved') {
      this.unsaved.keep({ path: event.path, bytes: event.bytes, message: event.problem.message });
    } else if (event.type === 'files') {
      this.#refreshFiles();
      if (this.status === 'idle') this.openLog();
    }
  }

  /** Goes to one of the runs that are trained, or were trained last. */
  showRun(run: string): void {
    const trained = this.runOf(run);
    if (trained && run !== this.#settings.current.run) this.#settings.change(trained.settings);
  }

  /** Automatic saves are not told of: they come every half minute for as long as training goes on. */
  #announce(run: string | null, event: TrainerEvent): void {
    const isOneOfMany = run !== null && this.runs.length > 1;
    const say = (words: string) => this.#announcements.say(isOneOfMany ? text.ofRun(run, words) : words);
    const { stages } = this.#settings.current;
    if (event.type === 'stage') say(text.stageBegun(stages[event.stage - 1]));
    else if (event.type === 'unsaved') say(text.notSaved(fileName(event.path)));
    else if (event.type === 'saved') {
      const name = fileName(event.path);
      if (parseCheckpointName(name)?.kind === 'completed')
        say(this.#stores.isKept ? text.saved(name) : text.inMemory(name));
    }
  }

  #show(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const trained of this.runs) this.#logs.append(trained.run, trained.show());
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
