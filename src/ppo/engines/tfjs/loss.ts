import * as tf from '@tensorflow/tfjs';
import type { Hyperparameters } from '../../../curriculum/hyperparameters';
import { LOG_SQRT_2_PI } from '../../diagonalGaussian';
import type { Architecture, ParameterTensor } from '../../parameters';
import type { Minibatch } from '../../rollout';
import { forward, networkOf, unflatten } from './network';

/** The rows of the statistics tensor that a minibatch leaves. */
export const STATISTICS = [
  'loss',
  'policy_gradient_loss',
  'value_loss',
  'entropy_loss',
  'approx_kl',
  'clip_fraction',
] as const;

/** A network whose tensors lie one behind the other. */
interface FlatNetwork {
  readonly parameters: tf.Tensor1D;
  readonly layout: readonly ParameterTensor[];
  readonly architecture: Architecture;
}

/**
 * PPO's clipped objective on a minibatch (Schulman et al. 2017, eq. 9, as Stable-Baselines3 computes it) and its
 * gradient.
 *
 * @returns gradient: flat, in the layout of the parameters; statistics: (6), in the order of `STATISTICS`
 */
export function lossAndGradient(
  { parameters, layout, architecture }: FlatNetwork,
  minibatch: Minibatch,
  hyperparameters: Hyperparameters,
): { gradient: tf.Tensor1D; statistics: tf.Tensor1D } {
  const [gradient, statistics] = tf.tidy(() => {
    const batch = toTensors(minibatch, architecture);
    let statistics: tf.Tensor1D | undefined;
    const loss = (...tensors: tf.Tensor[]): tf.Scalar => {
      const terms = lossTerms(tensors, architecture, batch, hyperparameters);
      statistics = tf.keep<tf.Tensor1D>(tf.stack(STATISTICS.map((name) => terms[name])).as1D());
      return terms.loss;
    };
    const gradients = tf.grads(loss)(unflatten(parameters, layout));
    const gradient = tf.concat1d(gradients.map((tensor) => tensor.as1D()));
    if (!statistics) throw new Error('The loss function was not called.');
    return [gradient, statistics];
  });
  return { gradient, statistics };
}

type MinibatchTensors = ReturnType<typeof toTensors>;

function toTensors(minibatch: Minibatch, { observationSize }: Architecture) {
  return {
    observations: tf.tensor2d(minibatch.observations, [minibatch.size, observationSize]),
    actions: tf.tensor1d(minibatch.actions),
    oldLogProbabilities: tf.tensor1d(minibatch.oldLogProbabilities),
    advantages: tf.tensor1d(minibatch.advantages),
    returns: tf.tensor1d(minibatch.returns),
    oldValues: tf.tensor1d(minibatch.oldValues),
  };
}

function lossTerms(
  tensors: readonly tf.Tensor[],
  architecture: Architecture,
  batch: MinibatchTensors,
  { clip_range, clip_range_vf, ent_coef, vf_coef }: Hyperparameters,
): Record<(typeof STATISTICS)[number], tf.Scalar> {
  const network = networkOf(tensors, architecture);
  const means = forward(network.actor, architecture.activation, batch.observations);
  const values = forward(network.critic, architecture.activation, batch.observations);

  const deviations = tf.div(tf.sub(batch.actions, means), tf.exp(network.logStd));
  const logProbabilities = tf.sub(tf.sub(tf.mul(-0.5, tf.square(deviations)), network.logStd), LOG_SQRT_2_PI);
  const logRatio = tf.sub(logProbabilities, batch.oldLogProbabilities);
  const ratio = tf.exp(logRatio);

  const objective = tf.mul(batch.advantages, ratio);
  const clippedObjective = tf.mul(batch.advantages, tf.clipByValue(ratio, 1 - clip_range, 1 + clip_range));
  const policyLoss = tf.neg(tf.mean(tf.minimum(objective, clippedObjective)));

  const predictions =
    clip_range_vf === null
      ? values
      : tf.add(
          batch.oldValues,
          tf.clipByValue(tf.sub(values, batch.oldValues), -clip_range_vf, clip_range_vf),
        );
  const valueLoss = tf.mean(tf.square(tf.sub(batch.returns, predictions)));
  const entropyLoss = tf.neg(tf.add(tf.sum(network.logStd), 0.5 + LOG_SQRT_2_PI));
  const loss = tf.add(policyLoss, tf.add(tf.mul(ent_coef, entropyLoss), tf.mul(vf_coef, valueLoss)));

  return {
    loss: loss.asScalar(),
    policy_gradient_loss: policyLoss.asScalar(),
    value_loss: valueLoss.asScalar(),
    entropy_loss: entropyLoss.asScalar(),
    // Schulman's low-variance estimator: http://joschu.net/blog/kl-approx.html
    approx_kl: tf.mean(tf.sub(tf.sub(ratio, 1), logRatio)).asScalar(),
    clip_fraction: tf.mean(tf.cast(tf.greater(tf.abs(tf.sub(ratio, 1)), clip_range), 'float32')).asScalar(),
  };
}
