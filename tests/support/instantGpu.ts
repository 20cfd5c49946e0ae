import { vi } from 'vitest';
import type { EngineDevice } from '../../src/ppo/engines/webgpu/submitter';
import { DEFAULT_LIMITS } from './gpuLimits';

interface FakeBuffer {
  readonly label: string | undefined;
  /** What it was copied from. */
  origin?: FakeBuffer;
}

/** What a GPU is given. */
export interface GpuCounts {
  submissions: number;
  answers: number;
  reads: number;
  dispatches: number;
}

/**
 * A GPU that is done with anything at once, and leaves ones in the statistics and zeros elsewhere; it counts what it is given.
 *
 * @param memory bytes that its buffers can have
 */
export function instantGpu(memory = Infinity): { readonly gpu: EngineDevice; readonly counts: GpuCounts } {
  const counts = { submissions: 0, answers: 0, reads: 0, dispatches: 0 };
  let used = 0;
  let refusal: { readonly message: string } | null = null;
  const nothing = () => undefined;
  const counted = (name: 'answers' | 'reads') => () => {
    counts[name]++;
    return Promise.resolve();
  };
  const take = (size: number) => {
    const isThere = used + size <= memory;
    if (isThere) used += size;
    else refusal ??= { message: 'not enough memory left' };
    return isThere;
  };
  const createBuffer = ({ label, size }: GPUBufferDescriptor) => {
    let held = take(size) ? size : 0;
    const destroy = () => {
      used -= held;
      held = 0;
    };
    return {
      ...{ label, size, destroy, mapAsync: counted('reads') },
      getMappedRange(this: FakeBuffer) {
        const content = new Float32Array(size / 4);
        return (this.origin?.label === 'statistics' ? content.fill(1) : content).buffer;
      },
    };
  };
  const pass = {
    setPipeline: nothing,
    setBindGroup: nothing,
    dispatchWorkgroups: () => counts.dispatches++,
    end: nothing,
  };
  const device = {
    limits: DEFAULT_LIMITS,
    pushErrorScope: () => {
      refusal = null;
    },
    popErrorScope: () => Promise.resolve(refusal),
    createShaderModule: () => ({ getCompilationInfo: () => Promise.resolve({ messages: [] }) }),
    createBindGroupLayout: nothing,
    createPipelineLayout: nothing,
    createComputePipelineAsync: () => Promise.resolve({ getBindGroupLayout: nothing }),
    createBindGroup: () => ({}),
    createBuffer,
    createCommandEncoder: () => ({
      beginComputePass: () => pass,
      copyBufferToBuffer: (from: FakeBuffer, _: number, to: FakeBuffer) => (to.origin = from),
      finish: nothing,
    }),
    queue: {
      writeBuffer: nothing,
      submit: () => counts.submissions++,
      onSubmittedWorkDone: counted('answers'),
    },
  };
  return { gpu: { device: device as unknown as GPUDevice, software: false, check: nothing }, counts };
}

/** Gives the test's process the constants of WebGPU; what it returns takes them away. */
export function stubGpuConstants(): () => void {
  vi.stubGlobal('GPUBufferUsage', { UNIFORM: 0, STORAGE: 0, COPY_SRC: 0, COPY_DST: 0, MAP_READ: 0 });
  vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 });
  vi.stubGlobal('GPUMapMode', { READ: 1 });
  return () => vi.unstubAllGlobals();
}
