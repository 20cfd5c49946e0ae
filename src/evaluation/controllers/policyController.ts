import type { Controller } from '../../environment/simulateEpisode';
import type { PackedRows } from '../../numerics/packedRows';
import { addProduct, packRows } from '../../numerics/packedRows';
import { tanh } from '../../numerics/tanh';
import { actorLayers } from '../../ppo/actorLayers';
import type { TrainedPolicy } from '../../ppo/foldedNetwork';
import { foldedParameters } from '../../ppo/foldedNetwork';

/** A controller that needs no more than the observation. */
export type PolicyController = (observation: Parameters<Controller>[0]) => ReturnType<Controller>;

/** An actor's layer in float64. */
interface Layer {
  readonly weight: PackedRows;
  readonly bias: Float64Array;
}

/**
 * The policy without its noise, in float64: the actor's mean, clipped to [-1, 1]. It has the float32 weights that a
 * checkpoint's zip holds, so other programs find the same.
 */
export function policyController(policy: TrainedPolicy): PolicyController {
  const { architecture } = policy;
  const layers: Layer[] = actorLayers(architecture, foldedParameters(policy)).map(
    ({ weight, inputs, bias }) => ({ weight: packRows(weight, inputs), bias: Float64Array.from(bias) }),
  );
  const values = layers.map(({ bias }) => new Float64Array(bias.length));
  const isTanh = architecture.activation === 'tanh';
  return (observation) => {
    let hidden = observation;
    for (let index = 0; index < layers.length; index++) {
      const out = values[index];
      const { weight, bias } = layers[index];
      for (let i = 0; i < out.length; i++) out[i] = bias[i];
      addProduct(weight, { x: hidden, firstIn: 0, out, firstOut: 0 });
      if (index < layers.length - 1) activate(out, isTanh);
      hidden = out;
    }
    return Math.min(1, Math.max(-1, hidden[0]));
  };
}

function activate(values: Float64Array, isTanh: boolean): void {
  if (isTanh) for (let i = 0; i < values.length; i++) values[i] = tanh(values[i]);
  else for (let i = 0; i < values.length; i++) values[i] = Math.max(0, values[i]);
}
