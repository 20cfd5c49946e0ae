import * as tf from '@tensorflow/tfjs';
import { ADAM } from '../../adamConstants';

/**
 * Policy parameters and Adam's moments on the device, all flat and in the same layout. A type, not an interface:
 * only then tfjs sees that it holds nothing but tensors.
 */
export type TrainableTensors = {
  readonly parameters: tf.Tensor1D;
  readonly expAvg: tf.Tensor1D;
  readonly expAvgSq: tf.Tensor1D;
};

const { beta1: BETA1, beta2: BETA2, epsilon: EPSILON } = ADAM;

/**
 * Scales a gradient so that its global norm is at most `maxNorm` (`torch.nn.utils.clip_grad_norm_`).
 */
export function clipGradientNorm(gradient: tf.Tensor1D, maxNorm: number): tf.Tensor1D {
  const norm = tf.sqrt(tf.sum(tf.square(gradient)));
  return tf.mul(gradient, tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1));
}

/**
 * One step of Adam (Kingma and Ba 2015, algorithm 1) in torch's order of operations.
 *
 * @param step number of this step, from 1
 * @returns new tensors; the given ones are untouched
 */
export function adamStep(
  { parameters, expAvg, expAvgSq }: TrainableTensors,
  gradient: tf.Tensor1D,
  step: number,
  learningRate: number,
): TrainableTensors {
  const newExpAvg = tf.add<tf.Tensor1D>(tf.mul(expAvg, BETA1), tf.mul(gradient, 1 - BETA1));
  const newExpAvgSq = tf.add<tf.Tensor1D>(tf.mul(expAvgSq, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
  const stepSize = learningRate / (1 - BETA1 ** step);
  const denominator = tf.add(tf.div(tf.sqrt(newExpAvgSq), Math.sqrt(1 - BETA2 ** step)), EPSILON);
  return {
    parameters: tf.sub(parameters, tf.mul(stepSize, tf.div(newExpAvg, denominator))),
    expAvg: newExpAvg,
    expAvgSq: newExpAvgSq,
  };
}
