import type { StageTask } from '../../../src/ppo/engine';
import {
  encodeEstimates,
  encodeRollout,
  encodeValues,
  rolloutGroups,
} from '../../../src/ppo/engines/webgpu/collectRollout';
import { networkLayout } from '../../../src/ppo/engines/webgpu/networkLayout';
import type { Pass } from '../../../src/ppo/engines/webgpu/passes';
import { PASSES } from '../../../src/ppo/engines/webgpu/passes';
import { stageSizes, wholeTiles } from '../../../src/ppo/engines/webgpu/stageBuffers';
import type { StagePrograms } from '../../../src/ppo/engines/webgpu/stagePrograms';
import { tuningOf } from '../../../src/ppo/engines/webgpu/tuning';
import { encodeMinibatch } from '../../../src/ppo/engines/webgpu/updatePolicy';
import { valuedRows } from '../../../src/ppo/engines/webgpu/valuedRows';
import type { Architecture } from '../../../src/ppo/parameters';

/** One dispatch as the engine encodes it. */
export interface Dispatch {
  readonly pass: Pass;
  readonly pipeline: GPUComputePipeline;
  readonly bindGroup: GPUBindGroup | null;
  readonly offsets: readonly number[];
  /** Workgroups across and down, and layers of them: one for each run. */
  readonly groups: readonly [number, number, number];
}

type Programs = Pick<StagePrograms, 'sizes' | 'layout' | 'tuning' | 'members' | 'pipelines' | 'bindings'>;

/** What the engine encodes for the parts of an iteration. */
export interface IterationDispatches {
  /** Any number of actions in all environments. */
  readonly rollout: readonly Dispatch[];
  readonly values: readonly Dispatch[];
  readonly estimates: readonly Dispatch[];
  /** The first minibatch of an epoch, which orders its samples, and any other; null: there is but one. */
  readonly firstMinibatch: readonly Dispatch[];
  readonly otherMinibatch: readonly Dispatch[] | null;
}

/** Records what the engine itself encodes: neither shapes nor order are written down a second time. */
export function dispatchesOf(programs: Programs): IterationDispatches {
  const whole = programs as StagePrograms;
  const record = (encode: (pass: GPUComputePassEncoder) => void) => recorded(programs, encode);
  return {
    rollout: record((pass) => encodeRollout(pass, whole, rolloutGroups(whole))),
    values: record((pass) => encodeValues(pass, whole, valuedRows(programs.sizes))),
    estimates: record((pass) => encodeEstimates(pass, whole)),
    firstMinibatch: record((pass) => encodeMinibatch(pass, whole, 0)),
    otherMinibatch:
      programs.sizes.minibatchesPerEpoch > 1 ? record((pass) => encodeMinibatch(pass, whole, 1)) : null,
  };
}

function recorded({ pipelines }: Programs, encode: (pass: GPUComputePassEncoder) => void): Dispatch[] {
  const dispatches: Dispatch[] = [];
  let pipeline: GPUComputePipeline | null = null;
  let bound: { readonly bindGroup: GPUBindGroup | null; readonly offsets: readonly number[] } = {
    bindGroup: null,
    offsets: [],
  };
  encode({
    setPipeline: (next: GPUComputePipeline) => (pipeline = next),
    setBindGroup: (_: number, bindGroup: GPUBindGroup, offsets: readonly number[] = []) =>
      (bound = { bindGroup, offsets }),
    dispatchWorkgroups: (across: number, down = 1, layers = 1) => {
      const pass = PASSES.find((name) => pipelines[name] === pipeline);
      if (!pass || !pipeline) throw new Error('The engine dispatched what is none of its passes.');
      dispatches.push({ pass, pipeline, ...bound, groups: [across, down, layers] });
    },
  } as unknown as GPUComputePassEncoder);
  return dispatches;
}

/** WebGPU's own number of threads, which every adapter has, and the workgroup memory that GPUs have. */
export const USUAL_LIMITS = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupStorageSize: 32_768,
} as GPUSupportedLimits;

/** Programs that can be encoded and not run, for counting what a GPU is given. */
export function programsWithoutGpu(task: StageTask, architecture: Architecture): Programs {
  const sizes = stageSizes(task);
  const layout = networkLayout(architecture, wholeTiles(sizes.batchSize));
  return {
    sizes,
    layout,
    tuning: tuningOf(USUAL_LIMITS, false, layout),
    members: { count: 1 } as StagePrograms['members'],
    pipelines: Object.fromEntries(
      PASSES.map((name) => [name, { label: name }]),
    ) as StagePrograms['pipelines'],
    bindings: {} as StagePrograms['bindings'],
  };
}

/** How often an iteration dispatches each part, with the rollout whole in one. */
export function countsOf({ sizes }: Pick<Programs, 'sizes'>, epochs: number) {
  const minibatches = epochs * sizes.minibatchesPerEpoch;
  return { firstMinibatch: epochs, otherMinibatch: minibatches - epochs };
}

/** Dispatches of an iteration whose rollout and values are submitted in one portion each. */
export function dispatchesOfIteration(programs: Programs, epochs: number): number {
  const parts = dispatchesOf(programs);
  const { firstMinibatch, otherMinibatch } = countsOf(programs, epochs);
  return (
    parts.rollout.length +
    parts.values.length +
    parts.estimates.length +
    firstMinibatch * parts.firstMinibatch.length +
    otherMinibatch * (parts.otherMinibatch?.length ?? 0)
  );
}
