import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { openDevice, openEngine, probeDevice } from '../../../src/trainer/openEngine';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A browser with a GPU whose device cannot be had. */
function offerBrokenGpu(): void {
  const adapter = {
    info: { vendor: 'nvidia', architecture: 'hopper', device: '', description: '', isFallbackAdapter: false },
    limits: {},
    requestDevice: () => Promise.reject(new Error('out of memory')),
  };
  vi.stubGlobal('navigator', { gpu: { requestAdapter: () => Promise.resolve(adapter) } });
}

async function open(preference: Parameters<typeof openDevice>[0]) {
  const told: string[] = [];
  const tell = (line: string) => told.push(line);
  const { engine, device } = await openDevice(preference, { tell, beat: () => undefined }, PRESETS.smoke);
  return { engine, device, told };
}

describe('a device that was chosen by itself and does not start', () => {
  test('gives way to the next best, and the reason is told', async () => {
    offerBrokenGpu();
    expect(await probeDevice(null)).toMatchObject({ engine: 'webgpu', label: 'WebGPU on nvidia hopper' });
    const { engine, device, told } = await open(null);
    expect(engine.name).toMatch(/^wasm-/);
    expect(device).toMatchObject({ engine: 'wasm', label: 'WebAssembly on the CPU' });
    expect(device.reason).toBe(
      'WebGPU on nvidia hopper does not start (out of memory): WebAssembly instead.',
    );
    expect(told).toEqual([device.reason]);
    engine.dispose();
  });

  test('is an error where a person chose it', async () => {
    offerBrokenGpu();
    await expect(open('webgpu')).rejects.toThrow('The GPU failed: out of memory.');
  });
});

test('without WebAssembly and without a GPU it is JavaScript, and only that can be chosen', async () => {
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('WebAssembly', undefined);
  expect(await probeDevice(null)).toEqual({
    engine: 'cpu',
    label: 'JavaScript on the CPU',
    reason:
      'This browser offers no WebGPU adapter, and the browser has no WebAssembly: JavaScript instead, which is slower.',
    available: ['cpu'],
  });
});

test('tfjs gives a sign of life before each of its operations, those of gradients too', async () => {
  let beats = 0;
  const engine = await openEngine('cpu', { tell: () => undefined, beat: () => beats++ });
  const gradient = tf.tidy(() =>
    tf
      .grad((x) => x.square().sum())(tf.tensor1d([1, 2]))
      .arraySync(),
  );
  expect(gradient).toEqual([2, 4]);
  expect(beats).toBeGreaterThan(3);
  engine.dispose();
});
