import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Binding } from '../../../../src/ppo/engines/webgpu/bindings';
import { createBindings } from '../../../../src/ppo/engines/webgpu/bindings';
import { EPOCH, MINIBATCH } from '../../../../src/ppo/engines/webgpu/layouts';
import { networkLayout } from '../../../../src/ppo/engines/webgpu/networkLayout';
import { PASSES } from '../../../../src/ppo/engines/webgpu/passes';
import type { Pipelines } from '../../../../src/ppo/engines/webgpu/pipelines';
import { resourcesOf } from '../../../../src/ppo/engines/webgpu/resources';
import { createStageBuffers, stageSizes } from '../../../../src/ppo/engines/webgpu/stageBuffers';
import { SMALL_CASE } from '../../../support/parityCases';

beforeAll(() => vi.stubGlobal('GPUBufferUsage', { COPY_SRC: 4, COPY_DST: 8, UNIFORM: 64, STORAGE: 128 }));
afterAll(() => vi.unstubAllGlobals());

interface Group {
  readonly label: Binding;
  readonly entries: readonly {
    readonly binding: number;
    readonly resource: { readonly buffer?: { readonly label: string }; readonly size?: number };
  }[];
}

/** The groups that the engine makes, on a device that only notes what it is asked for. */
function groups(): Group[] {
  const made: Group[] = [];
  const device = {
    createBuffer: (buffer: unknown) => buffer,
    createBindGroup: (group: Group) => made.push(group),
  } as unknown as GPUDevice;
  const { task, state } = SMALL_CASE;
  const buffers = createStageBuffers(
    device,
    { sizes: stageSizes(task), layout: networkLayout(state.architecture, 8), task },
    1,
  );
  const pipeline = { getBindGroupLayout: () => ({}) };
  createBindings(
    device,
    Object.fromEntries(PASSES.map((pass) => [pass, pipeline])) as unknown as Pipelines,
    buffers,
  );
  return made;
}

/** Names of the buffers of a group, by their bindings. */
function buffersOf(label: Binding): (string | undefined)[] {
  const group = groups().find((each) => each.label === label);
  return (
    group?.entries.toSorted((a, b) => a.binding - b.binding).map(({ resource }) => resource.buffer?.label) ??
    []
  );
}

test.each(PASSES)('%s: its shader numbers what it declares without a gap', (pass) => {
  const numbers = resourcesOf(pass).map(({ binding }) => binding);
  expect(numbers.length).toBeGreaterThan(1);
  expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers.map((_, i) => i));
});

test('every declaration of every pass is bound to a buffer of the stage', () => {
  const made = groups();
  // The critic's pass six times, and all others but that of checksums, which is bound to what is read back.
  expect(made).toHaveLength(PASSES.length - 1 + 5);
  for (const { label, entries } of made) {
    for (const { binding, resource } of entries) {
      expect(resource.buffer, `${label}, binding ${binding}`).toBeDefined();
    }
  }
});

test('a buffer is bound where the shader has it, under its own name or the one that the critic reads it under', () => {
  expect(buffersOf('measure')).toEqual([
    'hyperparameters',
    'estimates',
    'observations',
    'returnSums',
    'moments',
    'members',
  ]);
  expect(buffersOf('evaluateBaselineFinals')).toEqual([
    'architecture',
    'rowsOfBaselineFinals',
    'network',
    'finals',
    'values',
    'members',
  ]);
  expect(buffersOf('gather').slice(0, 2)).toEqual(['hyperparameters', 'epochs']);
});

test('of the epochs and minibatches a pass sees one', () => {
  const windows = groups().flatMap(({ entries }) =>
    entries.flatMap(({ resource: { buffer, size } }) => (size ? [[buffer?.label, size]] : [])),
  );
  expect(windows).toEqual([
    ['epochs', EPOCH.uniformSize],
    ...Array.from({ length: 3 }, () => ['minibatches', MINIBATCH.uniformSize]),
  ]);
});
