import { observationSizeOf } from '../building/building';
import type { Hyperparameters } from '../curriculum/hyperparameters';
import { scheduleValue } from '../curriculum/schedule';
import type { LogRecord } from '../logging/logRecord';
import { afterValidation } from './bestPolicy';
import type { Engine, IterationProgress, IterationResult, StageTask } from './engine';
import type { Normalisation } from './normalisation';
import { followRollout, scalesOf } from './normalisation';
import { prepareStage } from './prepareStage';
import type { BestPolicy, Counters, Episode, RunnerState } from './runnerState';

/** Episodes over which `rollout/ep_rew_mean` is taken, as `stats_window_size` in Stable-Baselines3. */
const STATISTICS_WINDOW = 100;

/**
 * Proximal policy optimisation (Schulman et al. 2017) within one stage, above an engine: it decides how far
 * training is, which learning rate applies and what is logged; the engine computes.
 */
export class Learner {
  readonly #engine: Engine;
  readonly #task: StageTask;
  readonly #totalTimesteps: number;
  #counters: Counters;
  #episodes: readonly Episode[];
  #normalisation: Normalisation;
  #best: BestPolicy | null;
  #newEpisodes: readonly Episode[] = [];

  private constructor(engine: Engine, task: StageTask, totalTimesteps: number, state: RunnerState) {
    this.#engine = engine;
    this.#task = task;
    this.#totalTimesteps = totalTimesteps;
    this.#counters = state.counters;
    this.#episodes = state.episodes;
    this.#normalisation = state.normalisation;
    this.#best = state.best;
  }

  /**
   * Enters a stage at `state`, which may lie in the middle of it.
   *
   * @param totalTimesteps steps of 0.02 s to train in the stage
   */
  static async begin(
    engine: Engine,
    task: StageTask,
    totalTimesteps: number,
    state: RunnerState,
  ): Promise<Learner> {
    const prepared = prepareStage(task, state);
    await engine.begin(task, prepared);
    return new Learner(engine, task, totalTimesteps, prepared);
  }

  get counters(): Counters {
    return this.#counters;
  }

  /** The stage's best policy so far; null: none was validated. */
  get best(): BestPolicy | null {
    return this.#best;
  }

  /**
   * Takes in how the policy did at a validation.
   *
   * @param state of the last boundary
   * @param score smaller is better
   */
  judge(state: RunnerState, score: number): void {
    this.#best = afterValidation(state, score);
  }

  /** Episodes that ended in the last iteration, oldest first. */
  get newEpisodes(): readonly Episode[] {
    return this.#newEpisodes;
  }

  /** Whole iterations are done until the stage's timesteps are reached or passed, as in Stable-Baselines3. */
  get isComplete(): boolean {
    return this.#counters.stageTimesteps >= this.#totalTimesteps;
  }

  /**
   * One iteration: a rollout and its update.
   *
   * @returns the iteration's values under the `rollout/` and `train/` keys
   * @throws what `Engine.iterate` throws; the learner then stays at the last boundary
   */
  async iterate(
    signal: AbortSignal,
    onProgress: (progress: IterationProgress) => void,
  ): Promise<LogRecord['values']> {
    const before = this.#counters;
    const { hyperparameters, environment } = this.#task;
    const steps = hyperparameters.n_steps * environment.controlPeriod * environment.count;
    const stageTimesteps = before.stageTimesteps + steps;
    // Stable-Baselines3 takes the progress after the rollout and before the update.
    const progressRemaining = 1 - stageTimesteps / this.#totalTimesteps;
    const learningRate = scheduleValue(hyperparameters.learning_rate, progressRemaining);
    const result = await this.#engine.iterate({
      iteration: before.iteration,
      learningRate,
      scales: scalesOf(this.#normalisation, observationSizeOf(environment.building)),
      signal,
      onProgress,
    });
    this.#counters = {
      numTimesteps: before.numTimesteps + steps,
      nUpdates: before.nUpdates + result.epochs,
      stageTimesteps,
      iteration: before.iteration + 1,
    };
    this.#normalisation = followRollout(this.#normalisation, result.moments);
    this.#newEpisodes = result.episodes;
    this.#episodes = [...this.#episodes, ...result.episodes].slice(-STATISTICS_WINDOW);
    return this.#logValues(hyperparameters, learningRate, result);
  }

  /** The state at the last boundary. */
  async snapshot(): Promise<RunnerState> {
    const engineState = await this.#engine.snapshot();
    return {
      ...engineState,
      counters: this.#counters,
      episodes: this.#episodes,
      normalisation: this.#normalisation,
      best: this.#best,
    };
  }

  #logValues(
    hyperparameters: Hyperparameters,
    learningRate: number,
    { statistics }: IterationResult,
  ): LogRecord['values'] {
    const { explained_variance, ...rest } = statistics;
    const train = Object.fromEntries(Object.entries(rest).map(([key, value]) => [`train/${key}`, value]));
    return {
      ...episodeMeans(this.#episodes),
      ...train,
      // Not a number when the returns do not vary; that is no fault of the update.
      ...(Number.isFinite(explained_variance) && { 'train/explained_variance': explained_variance }),
      'train/clip_range': hyperparameters.clip_range,
      ...(hyperparameters.clip_range_vf !== null && {
        'train/clip_range_vf': hyperparameters.clip_range_vf,
      }),
      'train/learning_rate': learningRate,
      'train/n_updates': this.#counters.nUpdates,
    };
  }
}

function episodeMeans(episodes: readonly Episode[]): LogRecord['values'] {
  if (episodes.length === 0) return {};
  const mean = (of: (episode: Episode) => number) =>
    episodes.reduce((sum, episode) => sum + of(episode), 0) / episodes.length;
  return {
    'rollout/ep_rew_mean': mean((episode) => episode.r),
    'rollout/ep_len_mean': mean((episode) => episode.l),
  };
}
