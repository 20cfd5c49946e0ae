import type { Hyperparameters } from '../../src/curriculum/hyperparameters';
import type { Architecture } from '../../src/ppo/parameters';
import { parameterLayout } from '../../src/ppo/parameters';
import type { Minibatch } from '../../src/ppo/rollout';
import { OBSERVATION_SIZE } from './v9Building';

/**
 * PPO's minibatch update once more, in plain float64 TypeScript with gradients derived by hand. It shares nothing with
 * the engines but the layout of the parameters, and is what they are all held to.
 */

interface Linear {
  readonly weight: number;
  readonly bias: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Offsets of a tower's layers in the flat parameter vector. */
function towerLayers(architecture: Architecture, tower: 'policy_net' | 'value_net'): Linear[] {
  const layout = new Map(parameterLayout(architecture).map((tensor) => [tensor.name, tensor]));
  const head = tower === 'policy_net' ? 'action_net' : 'value_net';
  const names = [...architecture.netArch.map((_, layer) => `mlp_extractor.${tower}.${2 * layer}`), head];
  return names.map((name) => {
    const weight = layout.get(`${name}.weight`);
    const bias = layout.get(`${name}.bias`);
    if (!weight || !bias) throw new Error(`no layer ${name}`);
    return { weight: weight.offset, bias: bias.offset, inputs: weight.shape[1], outputs: weight.shape[0] };
  });
}

/** Activations of every layer for one observation: element 0 is the observation, the last has the head's output. */
function forward(
  parameters: Float64Array,
  layers: readonly Linear[],
  architecture: Architecture,
  x: ArrayLike<number>,
) {
  const activations: Float64Array[] = [Float64Array.from(x)];
  layers.forEach(({ weight, bias, inputs, outputs }, index) => {
    const input = activations[index];
    const output = new Float64Array(outputs);
    for (let o = 0; o < outputs; o++) {
      let sum = parameters[bias + o];
      for (let i = 0; i < inputs; i++) sum += parameters[weight + o * inputs + i] * input[i];
      const isHead = index === layers.length - 1;
      output[o] = isHead ? sum : architecture.activation === 'tanh' ? Math.tanh(sum) : Math.max(0, sum);
    }
    activations.push(output);
  });
  return activations;
}

interface Differentiated {
  readonly parameters: Float64Array;
  readonly architecture: Architecture;
  readonly gradient: Float64Array;
}

/** Adds the gradient of `upstream` times the head's output to `gradient`. */
function backward(
  { parameters, architecture, gradient }: Differentiated,
  layers: readonly Linear[],
  activations: readonly Float64Array[],
  upstream: number,
): void {
  let delta = Float64Array.of(upstream);
  for (let index = layers.length - 1; index >= 0; index--) {
    const { weight, bias, inputs, outputs } = layers[index];
    const input = activations[index];
    const inputDelta = new Float64Array(inputs);
    for (let o = 0; o < outputs; o++) {
      gradient[bias + o] += delta[o];
      for (let i = 0; i < inputs; i++) {
        gradient[weight + o * inputs + i] += delta[o] * input[i];
        inputDelta[i] += delta[o] * parameters[weight + o * inputs + i];
      }
    }
    if (index === 0) break;
    delta = inputDelta.map((value, i) => {
      const slope = architecture.activation === 'tanh' ? 1 - input[i] ** 2 : input[i] > 0 ? 1 : 0;
      return value * slope;
    });
  }
}

/** Output of the actor (mean action) or the critic (value) for one observation. */
export function referenceOutput(
  parameters: Float64Array,
  architecture: Architecture,
  tower: 'policy_net' | 'value_net',
  observation: ArrayLike<number>,
): number {
  const activations = forward(parameters, towerLayers(architecture, tower), architecture, observation);
  return activations[activations.length - 1][0];
}

export interface ReferenceLoss {
  readonly loss: number;
  readonly policy_gradient_loss: number;
  readonly value_loss: number;
  readonly entropy_loss: number;
  readonly approx_kl: number;
  readonly clip_fraction: number;
  readonly gradient: Float64Array;
}

export function referenceLoss(
  parameters: Float64Array,
  architecture: Architecture,
  batch: Minibatch,
  hyperparameters: Hyperparameters,
): ReferenceLoss {
  const { clip_range, clip_range_vf, ent_coef, vf_coef } = hyperparameters;
  const gradient = new Float64Array(parameters.length);
  const actor = towerLayers(architecture, 'policy_net');
  const critic = towerLayers(architecture, 'value_net');
  const logStd = parameters[0];
  let policyLoss = 0;
  let valueLoss = 0;
  let kl = 0;
  let clipped = 0;
  for (let row = 0; row < batch.size; row++) {
    const observation = batch.observations.subarray(row * OBSERVATION_SIZE, (row + 1) * OBSERVATION_SIZE);
    const actorActivations = forward(parameters, actor, architecture, observation);
    const criticActivations = forward(parameters, critic, architecture, observation);
    const mean = actorActivations[actor.length][0];
    const value = criticActivations[critic.length][0];

    const z = (batch.actions[row] - mean) / Math.exp(logStd);
    const logProbability = -0.5 * z * z - logStd - 0.5 * Math.log(2 * Math.PI);
    const logRatio = logProbability - batch.oldLogProbabilities[row];
    const ratio = Math.exp(logRatio);
    const advantage = batch.advantages[row];
    const clippedRatio = Math.min(1 + clip_range, Math.max(1 - clip_range, ratio));
    policyLoss -= Math.min(advantage * ratio, advantage * clippedRatio) / batch.size;
    kl += (ratio - 1 - logRatio) / batch.size;
    if (Math.abs(ratio - 1) > clip_range) clipped += 1 / batch.size;

    // The clipped term is constant outside the range, and is the smaller one exactly where clipping helps.
    const follows = advantage * ratio <= advantage * clippedRatio || ratio === clippedRatio;
    const ratioSlope = follows ? (-advantage * ratio) / batch.size : 0;
    const std = Math.exp(logStd);
    backward({ parameters, architecture, gradient }, actor, actorActivations, (ratioSlope * z) / std);
    gradient[0] += ratioSlope * (z * z - 1);

    const oldValue = batch.oldValues[row];
    const change = value - oldValue;
    const bound = clip_range_vf ?? Infinity;
    const prediction = oldValue + Math.min(bound, Math.max(-bound, change));
    const error = prediction - batch.returns[row];
    valueLoss += (error * error) / batch.size;
    const valueSlope = Math.abs(change) <= bound ? (2 * error * vf_coef) / batch.size : 0;
    backward({ parameters, architecture, gradient }, critic, criticActivations, valueSlope);
  }
  const entropyLoss = -(logStd + 0.5 + 0.5 * Math.log(2 * Math.PI));
  gradient[0] -= ent_coef;
  return {
    loss: policyLoss + ent_coef * entropyLoss + vf_coef * valueLoss,
    policy_gradient_loss: policyLoss,
    value_loss: valueLoss,
    entropy_loss: entropyLoss,
    approx_kl: kl,
    clip_fraction: clipped,
    gradient,
  };
}

/** Slopes of the loss in every parameter, from its values alone. */
export function finiteDifferences(
  parameters: Float64Array,
  ...rest: [Architecture, Minibatch, Hyperparameters]
): Float64Array {
  const step = 1e-6;
  return parameters.map((value, i) => {
    const lossAt = (moved: number) => referenceLoss(parameters.with(i, moved), ...rest).loss;
    return (lossAt(value + step) - lossAt(value - step)) / (2 * step);
  });
}

export interface ReferenceOptimizer {
  parameters: Float64Array;
  expAvg: Float64Array;
  expAvgSq: Float64Array;
  step: number;
}

/** Clips the gradient's global norm and takes one step of Adam, as torch does. */
export function referenceAdam(
  state: ReferenceOptimizer,
  gradient: Float64Array,
  learningRate: number,
  maxNorm: number,
): ReferenceOptimizer {
  const norm = Math.sqrt(gradient.reduce((sum, g) => sum + g * g, 0));
  const scale = Math.min(1, maxNorm / (norm + 1e-6));
  const step = state.step + 1;
  const expAvg = state.expAvg.map((m, i) => 0.9 * m + 0.1 * scale * gradient[i]);
  const expAvgSq = state.expAvgSq.map((v, i) => 0.999 * v + 0.001 * (scale * gradient[i]) ** 2);
  const parameters = state.parameters.map((p, i) => {
    const m = expAvg[i] / (1 - 0.9 ** step);
    const v = expAvgSq[i] / (1 - 0.999 ** step);
    return p - (learningRate * m) / (Math.sqrt(v) + 1e-5);
  });
  return { parameters, expAvg, expAvgSq, step };
}
