import type { Hyperparameters } from '../curriculum/hyperparameters';
import type { StageSettings } from '../curriculum/settings';
import { scheduleValue } from '../curriculum/schedule';
import type { EnvironmentSpecification } from '../environment/specification';
import type { LogRecord } from '../logging/logRecord';
import type { Engine, IterationProgress, IterationResult } from './engine';
import type { Counters, Episode, RunnerState } from './runnerState';

/** Episodes over which `rollout/ep_rew_mean` is taken, as `stats_window_size` in Stable-Baselines3. */
const STATISTICS_WINDOW = 100;

/**
 * Proximal policy optimisation (Schulman et al. 2017) within one stage, above an engine: it decides how far
 * training is, which learning rate applies and what is logged; the engine computes.
 */
export class Learner {
  readonly #engine: Engine;
  readonly #stage: StageSettings;
  readonly #stepsPerIteration: number;
  #counters: Counters;
  #episodes: readonly Episode[];
  #newEpisodes: readonly Episode[] = [];

  private constructor(engine: Engine, stage: StageSettings, environments: number, state: RunnerState) {
    this.#engine = engine;
    this.#stage = stage;
    this.#stepsPerIteration = stage.hyperparameters.n_steps * environments;
    this.#counters = state.counters;
    this.#episodes = state.episodes;
  }

  /** Enters `stage` at `state`, which may lie in the middle of the stage. */
  static async begin(
    engine: Engine,
    stage: StageSettings,
    seed: number,
    environment: EnvironmentSpecification,
    state: RunnerState,
  ): Promise<Learner> {
    const { number, hyperparameters } = stage;
    await engine.begin({ stage: number, seed, hyperparameters, environment }, state);
    return new Learner(engine, stage, environment.count, state);
  }

  get counters(): Counters {
    return this.#counters;
  }

  /** Episodes that ended in the last iteration, oldest first. */
  get newEpisodes(): readonly Episode[] {
    return this.#newEpisodes;
  }

  /** Whole iterations are done until the stage's timesteps are reached or passed, as in Stable-Baselines3. */
  get isComplete(): boolean {
    return this.#counters.stageTimesteps >= this.#stage.total_timesteps;
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
    const stageTimesteps = before.stageTimesteps + this.#stepsPerIteration;
    const { hyperparameters, total_timesteps } = this.#stage;
    // Stable-Baselines3 takes the progress after the rollout and before the update.
    const learningRate = scheduleValue(hyperparameters.learning_rate, 1 - stageTimesteps / total_timesteps);
    const result = await this.#engine.iterate({
      iteration: before.iteration,
      learningRate,
      signal,
      onProgress,
    });
    this.#counters = {
      numTimesteps: before.numTimesteps + this.#stepsPerIteration,
      nUpdates: before.nUpdates + result.epochs,
      stageTimesteps,
      iteration: before.iteration + 1,
    };
    this.#newEpisodes = result.episodes;
    this.#episodes = [...this.#episodes, ...result.episodes].slice(-STATISTICS_WINDOW);
    return this.#logValues(hyperparameters, learningRate, result);
  }

  /** The state at the last boundary. */
  async snapshot(): Promise<RunnerState> {
    const engineState = await this.#engine.snapshot();
    return { ...engineState, counters: this.#counters, episodes: this.#episodes };
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
