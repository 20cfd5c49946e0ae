import { cholesky, identity, inverse, product, multiply, transpose } from '../numerics/matrix';
import { observationSizeOf } from '../building/building';
import type { NormalisationSettings } from '../curriculum/settings';
import type { EnvironmentSpecification } from '../environment/specification';
import { VectorEnvironment } from '../environment/vectorEnvironment';
import { PURPOSE, RandomStream } from '../random/stream';
import type { Moments, ObservationMoments, RolloutMoments } from './moments';
import {
  DiscountedReturn,
  mergeMoments,
  mergeObservationMoments,
  observationMoments,
  returnMoments,
} from './moments';

/**
 * Running statistics that bring observations and rewards to unit scale; null where the networks see them as they are.
 * Rewards are divided by the deviation of the discounted return, as in Stable-Baselines3's `VecNormalize`. Observations
 * are whitened as well as scaled: the floors move together, and what tells the modes apart is in their small differences.
 *
 * The statistics follow the rollouts: an iteration uses those of the iterations before it, so that it sees one scale
 * throughout. Nothing is clipped, so the observations' part can be folded into the network's first layer.
 */
export interface Normalisation {
  /** Of raw observations, SI units. */
  readonly observations: ObservationMoments | null;
  /** Of the discounted returns of raw rewards. */
  readonly returns: Moments | null;
}

export const NO_NORMALISATION: Normalisation = { observations: null, returns: null };

/** What an engine applies: a network sees transform (observation - mean) and learns from reward x rewardScale. */
export interface Scales {
  /** One for each entry of an observation. */
  readonly observationMean: Float64Array;
  /** A row for each entry, row-major. */
  readonly observationTransform: Float64Array;
  readonly rewardScale: number;
}

/** Keeps a statistic that does not vary from dividing by zero, as in `VecNormalize`. */
const EPSILON = 1e-8;
/** Of an entry's variance, what is taken to be its own in any case: entries that say the same stay apart. */
const RIDGE = 1e-6;

/** @param size of an observation */
export function scalesOf({ observations, returns }: Normalisation, size: number): Scales {
  return {
    observationMean: observations?.mean ?? new Float64Array(size),
    observationTransform: observations ? whitening(observations).transform : identity(size),
    rewardScale: rewardScaleOf(returns),
  };
}

function rewardScaleOf(returns: Moments | null): number {
  return returns ? 1 / Math.sqrt(returns.variance + EPSILON) : 1;
}

/**
 * The lower triangle L with L L^T = covariance, and its inverse, which makes the entries uncorrelated and of deviation 1:
 * each becomes what it says beyond the entries before it.
 *
 * @returns both square, row-major
 */
export function whitening({ mean, covariance }: ObservationMoments) {
  const size = mean.length;
  const regular = covariance.map((value, i) =>
    i % (size + 1) === 0 ? value * (1 + RIDGE) + EPSILON : value,
  );
  const spread = cholesky(regular, size);
  return { spread, transform: inverse(spread, size) };
}

/** The statistics after a rollout that was seen through them. */
export function followRollout(normalisation: Normalisation, seen: RolloutMoments): Normalisation {
  const { observations, returns } = normalisation;
  const rewardScale = rewardScaleOf(returns);
  return {
    observations:
      observations && mergeObservationMoments(observations, unseen(observations, seen.observations)),
    returns:
      returns &&
      mergeMoments(returns, {
        mean: seen.returns.mean / rewardScale,
        variance: seen.returns.variance / rewardScale ** 2,
        count: seen.returns.count,
      }),
  };
}

/** Moments of raw observations from those of what the networks saw of them. */
function unseen(statistics: ObservationMoments, seen: ObservationMoments): ObservationMoments {
  const { spread } = whitening(statistics);
  const size = statistics.mean.length;
  const half = product(spread, seen.covariance, size);
  return {
    mean: multiply(spread, seen.mean, size).map((value, i) => value + statistics.mean[i]),
    covariance: product(half, transpose(spread, size), size),
    count: seen.count,
  };
}

/** Environments that are looked at before training. */
const SCOUTS = 16;

interface ScoutedTask {
  readonly environment: EnvironmentSpecification;
  readonly seed: number;
  readonly stage: number;
  readonly hyperparameters: { readonly gamma: number };
}

/**
 * Measures the statistics before the first rollout: a policy of mean 0 acts in a few environments for as long as a record
 * is.
 *
 * @param std standard deviation of its actions
 */
export function scoutNormalisation(
  { environment: specification, seed, stage, hyperparameters }: ScoutedTask,
  std: number,
  { norm_obs, norm_reward }: NormalisationSettings,
): Normalisation {
  if (!norm_obs && !norm_reward) return NO_NORMALISATION;
  const count = Math.min(SCOUTS, specification.count);
  const environment = new VectorEnvironment({ ...specification, count }, seed, stage);
  const noise = new RandomStream(seed, stage, PURPOSE.exploration);
  const longest = Math.max(...specification.records.map(({ acceleration }) => acceleration.length));
  const actions = Math.ceil(longest / specification.controlPeriod);
  const size = observationSizeOf(specification.building);
  const observations = new Float32Array(actions * count * size);
  const returns = Array.from({ length: count }, () => new DiscountedReturn(hyperparameters.gamma));
  for (let step = 0; step < actions; step++) {
    observations.set(environment.observations, step * count * size);
    const { rewards, truncated } = environment.step(
      Float32Array.from(returns, (_, i) => std * noise.normal(step, i)),
    );
    returns.forEach((followed, i) => followed.add(rewards[i], truncated[i] === 1));
  }
  return {
    observations: norm_obs ? observationMoments(observations, size) : null,
    returns: norm_reward
      ? returnMoments(
          returns.map(({ sums }) => sums),
          actions * count,
        )
      : null,
  };
}
