import type { ObservationMoments } from './moments';
import type { Normalisation } from './normalisation';
import { scalesOf } from './normalisation';
import type { Architecture } from './parameters';
import { OBSERVATION_SIZE, parameterLayout } from './parameters';
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
 * The parameters of the same policy for raw observations: W (x - mean) s + b = (W s) x + (b - W s mean), so the
 * normalisation becomes part of both first layers.
 */
export function foldedParameters({ architecture, parameters, normalisation }: TrainedPolicy): Float32Array {
  const { observations } = normalisation;
  return observations ? mapRows(architecture, parameters, observations, FOLD.parameters) : parameters;
}

/**
 * `foldedParameters` with the optimizer. Adam's first moments follow exactly, being linear in the gradient; of the
 * second ones, the part that comes from the correlation of a weight's gradient with its bias's is left out.
 *
 * @param observations null: the network sees raw observations already, and is returned as it is
 */
export function foldNormalisation<Network extends TrainableNetwork>(
  network: Network,
  observations: ObservationMoments | null,
): Network {
  return observations ? mapNetwork(network, observations, FOLD) : network;
}

/** The inverse of `foldNormalisation`, but for rounding: the same function of raw observations, seen normalised. */
export function unfoldNormalisation<Network extends TrainableNetwork>(
  network: Network,
  observations: ObservationMoments,
): Network {
  return mapNetwork(network, observations, UNFOLD);
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

/** Brings the weight of one entry, and the bias of its row, into other units. */
type Change = (weight: number, bias: number, mean: number, scale: number) => [weight: number, bias: number];
type Changes = Readonly<Record<'parameters' | 'expAvg' | 'expAvgSq', Change>>;

const FOLD: Changes = {
  parameters: (weight, bias, mean, scale) => [weight * scale, bias - weight * scale * mean],
  expAvg: (weight, bias, mean, scale) => [weight / scale + mean * bias, bias],
  expAvgSq: (weight, bias, mean, scale) => [weight / scale ** 2 + mean ** 2 * bias, bias],
};

const UNFOLD: Changes = {
  parameters: (weight, bias, mean, scale) => [weight / scale, bias + weight * mean],
  expAvg: (weight, bias, mean, scale) => [(weight - mean * bias) * scale, bias],
  expAvgSq: (weight, bias, mean, scale) => [Math.max(0, weight - mean ** 2 * bias) * scale ** 2, bias],
};

function mapNetwork<Network extends TrainableNetwork>(
  network: Network,
  observations: ObservationMoments,
  changes: Changes,
): Network {
  const { architecture, parameters, optimizer } = network;
  const map = (vector: Float32Array, change: Change) => mapRows(architecture, vector, observations, change);
  return {
    ...network,
    parameters: map(parameters, changes.parameters),
    optimizer: {
      step: optimizer.step,
      expAvg: map(optimizer.expAvg, changes.expAvg),
      expAvgSq: map(optimizer.expAvgSq, changes.expAvgSq),
    },
  };
}

/** Applies a change to every row of the first layers; the biases are summed in float64. */
function mapRows(
  architecture: Architecture,
  vector: Float32Array,
  observations: ObservationMoments,
  change: Change,
): Float32Array {
  const { observationMean, observationScale } = scalesOf({ observations, returns: null });
  const mapped = vector.slice();
  for (const { weight, bias, outputs } of firstLayers(architecture)) {
    for (let output = 0; output < outputs; output++) {
      let rowBias = vector[bias + output];
      for (let i = 0; i < OBSERVATION_SIZE; i++) {
        const at = weight + output * OBSERVATION_SIZE + i;
        [mapped[at], rowBias] = change(vector[at], rowBias, observationMean[i], observationScale[i]);
      }
      mapped[bias + output] = rowBias;
    }
  }
  return mapped;
}
