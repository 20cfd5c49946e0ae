import * as tf from '@tensorflow/tfjs';
import type { ActivationFunction } from '../../../curriculum/hyperparameters';
import type { Architecture, ParameterTensor } from '../../parameters';

/** One linear layer in torch's layout: weight (out, in), bias (out). */
export interface Layer {
  readonly weight: tf.Tensor2D;
  readonly bias: tf.Tensor1D;
}

/** The policy's tensors by what they do. */
export interface Network {
  readonly logStd: tf.Tensor1D;
  /** Hidden layers and the head, in order. */
  readonly actor: readonly Layer[];
  readonly critic: readonly Layer[];
}

/** Cuts the flat parameter vector into tensors, in the order of `layout`. Call within `tf.tidy`. */
export function unflatten(parameters: tf.Tensor1D, layout: readonly ParameterTensor[]): tf.Tensor[] {
  const pieces = tf.split(
    parameters,
    layout.map((tensor) => tensor.size),
  );
  return pieces.map((piece, index) => piece.reshape([...layout[index].shape]));
}

/** Names the tensors that `unflatten` cut; see `parameterLayout` for their order. */
export function networkOf(tensors: readonly tf.Tensor[], architecture: Architecture): Network {
  const depth = architecture.netArch.length;
  const layer = (index: number): Layer => ({
    weight: tensors[index] as tf.Tensor2D,
    bias: tensors[index + 1] as tf.Tensor1D,
  });
  const tower = (first: number, head: number) => [
    ...architecture.netArch.map((_, index) => layer(first + 2 * index)),
    layer(head),
  ];
  return {
    logStd: tensors[0] as tf.Tensor1D,
    actor: tower(1, 1 + 4 * depth),
    critic: tower(1 + 2 * depth, 3 + 4 * depth),
  };
}

/**
 * x W^T + b with its gradient written out. tfjs would pass transposed arguments to matMul, which its wasm backend
 * multiplies four times slower than plain ones; so transposes are explicit.
 */
const linear = tf.customGrad((...inputs) => {
  const [x, weight, bias, save] = inputs as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor1D,
    (tensors: tf.Tensor[]) => void,
  ];
  save([x, weight]);
  return {
    value: tf.add<tf.Tensor2D>(tf.matMul(x, tf.transpose(weight)), bias),
    gradFunc: (upstream: tf.Tensor2D, [x, weight]: tf.Tensor[]) => [
      tf.matMul(upstream, weight),
      tf.matMul(tf.transpose(upstream), x),
      tf.sum(upstream, 0),
    ],
  };
});

/**
 * A tower of linear layers with the activation function between them.
 *
 * @param x (samples, inputs)
 * @returns (samples): the output of the head, which has one unit
 */
export function forward(
  layers: readonly Layer[],
  activation: ActivationFunction,
  x: tf.Tensor2D,
): tf.Tensor1D {
  let hidden: tf.Tensor = x;
  layers.forEach(({ weight, bias }, index) => {
    hidden = linear(hidden, weight, bias);
    if (index < layers.length - 1) hidden = activation === 'tanh' ? tf.tanh(hidden) : tf.relu(hidden);
  });
  return hidden.reshape([-1]);
}
