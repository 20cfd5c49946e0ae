import * as tf from '@tensorflow/tfjs';
import type { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { RandomStream } from '../../../random/stream';
import { logProbability } from '../../diagonalGaussian';
import type { Architecture } from '../../parameters';
import type { RolloutMoments } from '../../moments';
import { DiscountedReturn, observationMoments, returnMoments } from '../../moments';
import type { Scales } from '../../normalisation';
import type { Rollout } from '../../rollout';
import type { Episode } from '../../runnerState';
import type { Network } from './network';
import { forward } from './network';
import type { QueueLimiter } from './queueLimiter';
import { TrajectoryRecorder } from './trajectoryRecorder';

/** Rows that the critic values at once: bounds the memory of long rollouts. */
const VALUE_ROWS = 4096;

interface RolloutOptions {
  readonly network: Network;
  readonly architecture: Architecture;
  readonly environment: VectorEnvironment;
  readonly nSteps: number;
  readonly gamma: number;
  readonly scales: Scales;
  /** Noise of the actions; its position is the step within the stage, its index the environment. */
  readonly actionNoise: RandomStream;
  readonly limiter: QueueLimiter;
  readonly onProgress: (fraction: number) => void;
}

/**
 * Runs the policy for `nSteps` in every environment. Only the mean action crosses from the device at each step, since
 * the environments need it; the critic values all observations afterwards in a few large batches.
 */
export async function collectRollout(
  options: RolloutOptions,
): Promise<Rollout & { readonly moments: RolloutMoments }> {
  const { network, architecture, environment, nSteps, gamma, scales, actionNoise, limiter, onProgress } =
    options;
  const count = environment.count;
  const samples = nSteps * count;
  const own = new TrajectoryRecorder(samples, scales);
  const baseline = environment.baselineObservations && new TrajectoryRecorder(samples, scales);
  const actions = new Float32Array(samples);
  const logProbabilities = new Float32Array(samples);
  const ends = new Uint8Array(samples);
  const episodes: Episode[] = [];
  const returns = Array.from({ length: count }, () => new DiscountedReturn(gamma));

  const logStd = (await network.logStd.data())[0];
  const std = Math.exp(logStd);
  for (let step = 0; step < nSteps; step++) {
    const first = step * count;
    const seen = own.observe(first, environment.observations);
    if (environment.baselineObservations) baseline?.observe(first, environment.baselineObservations);
    const means = await read(() => forward(network.actor, architecture.activation, rows(seen, architecture)));
    const position = environment.stageStep;
    for (let i = 0; i < count; i++) {
      const action = Math.fround(means[i] + std * actionNoise.normal(position, i));
      actions[first + i] = action;
      logProbabilities[first + i] = logProbability(action, means[i], logStd);
    }
    const outcome = environment.step(actions.subarray(first, first + count));
    const { truncated } = outcome;
    own.earn(first, outcome.rewards, truncated, outcome.finalObservations);
    if (outcome.baseline) {
      baseline?.earn(first, outcome.baseline.rewards, truncated, outcome.baseline.finalObservations);
    }
    returns.forEach((followed, i) => followed.add(own.rewards[first + i], truncated[i] === 1));
    ends.set(truncated, first);
    episodes.push(...outcome.episodes);
    onProgress((step + 1) / nSteps);
    // The read of the means has already waited for the device.
    await limiter.step(() => Promise.resolve());
  }

  const value = (batch: Float32Array) => valuesOf(batch, network, architecture, limiter);
  const last = environment.baselineObservations;
  return {
    ...(await own.evaluate(environment.observations, gamma, value)),
    baseline: baseline && last && (await baseline.evaluate(last, gamma, value)),
    environments: count,
    observations: own.observations,
    actions,
    logProbabilities,
    ends,
    episodes,
    moments: {
      observations: observationMoments(own.observations, architecture.observationSize),
      returns: returnMoments(
        returns.map(({ sums }) => sums),
        samples,
      ),
    },
  };
}

async function valuesOf(
  observations: Float32Array,
  network: Network,
  architecture: Architecture,
  limiter: QueueLimiter,
): Promise<Float32Array> {
  const { observationSize } = architecture;
  const count = observations.length / observationSize;
  const values = new Float32Array(count);
  for (let first = 0; first < count; first += VALUE_ROWS) {
    const last = Math.min(count, first + VALUE_ROWS);
    const batch = observations.subarray(first * observationSize, last * observationSize);
    values.set(
      await read(() => forward(network.critic, architecture.activation, rows(batch, architecture))),
      first,
    );
    await limiter.step(() => Promise.resolve());
  }
  return values;
}

function rows(observations: Float32Array, { observationSize }: Architecture): tf.Tensor2D {
  return tf.tensor2d(observations, [observations.length / observationSize, observationSize]);
}

async function read(compute: () => tf.Tensor1D): Promise<Float32Array> {
  const tensor = tf.tidy(compute);
  try {
    return Float32Array.from(await tensor.data());
  } finally {
    tensor.dispose();
  }
}
