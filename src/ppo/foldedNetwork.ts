import { multiply, transpose } from '../numerics/matrix';
import type { ObservationMoments } from './moments';
import type { Normalisation } from './normalisation';
import { whitening } from './normalisation';
import type { Architecture } from './parameters';
import { parameterLayout } from './parameters';
import type { AdamState } from './runnerState';

/** A network and its optimizer. */
export interface TrainableNetwork {
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
  readonly optimizer: AdamState;
}

/** A policy as it is trained: its network sees normalised observations. */
export interface TrainedPolicy {
  readonly architecture: Architecture;
  readonly parameters: Float32Array;
  readonly normalisation: Normalisation;
}

/**
 * The parameters of the same policy for raw observations: W T (x - mean) + b = (W T) x + (b - W T mean), so the
 * normalisation becomes part of both first layers.
 */
export function foldedParameters({ architecture, parameters, normalisation }: TrainedPolicy): Float32Array {
  const { observations } = normalisation;
  if (!observations) return parameters;
  return mapRows(architecture, parameters, changesTo(observations).fold.parameters);
}

/**
 * `foldedParameters` with the optimizer. Adam's first moments follow exactly, being linear in the gradient; of the
 * second ones, what comes from the correlation of gradients is left out.
 *
 * @param observations null: the network sees raw observations already, and is returned as it is
 */
export function foldNormalisation<Network extends TrainableNetwork>(
  network: Network,
  observations: ObservationMoments | null,
): Network {
  return observations ? mapNetwork(network, changesTo(observations).fold) : network;
}

/** The inverse of `foldNormalisation`, but for rounding: the same function of raw observations, seen normalised. */
export function unfoldNormalisation<Network extends TrainableNetwork>(
  network: Network,
  observations: ObservationMoments,
): Network {
  return mapNetwork(network, changesTo(observations).unfold);
}

/** Places of the first layers of actor and critic in the flat parameters. */
export function firstLayers(architecture: Architecture) {
  const tensors = new Map(parameterLayout(architecture).map((tensor) => [tensor.name, tensor]));
  return ['policy_net', 'value_net'].map((tower) => {
    const weight = tensors.get(`mlp_extractor.${tower}.0.weight`);
    const bias = tensors.get(`mlp_extractor.${tower}.0.bias`);
    if (!weight || !bias) throw new TypeError(`The network has no first layer in its ${tower}.`);
    return { weight: weight.offset, bias: bias.offset, outputs: bias.size };
  });
}

/** A row of a first layer, or of what belongs to it: a weight for each entry of the observation and the bias. */
interface Row {
  readonly weights: Float64Array;
  readonly bias: number;
}

type Change = (row: Row) => Row;
type Changes = Readonly<Record<'parameters' | 'expAvg' | 'expAvgSq', Change>>;

/**
 * With g a row's gradient, the weights' is g z^T for what the network saw, z = T (x - mean), and g x^T for the raw
 * x = S z + mean, S being the inverse of T.
 */
function changesTo(observations: ObservationMoments): { readonly fold: Changes; readonly unfold: Changes } {
  const { mean } = observations;
  const size = mean.length;
  const { spread, transform } = whitening(observations);
  const squaredMean = mean.map((value) => value ** 2);
  const squares = (matrix: Float64Array) => matrix.map((value) => value ** 2);
  const rowTimes = (weights: Float64Array, matrix: Float64Array) =>
    multiply(transpose(matrix, size), weights, size);
  const times = (matrix: Float64Array, weights: Float64Array) => multiply(matrix, weights, size);
  return {
    fold: {
      parameters: ({ weights, bias }) => {
        const raw = rowTimes(weights, transform);
        return { weights: raw, bias: bias - dot(raw, mean) };
      },
      expAvg: ({ weights, bias }) => ({ weights: add(times(spread, weights), mean, bias), bias }),
      expAvgSq: ({ weights, bias }) => ({
        weights: add(times(squares(spread), weights), squaredMean, bias),
        bias,
      }),
    },
    unfold: {
      parameters: ({ weights, bias }) => ({
        weights: rowTimes(weights, spread),
        bias: bias + dot(weights, mean),
      }),
      expAvg: ({ weights, bias }) => ({ weights: times(transform, add(weights, mean, -bias)), bias }),
      expAvgSq: ({ weights, bias }) => {
        const own = add(weights, squaredMean, -bias).map((value) => Math.max(0, value));
        return { weights: times(squares(transform), own), bias };
      },
    },
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}

/** a + factor b */
function add(a: Float64Array, b: Float64Array, factor: number): Float64Array {
  return a.map((value, i) => value + factor * b[i]);
}

function mapNetwork<Network extends TrainableNetwork>(network: Network, changes: Changes): Network {
  const { architecture, parameters, optimizer } = network;
  return {
    ...network,
    parameters: mapRows(architecture, parameters, changes.parameters),
    optimizer: {
      step: optimizer.step,
      expAvg: mapRows(architecture, optimizer.expAvg, changes.expAvg),
      expAvgSq: mapRows(architecture, optimizer.expAvgSq, changes.expAvgSq),
    },
  };
}

/** Applies a change, in float64, to every row of the first layers. */
function mapRows(architecture: Architecture, vector: Float32Array, change: Change): Float32Array {
  const mapped = vector.slice();
  const { observationSize } = architecture;
  for (const { weight, bias, outputs } of firstLayers(architecture)) {
    for (let output = 0; output < outputs; output++) {
      const at = weight + output * observationSize;
      const weights = Float64Array.from(vector.subarray(at, at + observationSize));
      const row = change({ weights, bias: vector[bias + output] });
      mapped.set(row.weights, at);
      mapped[bias + output] = row.bias;
    }
  }
  return mapped;
}
