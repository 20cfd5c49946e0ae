import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { RunSettings } from '../../../src/curriculum/settings';
import { PRESETS } from '../../../src/curriculum/presets';
import { DEFAULT_LIMITS } from '../../support/gpuLimits';
import { engineOfRecord } from '../../../src/ppo/engines/names';
import type { Wish } from '../../../src/trainer/openEngine';
import { openDevice, openEngine, probeDevice } from '../../../src/trainer/openEngine';
import type { TimedEngine } from '../../../src/trainer/protocol';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** A browser with a GPU whose device cannot be had. */
function brokenGpu(info: Partial<GPUAdapterInfo>) {
  const adapter = {
    info: { vendor: '', architecture: '', device: '', description: '', isFallbackAdapter: false, ...info },
    limits: {},
    requestDevice: () => Promise.reject(new Error('out of memory')),
  };
  return { gpu: { requestAdapter: () => Promise.resolve(adapter) } };
}

const softwareGpu = (name: string) => brokenGpu({ description: name });

function offerBrokenGpu(): void {
  vi.stubGlobal('navigator', brokenGpu({ vendor: 'nvidia', architecture: 'hopper' }));
}

const signal = new AbortController().signal;

const probe = (settings: RunSettings, wish: Partial<Wish> = {}) =>
  probeDevice({ preference: null, began: null, timed: [], ...wish }, settings);

async function open(preference: Wish['preference'], wish: Partial<Wish> = {}) {
  const told: string[] = [];
  const remembered: TimedEngine[] = [];
  const { engine, device } = await openDevice(
    { preference, began: null, timed: [], signal, ...wish },
    {
      tell: (line) => told.push(line),
      beat: () => undefined,
      remember: (timed) => remembered.push(timed),
    },
    PRESETS.smoke,
  );
  return { engine, device, told, remembered };
}

