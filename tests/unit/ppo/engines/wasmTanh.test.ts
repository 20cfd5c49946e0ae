import { expect, test } from 'vitest';
import type { KernelExports } from '../../../../src/ppo/engines/wasm/kernelModule';
import { compileKernelModule } from '../../../../src/ppo/engines/wasm/kernelModule';
import '../../../support/wasmEngines';

const ADDRESS = 65536;

async function tanhOf(relaxed: boolean, numbers: Float32Array): Promise<Float32Array> {
  const pages = 1 + Math.ceil(numbers.byteLength / 65536);
  const memory = new WebAssembly.Memory({ initial: pages });
  const module = await compileKernelModule(relaxed, false);
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const inPlace = new Float32Array(memory.buffer, ADDRESS, numbers.length);
  inPlace.set(numbers);
  (exports as unknown as KernelExports).applyTanh(ADDRESS, ADDRESS + numbers.byteLength);
  return inPlace;
}

test.each([false, true])(
  'tanh is exact to 2e-7, and relatively so near zero (relaxed: %s)',
  async (relaxed) => {
    const length = 400_000;
    // All magnitudes from 1e-20 to 100, both signs.
    const numbers = Float32Array.from(
      { length },
      (_, i) => (i % 2 === 0 ? 1 : -1) * 10 ** (-20 + (22 * i) / length),
    );
    const tanh = await tanhOf(relaxed, numbers);
    let absolute = 0;
    let relative = 0;
    numbers.forEach((x, i) => {
      const error = Math.abs(tanh[i] - Math.tanh(x));
      absolute = Math.max(absolute, error);
      relative = Math.max(relative, error / Math.abs(Math.tanh(x)));
    });
    expect(absolute).toBeLessThan(2e-7);
    expect(relative).toBeLessThan(4e-7);
  },
);

test('tanh of what is no ordinary number', async () => {
  const [zero, minusZero, infinity, minusInfinity, nan] = await tanhOf(
    false,
    Float32Array.of(0, -0, Infinity, -Infinity, NaN, 0, 0, 0),
  );
  expect([zero, minusZero, infinity, minusInfinity, nan]).toEqual([0, -0, 1, -1, NaN]);
});
