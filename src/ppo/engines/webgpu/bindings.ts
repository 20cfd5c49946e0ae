import type { Pass } from './passes';
import type { Pipelines } from './pipelines';
import { resourcesOf } from './resources';
import type { BufferName, StageBuffers } from './stageBuffers';

/** A pass, and the buffers that its shader has another name for than the stage. */
interface Bound {
  readonly pass: Pass;
  readonly renamed: Readonly<Record<string, BufferName>>;
}

const MINIBATCHES = { minibatch: 'minibatches' } as const;

/** The passes on the buffers that they work on: the critic values several; `verifiedReadBack` binds what it checks. */
const BOUND = {
  collect: { pass: 'collect', renamed: {} },
  evaluateSamples: { pass: 'evaluate', renamed: { rows: 'rowsOfSamples' } },
  evaluateNow: { pass: 'evaluate', renamed: { rows: 'rowsOfNow', observations: 'environments' } },
  evaluateFinals: { pass: 'evaluate', renamed: { rows: 'rowsOfFinals', observations: 'finals' } },
  // Of the uncontrolled building beside.
  evaluateBaselineSamples: { pass: 'evaluate', renamed: { rows: 'rowsOfBaselineSamples' } },
  evaluateBaselineNow: {
    pass: 'evaluate',
    renamed: { rows: 'rowsOfBaselineNow', observations: 'environments' },
  },
  evaluateBaselineFinals: {
    pass: 'evaluate',
    renamed: { rows: 'rowsOfBaselineFinals', observations: 'finals' },
  },
  advantages: { pass: 'advantages', renamed: {} },
  measure: { pass: 'measure', renamed: {} },
  gather: { pass: 'gather', renamed: { epoch: 'epochs' } },
  gradient: { pass: 'gradient', renamed: MINIBATCHES },
  weightGradient: { pass: 'weightGradient', renamed: MINIBATCHES },
  adam: { pass: 'adam', renamed: MINIBATCHES },
} as const satisfies Readonly<Record<string, Bound>>;

export type Binding = keyof typeof BOUND;

/** Binds the stage's buffers to the passes, each where the shader declares it. */
export function createBindings(
  device: GPUDevice,
  pipelines: Pipelines,
  buffers: StageBuffers,
): Readonly<Record<Binding, GPUBindGroup>> {
  const create = (label: string, { pass, renamed }: Bound) =>
    device.createBindGroup({
      label,
      layout: pipelines[pass].getBindGroupLayout(0),
      entries: resourcesOf(pass).map(({ binding, name, window }) => ({
        binding,
        resource: { buffer: buffers[renamed[name] ?? (name as BufferName)], size: window },
      })),
    });
  return Object.fromEntries(
    Object.entries(BOUND).map(([label, bound]) => [label, create(label, bound)]),
  ) as Record<Binding, GPUBindGroup>;
}