describe('a device that was chosen by itself and does not start', () => {
  test('gives way to the next best, and the reason is told', async () => {
    offerBrokenGpu();
    expect(await probe(PRESETS.smoke)).toMatchObject({
      engine: 'webgpu',
      label: 'WebGPU on nvidia hopper',
    });
    const { engine, device, told, remembered } = await open(null);
    expect(engine.name).toMatch(/^wasm-/);
    expect(device).toMatchObject({ engine: 'wasm', label: 'WebAssembly on the CPU' });
    expect(device.reason).toBe(
      'WebGPU on nvidia hopper does not start (out of memory): WebAssembly instead.',
    );
    expect(told).toEqual([
      'Timing the engines of this machine on a part of an iteration',
      expect.stringMatching(/^Timed on this run's shapes: WebAssembly [\d,]+ steps\/s$/),
      device.reason,
    ]);
    // A driver may be mended, and is tried again.
    expect(remembered.map((timed) => timed.engine)).toEqual(['wasm']);
    engine.dispose();
  });

  test('is not timed again where it was, and the faster one is taken', async () => {
    offerBrokenGpu();
    const { remembered } = await open(null);
    const [wasm] = remembered;
    const place = wasm.place.replace('wasm', 'webgpu').replace(/; [^;]+ cores;/, '; nvidia hopper;');
    const webgpu = { ...wasm, engine: 'webgpu' as const, place, stepsPerSecond: wasm.stepsPerSecond / 10 };
    const timed = [wasm, webgpu];
    const { device, told, engine } = await open(null, { timed });
    expect(told).toEqual([]);
    expect(device.engine).toBe('wasm');
    expect(device.reason).toMatch(
      /^Timed as the fastest here: WebAssembly [\d,]+ steps\/s, WebGPU [\d,]+ steps\/s\.$/,
    );
    expect(await probe(PRESETS.smoke, { timed })).toEqual(device);
    // A run that began on the slower one goes on there, and both are told of.
    const began = { engine: 'webgpu', device: 'WebGPU on nvidia hopper' };
    expect(await probe(PRESETS.smoke, { timed, began })).toMatchObject({
      engine: 'webgpu',
      reason: expect.stringMatching(/^The run began on it\. Timed here: Web.* steps\/s\.$/) as string,
    });
    // Of other shapes nothing is known.
    expect((await probe(PRESETS.v9, { timed })).reason).toMatch(
      /^This machine has a GPU\. The first start times/,
    );
    engine.dispose();
  });

  test('is not waited for where a person interrupts', async () => {
    offerBrokenGpu();
    const reason = new Error('enough');
    await expect(open(null, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test('is an error where a person chose it', async () => {
    offerBrokenGpu();
    await expect(open('webgpu')).rejects.toThrow('The GPU failed: out of memory.');
  });
});

describe('a GPU that allows less than the passes need', () => {
  /** A browser with a GPU of these limits, which gives what it is asked for and computes nothing. */
  function offerGpu(change: Partial<GPUSupportedLimits>) {
    const limits = { ...DEFAULT_LIMITS, ...change };
    const requestDevice = vi.fn(({ requiredLimits }: GPUDeviceDescriptor) =>
      Promise.resolve({
        limits: { ...limits, ...requiredLimits },
        lost: new Promise(() => undefined),
        addEventListener: () => undefined,
        destroy: () => undefined,
      }),
    );
    const { gpu } = brokenGpu({ vendor: 'arm', architecture: 'mali' });
    const requestAdapter = async () => ({ ...(await gpu.requestAdapter()), limits, requestDevice });
    vi.stubGlobal('navigator', { gpu: { requestAdapter } });
    return requestDevice;
  }

  test.each([
    [{ maxStorageBuffersPerShaderStage: 4 }, /needs 8 storage buffers, and this GPU allows 4/],
    [{ maxComputeInvocationsPerWorkgroup: 128 }, /needs 256 threads in a workgroup, and this GPU allows 128/],
    [{ maxComputeWorkgroupSizeX: 128 }, /needs 256 threads in a workgroup, and this GPU allows 128/],
    [
      { maxComputeWorkgroupStorageSize: 8192 },
      /needs 9216 bytes of workgroup memory, and this GPU allows 8192/,
    ],
    [{ maxUniformBuffersPerShaderStage: 3 }, /needs 4 uniform buffers, and this GPU allows 3/],
    [{ maxStorageBufferBindingSize: 4096 }, /the buffer "\w+" needs \d+ bytes, and this GPU allows 4096/],
  ])('is left for WebAssembly with the reason, whoever chose it: %o', async (change, reason) => {
    for (const preference of [null, 'webgpu'] as const) {
      offerGpu(change);
      const { engine, device, told } = await open(preference);
      expect(engine.name).toMatch(/^wasm-/);
      expect(device.reason).toMatch(/^WebGPU on arm mali does not start \(.*\): WebAssembly instead\.$/);
      expect(device.reason).toMatch(reason);
      expect(told).toContain(device.reason);
      engine.dispose();
    }
  });

  test('is asked for all that it has', async () => {
    const requestDevice = offerGpu({ maxStorageBuffersPerShaderStage: 4, maxBufferSize: 2 ** 31 });
    const { engine } = await open(null);
    expect(requestDevice.mock.calls[0][0].requiredLimits).toEqual({
      ...DEFAULT_LIMITS,
      maxStorageBuffersPerShaderStage: 4,
      maxBufferSize: 2 ** 31,
    });
    engine.dispose();
  });
});

describe('a run that was begun', () => {
  test('goes on with its engine, whatever is faster; a person may say otherwise', async () => {
    offerBrokenGpu();
    const began = { engine: 'wasm-simd', device: 'WebAssembly on the CPU' };
    const { engine, device, told } = await open(null, { began });
    expect(device).toMatchObject({ engine: 'wasm', reason: 'The run began on it.' });
    expect(told).toEqual([]);
    engine.dispose();
    await expect(open('webgpu', { began })).rejects.toThrow('The GPU failed: out of memory.');
  });

  test.each([
    ['webgpu', 'WebGPU on nvidia hopper', null],
    ['webgpu', 'WebGPU on nvidia hopper', 'swiftshader'],
    ['tfjs-tensorflow', 'Python', null],
  ])('with %s goes on with another where that is not here', async (name, device, adapter) => {
    vi.stubGlobal('navigator', adapter ? softwareGpu(adapter) : {});
    const opened = await open(null, { began: { engine: name, device } });
    expect(opened.device.engine).toBe('wasm');
    expect(opened.told[0]).toBe(
      `So far this run was trained with ${name} (${device}), which is not here - ` +
        'it goes on with another engine, and rounds otherwise from now on',
    );
    opened.engine.dispose();
  });

  test('on this very software adapter goes on there', async () => {
    vi.stubGlobal('navigator', softwareGpu('swiftshader'));
    const began = { engine: 'webgpu', device: 'WebGPU on swiftshader' };
    // Its device cannot be had either, so that it was tried is what shows.
    const { told, engine } = await open(null, { began });
    expect(told).toEqual(['WebGPU on swiftshader does not start (out of memory): WebAssembly instead.']);
    engine.dispose();
  });
});

test.each([
  ['wasm-simd', 'wasm'],
  ['wasm-relaxed-simd', 'wasm'],
  ['webgpu', 'webgpu'],
  ['tfjs-webgpu', 'tfjs-webgpu'],
  ['tfjs-wasm', 'tfjs-wasm'],
  ['tfjs-cpu', 'cpu'],
  ['stable-baselines3', null],
])('a checkpoint that says %s was trained with %s', (record, engine) => {
  expect(engineOfRecord(record)).toBe(engine);
});

test('without WebAssembly and without a GPU it is JavaScript, and only that can be chosen', async () => {
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('WebAssembly', undefined);
  expect(await probe(PRESETS.smoke)).toEqual({
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
