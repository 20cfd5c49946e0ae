import type { Architecture } from './parameters';
import { parameterLayout } from './parameters';

/** A linear layer: out = weight in + bias. */
export interface ActorLayer {
  readonly outputs: number;
  readonly inputs: number;
  /** outputs x inputs, row-major. */
  readonly weight: Float32Array;
  readonly bias: Float32Array;
}

/**
 * The layers that make an action of an observation, first to last; all but the last are followed by the activation.
 *
 * @param parameters flat, in the order of `parameterLayout`; the layers are views of it
 * @throws TypeError where the network lacks one
 */
export function actorLayers(architecture: Architecture, parameters: Float32Array): ActorLayer[] {
  const tensors = new Map(parameterLayout(architecture).map((tensor) => [tensor.name, tensor]));
  const names = [...architecture.netArch.map((_, i) => `mlp_extractor.policy_net.${2 * i}`), 'action_net'];
  return names.map((name) => {
    const weight = tensors.get(`${name}.weight`);
    const bias = tensors.get(`${name}.bias`);
    if (!weight || !bias) throw new TypeError(`The policy has no layer ${name}.`);
    const [outputs, inputs] = weight.shape;
    const values = ({ offset, size }: typeof weight) => parameters.subarray(offset, offset + size);
    return { outputs, inputs, weight: values(weight), bias: values(bias) };
  });
}
