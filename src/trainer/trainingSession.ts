import { taskBuilding } from '../curriculum/taskBuilding';
import { runDirectory } from '../checkpoint/names';
import type { PlannedStart } from '../checkpoint/resume';
import { isSameStart, plannedStart, planResume } from '../checkpoint/resume';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import { EMPTY_LIBRARY } from '../curriculum/recordLibrary';
import type { RunSettings, StageNumber } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';
import { isSameButForName } from '../curriculum/settingsLink';
import type { StageEvaluation } from '../evaluation/stageEvaluation';
import { isWhole } from '../evaluation/stageEvaluation';
import { initialState } from '../ppo/initialPolicy';
import type { RunnerState } from '../ppo/runnerState';
import { AnotherBuildingError, buildingMismatch, inWords } from './anotherBuilding';
import { CheckpointWriter } from './checkpointWriter';
import * as lines from './consoleLines';
import { FilesChangedError } from './filesChangedError';
import type { TrainedOn } from './finalModel';
import { FinalModel } from './finalModel';
import { makeUpEvaluations } from './makeUpEvaluations';
import type { LoadedCheckpoint } from '../checkpoint/loadCheckpoint';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import { IterationAllowance } from './iterationAllowance';
import { Printer } from './printer';
import type { SessionResult, WrittenAgain } from './protocol';
import type { RunContext } from './runContext';
import { SaveRequest } from './saveRequest';
import type { SessionHost } from './sessionHost';
import { StageTrainer } from './stageTrainer';

export interface SessionOptions {
  /** The session pauses before its second iteration, in whichever stage that would be. */
  readonly isSingleIteration: boolean;
}

/**
 * Trains a run through its stages by the resume rule. Whether it runs in a browser's worker or in Node, only its host
 * knows.
 */
export class TrainingSession {
  readonly #host: SessionHost;
  #settings: RunSettings;
  readonly #signal: AbortSignal;
  readonly #writer: CheckpointWriter;
  readonly #printer: Printer;
  readonly #allowance: IterationAllowance;
  readonly #saveRequest = new SaveRequest();
  /** The user's own records that the settings name. */
  #library: RecordLibrary = EMPTY_LIBRARY;
  #evaluations: readonly StageEvaluation[] = [];

  /** @param signal stops training within the iteration and leaves an `INTERRUPTED` checkpoint */
  constructor(
    host: SessionHost,
    settings: RunSettings,
    signal: AbortSignal,
    { isSingleIteration }: SessionOptions = { isSingleIteration: false },
  ) {
    this.#host = host;
    this.#settings = settings;
    this.#signal = signal;
    this.#writer = new CheckpointWriter(host.disk, host.emit, host.kept);
    this.#printer = new Printer(host.emit);
    this.#allowance = new IterationAllowance(isSingleIteration ? 1 : Infinity);
  }

