import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { RunSettings } from '../../../../src/curriculum/settings';
import { initialState } from '../../../../src/ppo/initialPolicy';
import { NO_NORMALISATION, scalesOf } from '../../../../src/ppo/normalisation';
import { EngineGroup } from '../../../../src/ppo/engines/webgpu/engineGroup';
import { WebgpuEngine } from '../../../../src/ppo/engines/webgpu/webgpuEngine';
import { settingsOf, stageTask } from '../../../../tools/bench/stages';
import { DEFAULT_LIMITS } from '../../../support/gpuLimits';

interface FakeBuffer {
  readonly label: string | undefined;
  /** What it was copied from. */
  origin?: FakeBuffer;
}

/** A GPU that is done with anything at once, and leaves ones in the statistics and zeros elsewhere; it counts what it is given. */
function instantGpu() {
  const counts = { submissions: 0, answers: 0, reads: 0, dispatches: 0 };
  const nothing = () => undefined;
  const counted = (name: 'answers' | 'reads') => () => {
    counts[name]++;
    return Promise.resolve();
  };
  const createBuffer = ({ label, size }: GPUBufferDescriptor) => ({
    ...{ label, size, destroy: nothing, mapAsync: counted('reads') },
    getMappedRange(this: FakeBuffer) {
      const content = new Float32Array(size / 4);
      return (this.origin?.label === 'statistics' ? content.fill(1) : content).buffer;
    },
  });
  const pass = {
    setPipeline: nothing,
    setBindGroup: nothing,
    dispatchWorkgroups: () => counts.dispatches++,
    end: nothing,
  };
  const device = {
    limits: DEFAULT_LIMITS,
    pushErrorScope: nothing,
    popErrorScope: () => Promise.resolve(null),
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

beforeAll(() => {
  // No pause of the machine that tests passes for work of the GPU.
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.stubGlobal('GPUBufferUsage', { UNIFORM: 0, STORAGE: 0, COPY_SRC: 0, COPY_DST: 0, MAP_READ: 0 });
  vi.stubGlobal('GPUShaderStage', { COMPUTE: 4 });
  vi.stubGlobal('GPUMapMode', { READ: 1 });
  return () => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  };
});

/** What the engines of so many runs give to the GPU in an iteration, once they know how fast that is. */
async function countsOf(settings: RunSettings, members: number) {
  const { gpu, counts } = instantGpu();
  const group = new EngineGroup(gpu, { most: members });
  const engines = Array.from({ length: members }, () => new WebgpuEngine(group));
  const task = stageTask(settings, 1, settings.stages[0].hyperparameters);
  const state = initialState(settings);
  await Promise.all(engines.map((engine, seed) => engine.begin({ ...task, seed }, state)));
  for (let iteration = 0; iteration < 4; iteration++) {
    Object.assign(counts, { submissions: 0, answers: 0, reads: 0, dispatches: 0 });
    const options = {
      iteration,
      learningRate: 1e-3,
      scales: scalesOf(NO_NORMALISATION, state.architecture.observationSize),
      signal: new AbortController().signal,
      onProgress: () => undefined,
    };
    await Promise.all(engines.map((engine) => engine.iterate(options)));
  }
  engines.forEach((engine) => engine.dispose());
  return { ...counts };
}

describe.each([1, 3])('on the fastest GPU, of %d runs side by side', (members) => {
  test.each([
    // Ten epochs of 32 minibatches; the rollout, three kinds of values, and two for what comes of them.
    ['v9', 10 * (32 * 3 + 1) + 6],
    // Ten epochs of 16; as many kinds of values again for the uncontrolled building.
    ['calm', 10 * (16 * 3 + 1) + 9],
  ])('an iteration of %s is six submissions and five waits', async (preset, dispatches) => {
    expect(await countsOf(settingsOf(preset), members)).toEqual({
      // A copy of the boundary, the rollout, the values, the estimates, the update, and what is read back.
      submissions: 6,
      // One for each of the middle four; what is read back comes in one go, of six buffers.
      answers: 4,
      reads: 6,
      dispatches,
    });
  });
});
