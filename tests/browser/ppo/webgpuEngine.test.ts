import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { GpuFailure } from '../../../src/gpu/device';
import type { GpuDevice } from '../../../src/gpu/device';
import { compileShader, ShaderError } from '../../../src/ppo/engines/webgpu/pipelines';
import { WebgpuEngine } from '../../../src/ppo/engines/webgpu/webgpuEngine';
import { shortRecord } from '../../support/environments';
import { iterateOnce } from '../../support/engineParity';
import { NO_SCALES, parityCase } from '../../support/parityCases';
import { openGpu } from '../../support/webgpuEngines';

const SMALL = parityCase('small', {
  netArch: [8],
  environment: { count: 2, records: [shortRecord(5)] },
  hyperparameters: { n_steps: 8, batch_size: 8, n_epochs: 1 },
});

let gpu: GpuDevice;

beforeEach(async () => {
  gpu = await openGpu();
});

afterEach(() => gpu.destroy());

async function begunEngine(): Promise<WebgpuEngine> {
  const engine = new WebgpuEngine(gpu);
  await engine.begin(SMALL.task, SMALL.state);
  return engine;
}

describe('a device that fails within an iteration', () => {
  const failures: readonly [string, () => void][] = [
    ['is lost', () => gpu.device.destroy()],
    ['refuses work', () => gpu.device.createBuffer({ size: 4, usage: 0xffff_ffff })],
  ];
  const phases = ['rollout', 'update'] as const;

  test.each(failures.flatMap(([name, fail]) => phases.map((phase) => [name, phase, fail] as const)))(
    '%s in the %s: it ends in an error, and nothing is taken for a result',
    async (_, phase, fail) => {
      const engine = await begunEngine();
      await iterateOnce(engine, 0);
      let failed = false;
      const iteration = engine.iterate({
        ...{ iteration: 1, learningRate: 3e-4, scales: NO_SCALES },
        signal: new AbortController().signal,
        onProgress: (progress) => {
          if (failed || progress.phase !== phase) return;
          failed = true;
          fail();
        },
      });
      await expect(iteration).rejects.toThrow(GpuFailure);
      await expect(engine.snapshot()).rejects.toThrow(GpuFailure);
      await expect(iterateOnce(engine, 1)).rejects.toThrow(GpuFailure);
    },
  );
});

describe('a shader that the compiler refuses', () => {
  test('is shown with its line, and is no failure of the device', async () => {
    const code = 'fn twice(x: f32) -> f32 {\n  return 2u * x;\n}\n';
    const compiling = compileShader(gpu.device, 'doubling', code);
    await expect(compiling).rejects.toThrow(ShaderError);
    await expect(compiling).rejects.toThrow(/"doubling".*in line 2: return 2u \* x;/);
    await gpu.device.queue.onSubmittedWorkDone();
    expect(() => gpu.check()).not.toThrow();
  });
});

/** Bytes of the buffers of `device` that are not destroyed, from now on. */
function liveBytes(device: GPUDevice): () => number {
  let bytes = 0;
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    bytes += descriptor.size;
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      bytes -= descriptor.size;
      return destroy();
    };
    return buffer;
  };
  return () => bytes;
}

/** Bytes of live JavaScript objects and of the arrays that they hold. */
async function usedHeap(): Promise<number> {
  await cdp().send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await cdp().send('Runtime.getHeapUsage');
  return usedSize + backingStorageSize;
}

describe('memory', () => {
  test('does not grow over 200 iterations, and is given back', async () => {
    const bytes = liveBytes(gpu.device);
    const engine = await begunEngine();
    const held = bytes();
    expect(held).toBeGreaterThan(0);
    expect(engine.memoryBytes).toBe(held);
    for (let iteration = 0; iteration < 20; iteration++) await iterateOnce(engine, iteration);
    const heap = await usedHeap();
    for (let iteration = 20; iteration < 220; iteration++) await iterateOnce(engine, iteration);
    expect(bytes()).toBe(held);
    // What the JavaScript engine learns of its code settles at less than 100 kB.
    expect((await usedHeap()) - heap).toBeLessThan(200 * 1024);
    engine.dispose();
    expect(engine.memoryBytes).toBe(0);
    expect(bytes()).toBe(0);
  });
});
