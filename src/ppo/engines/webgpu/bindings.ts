import { EPOCH, MINIBATCH } from './layouts';
import type { Pass } from './passes';
import type { Pipelines } from './pipelines';
import type { BufferName, StageBuffers } from './stageBuffers';

/** A pass on the buffers that it works on. */
export type Binding = Exclude<Pass, 'evaluate'> | Evaluation;

/** What the critic values: of the rollout, and of the uncontrolled building beside it. */
type Evaluation =
  | 'evaluateSamples'
  | 'evaluateNow'
  | 'evaluateFinals'
  | 'evaluateBaselineSamples'
  | 'evaluateBaselineNow'
  | 'evaluateBaselineFinals';

/** Uniforms of which a pass sees one window at a time, and the bytes of it. */
const WINDOWS: ReadonlyMap<string, number> = new Map([
  ['epochs', EPOCH.uniformSize],
  ['minibatches', MINIBATCH.uniformSize],
]);

/** Buffers of every pass, in the order of its bindings. */
const BINDINGS: Readonly<Record<Binding, readonly BufferName[]>> = {
  collect: [
    ...(['architecture', 'rollout', 'dynamics', 'network', 'ground', 'records', 'environments'] as const),
    ...(['delayedActions', 'observations', 'transitions', 'finals', 'scales'] as const),
  ],
  evaluateSamples: ['architecture', 'rowsOfSamples', 'network', 'observations', 'values', 'scales'],
  evaluateNow: ['architecture', 'rowsOfNow', 'network', 'environments', 'values', 'scales'],
  evaluateFinals: ['architecture', 'rowsOfFinals', 'network', 'finals', 'values', 'scales'],
  evaluateBaselineSamples: [
    ...(['architecture', 'rowsOfBaselineSamples', 'network', 'observations', 'values', 'scales'] as const),
  ],
  evaluateBaselineNow: [
    ...(['architecture', 'rowsOfBaselineNow', 'network', 'environments', 'values', 'scales'] as const),
  ],
  evaluateBaselineFinals: [
    ...(['architecture', 'rowsOfBaselineFinals', 'network', 'finals', 'values', 'scales'] as const),
  ],
  advantages: [
    'hyperparameters',
    'transitions',
    'values',
    'environments',
    'estimates',
    'returnSums',
    'observations',
  ],
  measure: ['hyperparameters', 'estimates', 'observations', 'returnSums', 'moments'],
  gather: ['hyperparameters', 'epochs', 'observations', 'transitions', 'estimates', 'samples'],
  gradient: [
    ...(['architecture', 'hyperparameters', 'minibatches', 'network', 'samples'] as const),
    ...(['activations', 'deltas', 'losses'] as const),
  ],
  weightGradient: ['architecture', 'minibatches', 'activations', 'deltas', 'gradients', 'squaredNorms'],
  norm: [
    ...(['architecture', 'hyperparameters', 'minibatches', 'network', 'losses', 'squaredNorms'] as const),
    ...(['gradients', 'statistics', 'stopped'] as const),
  ],
  adam: [
    ...(['architecture', 'hyperparameters', 'minibatches', 'gradients', 'statistics'] as const),
    ...(['network', 'optimizer', 'stopped'] as const),
  ],
};

export function createBindings(
  device: GPUDevice,
  pipelines: Pipelines,
  buffers: StageBuffers,
): Readonly<Record<Binding, GPUBindGroup>> {
  const create = (binding: Binding) => {
    const pass: Pass = binding.startsWith('evaluate') ? 'evaluate' : (binding as Pass);
    const entries = BINDINGS[binding].map((name, index) => ({
      binding: index,
      resource: { buffer: buffers[name], size: WINDOWS.get(name) },
    }));
    return device.createBindGroup({ label: binding, layout: pipelines[pass].getBindGroupLayout(0), entries });
  };
  const names = Object.keys(BINDINGS) as Binding[];
  return Object.fromEntries(names.map((name) => [name, create(name)])) as Record<Binding, GPUBindGroup>;
}
