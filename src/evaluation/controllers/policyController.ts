import type { Controller } from '../../environment/simulateEpisode';
import { actorLayers } from '../../ppo/actorLayers';
import type { TrainedPolicy } from '../../ppo/foldedNetwork';
import { foldedParameters } from '../../ppo/foldedNetwork';

/** A controller that needs no more than the observation. */
export type PolicyController = (observation: Parameters<Controller>[0]) => ReturnType<Controller>;

/** An actor's layer in float64. */
interface Layer {
  readonly outputs: number;
  readonly inputs: number;
  /** outputs x inputs, row-major. */
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/**
 * The policy without its noise, in float64: the actor's mean, clipped to [-1, 1]. It has the float32 weights that a
 * checkpoint's zip holds, so other programs find the same.
 */
export function policyController(policy: TrainedPolicy): PolicyController {
  const { architecture } = policy;
  const layers: Layer[] = actorLayers(architecture, foldedParameters(policy)).map((layer) => ({
    ...layer,
    weight: Float64Array.from(layer.weight),
    bias: Float64Array.from(layer.bias),
  }));
  const values = layers.map(({ outputs }) => new Float64Array(outputs));
  const isTanh = architecture.activation === 'tanh';
  return (observation) => {
    let hidden = observation;
    for (let index = 0; index < layers.length; index++) {
      const out = values[index];
      apply(layers[index], hidden, out);
      if (index < layers.length - 1) activate(out, isTanh);
      hidden = out;
    }
    return Math.min(1, Math.max(-1, hidden[0]));
  };
}

function activate(values: Float64Array, isTanh: boolean): void {
  if (isTanh) for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]);
  else for (let i = 0; i < values.length; i++) values[i] = Math.max(0, values[i]);
}

/** Four rows at a time: each input is loaded once for all, and no sum waits for another. */
function apply({ outputs, inputs, weight, bias }: Layer, input: Float64Array, out: Float64Array): void {
  let row = 0;
  for (; row + 4 <= outputs; row += 4) {
    let [a, b, c, d] = [row * inputs, (row + 1) * inputs, (row + 2) * inputs, (row + 3) * inputs];
    let [sumA, sumB, sumC, sumD] = [bias[row], bias[row + 1], bias[row + 2], bias[row + 3]];
    for (let i = 0; i < inputs; i++) {
      const value = input[i];
      sumA += weight[a++] * value;
      sumB += weight[b++] * value;
      sumC += weight[c++] * value;
      sumD += weight[d++] * value;
    }
    out[row] = sumA;
    out[row + 1] = sumB;
    out[row + 2] = sumC;
    out[row + 3] = sumD;
  }
  for (; row < outputs; row++) {
    let sum = bias[row];
    for (let i = 0, w = row * inputs; i < inputs; i++) sum += weight[w++] * input[i];
    out[row] = sum;
  }
}
