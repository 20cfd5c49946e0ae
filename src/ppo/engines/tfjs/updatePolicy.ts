import * as tf from '@tensorflow/tfjs';
import type { Hyperparameters } from '../../../curriculum/hyperparameters';
import { meanOf } from '../../../numerics/mean';
import { permutation } from '../../../random/permutation';
import type { UpdateStatistics } from '../../engine';
import { assertFinite } from '../../engine';
import { NonFiniteError } from '../../errors';
import { explainedVariance, generalisedAdvantages } from '../../gae';
import type { Architecture, ParameterTensor } from '../../parameters';
import type { Minibatch, Rollout } from '../../rollout';
import { gatherMinibatch } from '../../rollout';
import type { TrainableTensors } from './adam';
import { adamStep, clipGradientNorm } from './adam';
import { lossAndGradient, STATISTICS } from './loss';
import type { QueueLimiter } from './queueLimiter';

/** The policy, its optimizer's moments and the number of optimizer steps taken. */
export interface Trained extends TrainableTensors {
  readonly step: number;
}

interface UpdateOptions {
  readonly architecture: Architecture;
  readonly layout: readonly ParameterTensor[];
  readonly hyperparameters: Hyperparameters;
  readonly learningRate: number;
  /** Key of an epoch's minibatch order. */
  readonly orderKey: (epoch: number) => [number, number];
  readonly limiter: QueueLimiter;
  readonly onProgress: (fraction: number) => void;
}

export interface Update {
  readonly trained: Trained;
  readonly statistics: UpdateStatistics;
  readonly epochs: number;
}

/**
 * `n_epochs` passes over the rollout in minibatches, each one gradient step.
 *
 * @param before is read, never disposed
 * @returns tensors that the caller owns
 * @throws NonFiniteError, or the limiter's signal's reason; nothing is left behind then
 */
export async function updatePolicy(
  before: Trained,
  rollout: Rollout,
  options: UpdateOptions,
): Promise<Update> {
  const { hyperparameters, orderKey, limiter, onProgress } = options;
  const { batch_size, n_epochs } = hyperparameters;
  const estimates = generalisedAdvantages(rollout, hyperparameters.gamma, hyperparameters.gae_lambda);
  const samples = rollout.rewards.length;
  const minibatchesPerEpoch = Math.ceil(samples / batch_size);
  const rows: tf.Tensor1D[] = [];
  let trained = before;
  let epochs = 0;
  let stopped = false;
  try {
    while (epochs < n_epochs && !stopped) {
      const order = permutation(samples, orderKey(epochs));
      for (let first = 0; first < samples && !stopped; first += batch_size) {
        const indices = order.subarray(first, Math.min(samples, first + batch_size));
        const step = await minibatchStep(
          trained,
          gatherMinibatch(rollout, estimates, indices, hyperparameters.normalize_advantage),
          options,
        );
        rows.push(step.statistics);
        if (step.trained && trained !== before) disposeTrained(trained);
        trained = step.trained ?? trained;
        stopped = step.trained === null;
        onProgress(rows.length / (n_epochs * minibatchesPerEpoch));
        await limiter.step(() => step.statistics.data());
      }
      epochs++;
    }
    const statistics = {
      ...(await readStatistics(rows, minibatchesPerEpoch, trained)),
      explained_variance: explainedVariance(rollout.values, estimates.returns),
    };
    assertFinite(statistics);
    return { trained, statistics, epochs };
  } catch (error) {
    if (trained !== before) disposeTrained(trained);
    throw error;
  } finally {
    tf.dispose(rows);
  }
}

export function disposeTrained({ parameters, expAvg, expAvgSq }: Trained): void {
  tf.dispose([parameters, expAvg, expAvgSq]);
}

/** One gradient step; `trained` is null when `target_kl` forbids it. */
async function minibatchStep(
  before: Trained,
  minibatch: Minibatch,
  { architecture, layout, hyperparameters, learningRate }: UpdateOptions,
): Promise<{ trained: Trained | null; statistics: tf.Tensor1D }> {
  const { target_kl, max_grad_norm } = hyperparameters;
  const { gradient, statistics } = lossAndGradient(
    { parameters: before.parameters, layout, architecture },
    minibatch,
    hyperparameters,
  );
  try {
    if (target_kl !== null && (await approximateKl(statistics)) > 1.5 * target_kl) {
      return { trained: null, statistics };
    }
    const step = before.step + 1;
    const tensors = tf.tidy(() =>
      adamStep(before, clipGradientNorm(gradient, max_grad_norm), step, learningRate),
    );
    return { trained: { ...tensors, step }, statistics };
  } finally {
    gradient.dispose();
  }
}

async function approximateKl(statistics: tf.Tensor1D): Promise<number> {
  return (await statistics.data())[STATISTICS.indexOf('approx_kl')];
}

/** One read-back for the whole update: what each minibatch left, and whether the parameters are finite. */
async function readStatistics(
  rows: readonly tf.Tensor1D[],
  minibatchesPerEpoch: number,
  { parameters }: Trained,
): Promise<Omit<UpdateStatistics, 'explained_variance'>> {
  const summary = tf.tidy(() => [
    tf.stack([...rows]),
    tf.all(tf.isFinite(parameters)),
    tf.exp(tf.slice(parameters, 0, 1)),
  ]);
  const [table, finite, std] = await Promise.all(summary.map((tensor) => tensor.data()));
  tf.dispose(summary);
  if (!finite[0]) throw new NonFiniteError('A parameter of the policy');
  const column = (name: (typeof STATISTICS)[number]) =>
    rows.map((_, row) => table[row * STATISTICS.length + STATISTICS.indexOf(name)]);
  // Stable-Baselines3 reports the KL divergence of the last epoch and the loss of the last minibatch.
  const lastEpoch = -(((rows.length - 1) % minibatchesPerEpoch) + 1);
  return {
    approx_kl: meanOf(column('approx_kl').slice(lastEpoch)),
    clip_fraction: meanOf(column('clip_fraction')),
    entropy_loss: meanOf(column('entropy_loss')),
    loss: column('loss')[rows.length - 1],
    policy_gradient_loss: meanOf(column('policy_gradient_loss')),
    value_loss: meanOf(column('value_loss')),
    std: std[0],
  };
}
