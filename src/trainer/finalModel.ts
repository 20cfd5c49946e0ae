import type { Checkpoint } from '../checkpoint/checkpoint';
import { checkpointPath } from '../checkpoint/names';
import { STAGE_COUNT } from '../curriculum/settings';
import { isSameButForName } from '../curriculum/settingsLink';
import { ownHeldOutRecords } from '../curriculum/stageEnvironment';
import { withOwnRecords } from '../evaluation/evaluateOwnRecords';
import { evaluateFinal } from '../evaluation/evaluateStage';
import { Pace } from '../evaluation/pace';
import { evaluateRobustness, ROBUSTNESS_ROWS } from '../evaluation/robustness';
import type { FinalEvaluation, RobustnessEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { RunnerState } from '../ppo/runnerState';
import * as lines from './consoleLines';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import { Printer } from './printer';
import { ProgressMeter } from './progressMeter';
import type { RunContext } from './runContext';

/** Parts of the final evaluation: ideal conditions on each magnitude, then the imperfect ones. */
const PARTS = MAGNITUDES.length + ROBUSTNESS_ROWS;

/** The engine that trained the last stage, and its device. */
export type TrainedOn = Pick<Checkpoint, 'engine' | 'device'>;

/** The model at the end of a run: saved, evaluated on every magnitude, and saved again with what was found. */
export class FinalModel {
  readonly #run: RunContext;
  readonly #state: RunnerState;
  readonly #trainedOn: TrainedOn;
  readonly #printer: Printer;

  /**
   * @param run with the settings that the last stage was trained with
   * @param state at the end of the last stage
   */
  constructor(run: RunContext, state: RunnerState, trainedOn: TrainedOn) {
    this.#run = run;
    this.#trainedOn = trainedOn;
    // Nothing goes on from the environments of a run that is complete.
    this.#state = { ...state, environments: null };
    this.#printer = new Printer(run.host.emit);
  }

  /**
   * Saves, evaluates and saves again.
   *
   * @param signal ends the evaluation; the run is trained, so that costs nothing else
   * @param isKept whether an evaluation that is there stays; where one does not, all are made anew, and what they say of
   * imperfect sensors and actuators stays
   */
  async finish(
    signal: AbortSignal,
    isKept: (evaluation: StageEvaluation) => boolean = () => true,
  ): Promise<void> {
    // As it stands: what an earlier session has found is not lost where this one ends before it has found more.
    const found = await this.#foundEvaluation();
    const isSaved = await this.#write(found);
    const known = found?.robustness.length === ROBUSTNESS_ROWS ? found : null;
    this.#printer.print(
      isSaved
        ? lines.saved(this.#path, this.#run.host.areFilesKept)
        : lines.notSaved(this.#path, known === null),
    );
    if (known?.stages.every(isKept)) {
      this.#emitStages(known.stages);
      this.#run.host.emit({ type: 'robustness', robustness: known.robustness });
      return;
    }
    const evaluation = await this.#evaluate(signal, known?.robustness);
    if (evaluation && evaluation.robustness.length >= (found?.robustness.length ?? 0))
      await this.#write(evaluation);
  }

  get #path(): string {
    return checkpointPath(this.#run.settings, 'final', STAGE_COUNT);
  }

  #write(finalEvaluation: FinalEvaluation | null): Promise<boolean> {
    return this.#run.writer.write(this.#path, {
      kind: 'final',
      stage: STAGE_COUNT,
      settings: this.#run.settings,
      state: this.#state,
      evaluations: this.#run.evaluations,
      finalEvaluation,
      ...this.#trainedOn,
    });
  }

  /** What an earlier session found of the same policy, or a part of it; null: nothing. */
  async #foundEvaluation(): Promise<FinalEvaluation | null> {
    const { settings, host } = this.#run;
    const { disk } = host;
    try {
      if ((await disk.list(this.#path)).length === 0) return null;
      const { state, training } = await loadCheckpoint(disk, this.#path);
      const isSame =
        training !== null &&
        // It may have had another name since.
        isSameButForName(training.settings, settings) &&
        state.parameters.every((value, i) => value === this.#state.parameters[i]);
      return isSame ? training.finalEvaluation : null;
    } catch {
      // A file that cannot be read is written anew.
      return null;
    }
  }

  /**
   * Evaluates on every magnitude.
   *
   * @param known of the same policy with imperfect sensors and actuators
   * @returns what an interrupt left time for; null: nothing
   */
  async #evaluate(
    signal: AbortSignal,
    known?: readonly RobustnessEvaluation[],
  ): Promise<FinalEvaluation | null> {
    const report = this.#reporter();
    const pace = new Pace(signal);
    let stages: readonly StageEvaluation[] | null = null;
    const robustness: RobustnessEvaluation[] = [...(known ?? [])];
    try {
      const onProgress = (fraction: number) => report(fraction * MAGNITUDES.length);
      stages = await this.#withOwn(
        await evaluateFinal({ policy: this.#state, settings: this.#run.settings }, pace, onProgress),
        pace,
      );
      this.#emitStages(stages);
      const rows = known ? [] : evaluateRobustness(this.#state, this.#run.settings, pace);
      for await (const row of rows) {
        robustness.push(row);
        report(MAGNITUDES.length + robustness.length);
      }
      this.#run.host.emit({ type: 'robustness', robustness });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return stages && { stages, robustness };
  }

  /** Each magnitude with the user's own records that its stages hold out. */
  #withOwn(evaluations: readonly StageEvaluation[], pace: Pace): Promise<StageEvaluation[]> {
    const judged = { policy: this.#state, settings: this.#run.settings };
    return Promise.all(
      evaluations.map((evaluation) => {
        const stages = this.#run.settings.stages.filter(
          ({ magnitude }) => magnitude === evaluation.magnitude,
        );
        const records = stages.flatMap(({ number }) =>
          ownHeldOutRecords(this.#run.settings, number, this.#run.library),
        );
        return withOwnRecords(evaluation, { ...judged, records }, pace);
      }),
    );
  }

  /** @returns what is to hear how many of the parts are done */
  #reporter(): (parts: number) => void {
    const { emit, now } = this.#run.host;
    const { total_timesteps } = this.#run.settings.stages[STAGE_COUNT - 1];
    const counters = { ...this.#state.counters, stageTimesteps: total_timesteps };
    const meter = new ProgressMeter(
      this.#run.settings,
      this.#run.settings.stages[STAGE_COUNT - 1],
      counters,
      now,
    );
    return (parts) => {
      if (meter.isDue()) {
        const progress = { ...meter.report(counters, 'evaluation', parts / PARTS), deviceBytes: null };
        emit({ type: 'progress', progress });
      }
    };
  }

  #emitStages(stages: readonly StageEvaluation[]): void {
    this.#run.host.emit({ type: 'evaluation', evaluations: stages, final: true });
    this.#printer.print(...stages.flatMap(lines.heldOut));
  }
}