  /**
   * Trains on from the last completed stage, as the names of the files say.
   *
   * @param promised what a person was told that it would do; null: nobody was told
   * @throws FilesChangedError when it would do something else
   * @throws FileCorruptError, ModelZipError when the checkpoint to resume from cannot be read
   * @throws AnotherBuildingError when it was trained for another building
   * @throws what `SessionHost.loadRecords` throws when the settings name a record that is not there
   * Nothing was trained then.
   */
  async run(promised: PlannedStart | null = null): Promise<SessionResult> {
    await this.#loadRecords();
    const plan = planResume(await this.#host.disk.list(runDirectory(this.#settings.run)), this.#settings);
    if (promised && !isSameStart(promised, plannedStart(plan))) {
      throw new FilesChangedError(promised, plannedStart(plan));
    }
    if (plan.kind === 'fresh') {
      this.#printer.print(lines.FRESH);
      if (plan.initial) return this.#train(1, await this.#startFrom(plan.initial));
      return this.#train(1, initialState(this.#settings));
    }
    this.#printer.print(...lines.resuming(plan.path, plan.completed));
    const loaded = this.#forBuilding(plan.path, await this.#load(plan.path));
    if (!(await this.#hasMadeUp(plan.completed))) return this.#interrupted();
    if (plan.kind === 'complete') {
      this.#printer.print(lines.ALL_COMPLETE);
      return this.#finishTrained(loaded);
    }
    this.#printer.print(lines.willResume(plan.next));
    return this.#train(plan.next, atStageStart(loaded.state));
  }

  /**
   * Goes on from an emergency checkpoint of `stage`, exactly where it was saved and with the settings it was saved
   * under; a model that Python saved has none, and goes on under the session's, after as many timesteps of the stage as it
   * has done.
   *
   * @throws as `run`
   */
  async continueFrom(path: string, stage: StageNumber): Promise<SessionResult> {
    this.#printer.print(...lines.continuing(path));
    const loaded = await this.#load(path);
    const { state, training } = loaded;
    if (training) {
      this.#settings = { ...training.settings, run: this.#settings.run };
      this.#host.emit({ type: 'settings', settings: this.#settings });
    }
    this.#forBuilding(path, loaded);
    await this.#loadRecords();
    if (stage > 1 && !(await this.#hasMadeUp((stage - 1) as StageNumber))) return this.#interrupted();
    this.#printer.print(lines.willContinue(stage, state.counters.stageTimesteps));
    return this.#train(stage, training ? state : this.#withIteration(stage, state));
  }

  /** A model that Python saved says how many timesteps of its stage are done, and not how many iterations of ours that is. */
  #withIteration(stage: StageNumber, state: RunnerState): RunnerState {
    const { n_envs, control_period, stages } = this.#settings;
    const timesteps = stages[stage - 1].hyperparameters.n_steps * control_period * n_envs;
    // Rounded up: it may have been stopped in the middle of a rollout.
    const iteration = Math.ceil(state.counters.stageTimesteps / timesteps);
    return { ...state, counters: { ...state.counters, iteration } };
  }

  /**
   * Makes those evaluations of a run's checkpoints anew that an older version made, which did not measure all that is measured
   * today; trains nothing.
   *
   * @throws as `run`
   */
  async evaluateAgain(): Promise<SessionResult> {
    await this.#loadRecords();
    const plan = planResume(await this.#host.disk.list(runDirectory(this.#settings.run)), this.#settings);
    if (plan.kind === 'fresh') {
      this.#printer.print(lines.NONE_TO_EVALUATE);
      return EVALUATED;
    }
    const loaded = this.#forBuilding(plan.path, await this.#load(plan.path));
    if (!(await this.#hasMadeUp(plan.completed, isWhole))) return this.#interrupted();
    if (plan.kind === 'complete') return this.#finishTrained(loaded, isWhole);
    this.#printer.print(lines.EVALUATED);
    return EVALUATED;
  }

  /**
   * Writes files again that the disk has lost, as far as they are in memory. If it takes them, the state in training is saved
   * as well, at the end of its iteration.
   */
  async writeAgain(paths: readonly string[]): Promise<WrittenAgain> {
    const again = await this.#writer.writeAgain(paths);
    if (again.refused.length === 0) this.#saveRequest.make();
    return again;
  }

  async #loadRecords(): Promise<void> {
    this.#library = await this.#host.loadRecords(this.#settings);
    const names = [...this.#library.values()].map(({ name }) => name);
    const { building, seismometers } = this.#settings;
    if (building ?? seismometers.length > 0) {
      this.#printer.print(lines.building(inWords(taskBuilding(this.#settings))));
    }
    if (names.length > 0) this.#printer.print(lines.ownRecords(names));
  }

  /** Starts from the policy and the optimizer of another model, whose timesteps are not this run's. */
  async #startFrom(path: string): Promise<RunnerState> {
    this.#printer.print(lines.startingFrom(path));
    const loaded = await loadCheckpoint(this.#host.disk, path);
    const { state, notes } = this.#forBuilding(path, loaded);
    this.#printer.print(lines.LOADED, ...notes);
    return atStageStart({ ...state, counters: { ...state.counters, numTimesteps: 0, nUpdates: 0 } });
  }

  /** @throws AnotherBuildingError where it was trained for another building than the settings name */
  #forBuilding(path: string, loaded: LoadedCheckpoint): LoadedCheckpoint {
    const { observationSize } = loaded.state.architecture;
    const settings = loaded.training?.settings ?? null;
    const mismatch = buildingMismatch({ settings, observationSize }, this.#settings);
    if (mismatch !== null) throw new AnotherBuildingError(path, mismatch);
    return loaded;
  }

  async #load(path: string): Promise<LoadedCheckpoint> {
    const loaded = await loadCheckpoint(this.#host.disk, path);
    const evaluations = loaded.training?.evaluations ?? [];
    this.#evaluations = evaluations;
    if (evaluations.length > 0) this.#tellEvaluations(evaluations);
    this.#printer.print(lines.LOADED, ...loaded.notes);
    return loaded;
  }

  /**
   * Makes up for evaluations that an earlier interrupt cut short.
   *
   * @param isKept says of the others which of them need not be made anew
   * @returns false: an interrupt did so again
   */
  async #hasMadeUp(completed: StageNumber, isKept?: typeof isWhole): Promise<boolean> {
    try {
      const evaluations = await makeUpEvaluations(this.#context(), completed, this.#signal, isKept);
      if (evaluations.some((each) => !this.#evaluations.includes(each))) this.#tellEvaluations(evaluations);
      return true;
    } catch (error) {
      if (this.#signal.aborted) return false;
      throw error;
    }
  }

  #tellEvaluations(evaluations: readonly StageEvaluation[]): void {
    this.#evaluations = evaluations;
    this.#host.emit({ type: 'evaluation', evaluations, final: false });
  }

  /** Between two stages, where every file is whole already. */
  #interrupted(): SessionResult {
    this.#printer.print(lines.INTERRUPTED);
    return { outcome: 'interrupted', problem: null };
  }

  async #train(first: StageNumber, start: RunnerState): Promise<SessionResult> {
    let state = start;
    for (const stage of this.#settings.stages.slice(first - 1)) {
      const begin = stage.number === first ? state : atStageStart(state);
      const end = await new StageTrainer(this.#context(), stage, begin).train(this.#signal);
      if (end.outcome !== 'complete') return end;
      ({ state } = end);
      if (end.evaluation) this.#tellEvaluations([...this.#evaluations, end.evaluation]);
      else if (stage.number < STAGE_COUNT) return this.#interrupted();
    }
    const { engine, device } = this.#host;
    return this.#finish(state, { engine: engine.name, device });
  }

  /**
   * Finishes a run whose last stage an earlier session trained: the final model is of the settings, the engine and the device that
   * stage had, whatever this session has. One that Python saved names none.
   */
  async #finishTrained(
    { state, training }: LoadedCheckpoint,
    isKept?: typeof isWhole,
  ): Promise<SessionResult> {
    const { engine, device } = this.#host;
    if (!training) return this.#finish(state, { engine: engine.name, device }, isKept);
    const settings = { ...training.settings, run: this.#settings.run };
    if (!isSameButForName(settings, this.#settings)) {
      this.#settings = settings;
      this.#library = await this.#host.loadRecords(settings);
    }
    return this.#finish(state, training, isKept);
  }

  /**
   * @param state at the end of the last stage
   * @param isKept says which of the final model's evaluations need not be made anew
   */
  async #finish(
    state: RunnerState,
    { engine, device }: TrainedOn,
    isKept?: typeof isWhole,
  ): Promise<SessionResult> {
    const final = new FinalModel(this.#context(), state, { engine, device });
    await final.finish(this.#signal, isKept);
    this.#printer.print(lines.FINISHED);
    return { outcome: 'complete', problem: null };
  }

  #context(): RunContext {
    return {
      host: this.#host,
      settings: this.#settings,
      library: this.#library,
      evaluations: this.#evaluations,
      writer: this.#writer,
      allowance: this.#allowance,
      saveRequest: this.#saveRequest,
    };
  }
}

/** Nothing was trained. */
const EVALUATED: SessionResult = { outcome: 'evaluated', problem: null };

/** The state at a stage's start: policy and optimizer go on; the stage's counters, environments and episodes begin anew. */
function atStageStart(state: RunnerState): RunnerState {
  return {
    ...state,
    counters: { ...state.counters, stageTimesteps: 0, iteration: 0 },
    environments: null,
    episodes: [],
    best: null,
  };
}
