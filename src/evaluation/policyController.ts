import type { Controller } from '../environment/simulateEpisode';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import { foldedParameters } from '../ppo/foldedNetwork';
import { parameterLayout } from '../ppo/parameters';

/**
 * The policy without its noise, in float64: the actor's mean, clipped to [-1, 1]. It has the float32 weights that a
 * checkpoint's zip holds, so other programs find the same.
 */
export function policyController(policy: TrainedPolicy): Controller {
  const { architecture } = policy;
  const parameters = foldedParameters(policy);
  const tensors = new Map(parameterLayout(architecture).map((tensor) => [tensor.name, tensor]));
  const names = [...architecture.netArch.map((_, i) => `mlp_extractor.policy_net.${2 * i}`), 'action_net'];
  const layers = names.map((name) => {
    const weight = tensors.get(`${name}.weight`);
    const bias = tensors.get(`${name}.bias`);
    if (!weight || !bias) throw new TypeError(`The policy has no layer ${name}.`);
    const [outputs, inputs] = weight.shape;
    const values = (tensor: typeof weight) =>
      Float64Array.from(parameters.subarray(tensor.offset, tensor.offset + tensor.size));
    return { outputs, inputs, weight: values(weight), bias: values(bias) };
  });
  const activate = architecture.activation === 'tanh' ? Math.tanh : (x: number) => Math.max(0, x);
  return (observation) => {
    let hidden = observation;
    layers.forEach(({ outputs, inputs, weight, bias }, index) => {
      const isHead = index === layers.length - 1;
      const next = new Float64Array(outputs);
      for (let o = 0; o < outputs; o++) {
        let sum = bias[o];
        for (let i = 0; i < inputs; i++) sum += weight[o * inputs + i] * hidden[i];
        next[o] = isHead ? sum : activate(sum);
      }
      hidden = next;
    });
    return Math.min(1, Math.max(-1, hidden[0]));
  };
}
