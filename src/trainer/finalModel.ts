import { checkpointPath } from '../checkpoint/names';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RunSettings } from '../curriculum/settings';
import { STAGE_COUNT } from '../curriculum/settings';
import { formatSettingsLink } from '../curriculum/settingsLink';
import { ownHeldOutRecords } from '../curriculum/stageEnvironment';
import { withOwnRecords } from '../evaluation/evaluateOwnRecords';
import { evaluateFinal } from '../evaluation/evaluateStage';
import { Pace } from '../evaluation/pace';
import { evaluateRobustness, ROBUSTNESS_ROWS } from '../evaluation/robustness';
import type { FinalEvaluation, RobustnessEvaluation, StageEvaluation } from '../evaluation/stageEvaluation';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { RunnerState } from '../ppo/runnerState';
import type { CheckpointWriter } from './checkpointWriter';
import * as lines from './consoleLines';
import { loadCheckpoint } from './loadCheckpoint';
import { ProgressMeter } from './progressMeter';
import type { SessionHost } from './sessionHost';

/** Parts of the final evaluation: ideal conditions on each magnitude, then the imperfect ones. */
const PARTS = MAGNITUDES.length + ROBUSTNESS_ROWS;

/** The model at the end of a run: saved, evaluated on every magnitude, and saved again with what was found. */
export class FinalModel {
  readonly #host: SessionHost;
  readonly #settings: RunSettings;
  readonly #library: RecordLibrary;
  readonly #state: RunnerState;
  readonly #evaluations: readonly StageEvaluation[];
  readonly #writer: CheckpointWriter;

  /**
   * @param library the user's own records that the settings name
   * @param evaluations of the stages
   */
  constructor(
    host: SessionHost,
    settings: RunSettings,
    library: RecordLibrary,
    state: RunnerState,
    evaluations: readonly StageEvaluation[],
    writer: CheckpointWriter,
  ) {
    this.#host = host;
    this.#settings = settings;
    this.#library = library;
    this.#state = state;
    this.#evaluations = evaluations;
    this.#writer = writer;
  }

  /** @param signal ends the evaluation; the run is trained, so that costs nothing else */
  async finish(signal: AbortSignal): Promise<void> {
    const known = await this.#knownEvaluation();
    const isSaved = await this.#write(known);
    this.#print(isSaved ? lines.saved(this.#path, this.#host.areFilesKept) : lines.notSaved(this.#path));
    if (known) {
      this.#emitStages(known.stages);
      this.#host.emit({ type: 'robustness', robustness: known.robustness });
      return;
    }
    const evaluation = await this.#evaluate(signal);
    if (evaluation) await this.#write(evaluation);
  }

  get #path(): string {
    return checkpointPath(this.#settings, 'final', STAGE_COUNT);
  }

  #write(finalEvaluation: FinalEvaluation | null): Promise<boolean> {
    return this.#writer.write(this.#path, {
      kind: 'final',
      stage: STAGE_COUNT,
      settings: this.#settings,
      state: this.#state,
      evaluations: this.#evaluations,
      finalEvaluation,
      engine: this.#host.engine.name,
      device: this.#host.device,
    });
  }

  /** What an earlier session found of the same policy; null: nothing, or not all. */
  async #knownEvaluation(): Promise<FinalEvaluation | null> {
    const { disk } = this.#host;
    try {
      if ((await disk.list(this.#path)).length === 0) return null;
      const { state, training } = await loadCheckpoint(disk, this.#path);
      const isSame =
        training !== null &&
        formatSettingsLink(training.settings) === formatSettingsLink(this.#settings) &&
        state.parameters.every((value, i) => value === this.#state.parameters[i]);
      const isWhole = training?.finalEvaluation?.robustness.length === ROBUSTNESS_ROWS;
      return isSame && isWhole ? training.finalEvaluation : null;
    } catch {
      // A file that cannot be read is written anew.
      return null;
    }
  }

  /** @returns what an interrupt left time for; null: nothing */
  async #evaluate(signal: AbortSignal): Promise<FinalEvaluation | null> {
    const report = this.#reporter();
    const pace = new Pace(signal);
    let stages: readonly StageEvaluation[] | null = null;
    const robustness: RobustnessEvaluation[] = [];
    try {
      const onProgress = (fraction: number) => report(fraction * MAGNITUDES.length);
      stages = await this.#withOwn(await evaluateFinal(this.#state, this.#settings, pace, onProgress), pace);
      this.#emitStages(stages);
      for await (const row of evaluateRobustness(this.#state, this.#settings, pace)) {
        robustness.push(row);
        report(MAGNITUDES.length + robustness.length);
      }
      this.#host.emit({ type: 'robustness', robustness });
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    return stages && { stages, robustness };
  }

  /** Each magnitude with the user's own records that its stages hold out. */
  #withOwn(evaluations: readonly StageEvaluation[], pace: Pace): Promise<StageEvaluation[]> {
    return Promise.all(
      evaluations.map((evaluation) => {
        const stages = this.#settings.stages.filter(({ magnitude }) => magnitude === evaluation.magnitude);
        const own = stages.flatMap(({ number }) => ownHeldOutRecords(this.#settings, number, this.#library));
        return withOwnRecords(evaluation, this.#state, this.#settings, own, pace);
      }),
    );
  }

  /** @returns what is to hear how many of the parts are done */
  #reporter(): (parts: number) => void {
    const { emit, now } = this.#host;
    const { total_timesteps } = this.#settings.stages[STAGE_COUNT - 1];
    const counters = { ...this.#state.counters, stageTimesteps: total_timesteps };
    const meter = new ProgressMeter(this.#settings, this.#settings.stages[STAGE_COUNT - 1], counters, now);
    return (parts) => {
      if (meter.isDue()) {
        const progress = { ...meter.report(counters, 'evaluation', parts / PARTS), deviceBytes: null };
        emit({ type: 'progress', progress });
      }
    };
  }

  #emitStages(stages: readonly StageEvaluation[]): void {
    this.#host.emit({ type: 'evaluation', evaluations: stages, final: true });
    this.#print(...stages.flatMap(lines.heldOut));
  }

  #print(...text: readonly string[]): void {
    for (const line of text) this.#host.emit({ type: 'console', line, level: 'info' });
  }
}
