import { afterEach, describe, expect, test, vi } from 'vitest';
import { webAssemblySupport } from '../../../src/platform/webAssembly';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('WebAssembly', () => {
  test('is there with vectors', async () => {
    expect(await webAssemblySupport()).toEqual({ vectors: true });
  });

  test('is not there', async () => {
    vi.stubGlobal('WebAssembly', undefined);
    expect(await webAssemblySupport()).toEqual({
      vectors: false,
      scalars: false,
      reason: 'the browser has no WebAssembly',
    });
  });

  test('has no vectors', async () => {
    vi.spyOn(WebAssembly, 'validate').mockReturnValue(false);
    expect(await webAssemblySupport()).toMatchObject({ vectors: false, scalars: true });
  });

  test('is there, and a policy forbids to compile it', async () => {
    const refusal = new WebAssembly.CompileError('violates the policy');
    vi.spyOn(WebAssembly, 'compile').mockRejectedValue(refusal);
    expect(await webAssemblySupport()).toEqual({
      vectors: false,
      scalars: false,
      reason: 'the browser refuses to compile WebAssembly (violates the policy)',
    });
  });
});
