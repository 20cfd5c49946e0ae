import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import type { GpuDevice } from '../../../src/gpu/device';
import { EngineGroup } from '../../../src/ppo/engines/webgpu/engineGroup';
import { WebgpuEngine } from '../../../src/ppo/engines/webgpu/webgpuEngine';
import { iterateOnce } from '../../support/engineParity';
import { chosenOf } from '../../support/extent';
import { SMALL_CASE } from '../../support/parityCases';
import { openGpu } from '../../support/webgpuEngines';

let gpu: GpuDevice;

beforeEach(async () => {
  gpu = await openGpu();
});

afterEach(() => gpu.destroy());

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
  test.each(chosenOf([200], [60]))('does not grow over %i iterations, and is given back', async (count) => {
    const bytes = liveBytes(gpu.device);
    const engine = new WebgpuEngine(new EngineGroup(gpu));
    await engine.begin(SMALL_CASE.task, SMALL_CASE.state);
    const held = bytes();
    expect(held).toBeGreaterThan(0);
    expect(engine.memoryBytes).toBe(held);
    for (let iteration = 0; iteration < 20; iteration++) await iterateOnce(engine, iteration);
    const heap = await usedHeap();
    for (let iteration = 20; iteration < 20 + count; iteration++) await iterateOnce(engine, iteration);
    expect(bytes()).toBe(held);
    // What the JavaScript engine learns of its code settles at less than 100 kB.
    expect((await usedHeap()) - heap).toBeLessThan(200 * 1024);
    engine.dispose();
    expect(engine.memoryBytes).toBe(0);
    expect(bytes()).toBe(0);
  });
});
