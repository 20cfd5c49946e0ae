import { describe, expect, test } from 'vitest';
import { reportAdapter } from '../../../src/gpu/adapter';
import {
  availableEngines,
  chooseEngine,
  chooseInstead,
  isWorthTiming,
} from '../../../src/trainer/chooseEngine';
import type { WebAssemblySupport } from '../../../src/platform/webAssembly';

const REAL = { name: 'nvidia hopper', software: false, words: 'nvidia hopper' };
const SOFTWARE = { name: 'google swiftshader', software: true, words: 'google swiftshader' };

const VECTORS = { vectors: true } as const;
const SCALARS = { vectors: false, scalars: true, reason: 'the WebAssembly here has no vectors' } as const;
const NEITHER = { vectors: false, scalars: false, reason: 'there is no WebAssembly' } as const;

describe('the device that trains', () => {
  test.each([
    ['a real GPU', REAL, VECTORS, null, 'webgpu', /has a GPU/],
    ['a real GPU and no WebAssembly', REAL, NEITHER, null, 'webgpu', /has a GPU/],
    ['a software adapter', SOFTWARE, VECTORS, null, 'wasm', /swiftshader emulates a GPU in software: Web/],
    ['no adapter', null, VECTORS, null, 'wasm', /^This browser offers no WebGPU adapter\.$/],
    [
      'no adapter and no WebAssembly',
      null,
      NEITHER,
      null,
      'cpu',
      /^This browser offers no WebGPU adapter, and there is no WebAssembly: JavaScript instead, which is slower\.$/,
    ],
    [
      'a software adapter and no WebAssembly',
      SOFTWARE,
      NEITHER,
      null,
      'cpu',
      /software, and there is no WebA/,
    ],
    ['no adapter and no vectors', null, SCALARS, null, 'cpu', /adapter, and the WebAssembly here has no vec/],
    ['a choice against the GPU', REAL, VECTORS, 'cpu', 'cpu', /by hand/],
    ['a choice of a software adapter', SOFTWARE, VECTORS, 'webgpu', 'webgpu', /by hand/],
    ['a choice that cannot be had', null, VECTORS, 'webgpu', 'wasm', /no adapter: WebAssembly instead/],
    [
      'a choice that cannot be had, and no WebAssembly',
      null,
      NEITHER,
      'tfjs-webgpu',
      'cpu',
      /no adapter, and /,
    ],
    [
      'a choice of WebAssembly, and none',
      REAL,
      NEITHER,
      'wasm',
      'cpu',
      /^WebAssembly was chosen, and there is/,
    ],
    [
      'a choice of WebAssembly through tfjs, and none',
      null,
      NEITHER,
      'tfjs-wasm',
      'cpu',
      /was chosen, and there/,
    ],
    ['a choice of WebAssembly without vectors', null, SCALARS, 'tfjs-wasm', 'tfjs-wasm', /by hand/],
  ] as [
    string,
    typeof REAL | null,
    WebAssemblySupport,
    Parameters<typeof chooseEngine>[2],
    string,
    RegExp,
  ][])('with %s', (_, adapter, webAssembly, preference, engine, reason) => {
    const choice = chooseEngine(adapter, webAssembly, preference);
    expect(choice.engine).toBe(engine);
    expect(choice.reason).toMatch(reason);
  });

  test.each([
    [100, 200, 'webgpu', 'Timed as the fastest here: WebGPU 200 steps/s, WebAssembly 100 steps/s.'],
    [1_234_567, 200, 'wasm', 'Timed as the fastest here: WebAssembly 1,230,000 steps/s, WebGPU 200 steps/s.'],
  ] as const)('is the one that was timed as the fastest: %i and %i', (wasm, webgpu, engine, reason) => {
    const timed = (name: 'wasm' | 'webgpu', stepsPerSecond: number) => ({
      ...{ engine: name, place: 'here', stepsPerSecond, isBound: false },
    });
    const speeds = { wasm: timed('wasm', wasm), webgpu: timed('webgpu', webgpu) };
    expect(chooseEngine(REAL, VECTORS, null, speeds)).toEqual({ engine, reason });
    // A person's word goes before it.
    expect(chooseEngine(REAL, VECTORS, 'cpu', speeds).engine).toBe('cpu');
  });

  test.each([
    [REAL, VECTORS, true],
    [null, VECTORS, false],
    [SOFTWARE, VECTORS, false],
    [REAL, SCALARS, false],
  ])('is timed only where it is open which one is faster: %o, %o', (adapter, webAssembly, isOpen) => {
    expect(isWorthTiming(adapter, webAssembly)).toBe(isOpen);
  });

  test.each([
    [REAL, VECTORS, ['webgpu', 'tfjs-webgpu', 'wasm', 'tfjs-wasm', 'cpu']],
    [null, VECTORS, ['wasm', 'tfjs-wasm', 'cpu']],
    [SOFTWARE, NEITHER, ['webgpu', 'tfjs-webgpu', 'cpu']],
    [null, SCALARS, ['tfjs-wasm', 'cpu']],
    [null, NEITHER, ['cpu']],
  ])('can be chosen from what there is: %o, %o', (adapter, webAssembly, available) => {
    expect(availableEngines(adapter, webAssembly)).toEqual(available);
  });

  test.each([
    ['webgpu', VECTORS, 'wasm', 'X does not start (no memory): WebAssembly instead.'],
    [
      'webgpu',
      NEITHER,
      'cpu',
      'X does not start (no memory), and there is no WebAssembly: JavaScript instead, which is slower.',
    ],
    ['wasm', VECTORS, 'cpu', 'X does not start (no memory): JavaScript instead, which is slower.'],
  ] as const)('after %s does not start, with %o', (failed, webAssembly, engine, reason) => {
    expect(chooseInstead(failed, 'X does not start (no memory)', webAssembly)).toEqual({ engine, reason });
  });
});

describe('an adapter', () => {
  const report = (info: Partial<GPUAdapterInfo>) =>
    reportAdapter({
      info: {
        vendor: '',
        architecture: '',
        device: '',
        description: '',
        isFallbackAdapter: false,
        ...info,
      },
    } as GPUAdapter);

  test.each([
    { vendor: 'google', architecture: 'swiftshader' },
    { vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.6, 256 bits)' },
    { description: 'Microsoft Basic Render Driver' },
    { vendor: 'intel', isFallbackAdapter: true },
  ])('that computes on the CPU is known as such: %o', (info) => {
    expect(report(info).software).toBe(true);
  });

  test('that is a GPU is named for people', () => {
    expect(report({ vendor: 'apple', architecture: 'metal-3' })).toEqual({
      name: 'apple metal-3',
      software: false,
      words: 'apple metal-3',
    });
    expect(report({ vendor: 'nvidia', description: 'NVIDIA H100' }).name).toBe('NVIDIA H100');
    expect(report({}).name).toBe('unnamed adapter');
  });
});
