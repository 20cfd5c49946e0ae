import { describe, expect, test } from 'vitest';
import { reportAdapter } from '../../../src/gpu/adapter';
import { chooseBackend } from '../../../src/gpu/chooseBackend';

const REAL = { name: 'nvidia hopper', software: false };
const SOFTWARE = { name: 'google swiftshader', software: true };

describe('the device that trains', () => {
  test.each([
    ['a real GPU', REAL, null, 'webgpu', /has a GPU/],
    ['a software adapter', SOFTWARE, null, 'wasm', /swiftshader emulates a GPU in software/],
    ['no adapter', null, null, 'wasm', /no WebGPU adapter/],
    ['a choice against the GPU', REAL, 'cpu', 'cpu', /by hand/],
    ['a choice of a software adapter', SOFTWARE, 'webgpu', 'webgpu', /by hand/],
    ['a choice that cannot be had', null, 'webgpu', 'wasm', /no adapter/],
  ] as const)('with %s', (_, adapter, preference, backend, reason) => {
    const choice = chooseBackend(adapter, preference);
    expect(choice.backend).toBe(backend);
    expect(choice.reason).toMatch(reason);
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
    });
    expect(report({ vendor: 'nvidia', description: 'NVIDIA H100' }).name).toBe('NVIDIA H100');
    expect(report({}).name).toBe('unnamed adapter');
  });
});
