import { afterEach, expect, test, vi } from 'vitest';
import type { SeriesOptions } from '../../../src/cli/arguments';
import { parseCommandLine } from '../../../src/cli/arguments';
import { chooseSeriesEngine } from '../../../src/cli/seriesEngine';
import { shareOf } from '../../../src/cli/trainSeries';

/** What timing finds, and whether the GPU then computes what it must. */
const machine = vi.hoisted(() => ({ fastest: 'wasm', isTrusted: true, timed: 0, opened: 0 }));

vi.mock('../../../src/cli/runEngine', () => ({
  fastestEngine: () => {
    machine.timed++;
    return Promise.resolve(machine.fastest);
  },
}));
vi.mock('../../../src/cli/sharedGpu', () => ({
  openSharedGpu: (_: unknown, wanted: number) => {
    machine.opened++;
    return Promise.resolve(machine.isTrusted ? { runsAtOnce: wanted } : null);
  },
}));

afterEach(() => Object.assign(machine, { fastest: 'wasm', isTrusted: true, timed: 0, opened: 0 }));

const listener = { tell: () => undefined, signal: new AbortController().signal };

function options(...words: string[]): SeriesOptions {
  const line = parseCommandLine(['--preset', 'smoke', '--seeds', '0..2', ...words]);
  if (line.command !== 'trainSeries') throw new Error(line.command);
  return line.options;
}

test('with --engine automatic both are timed once, and all share the GPU where that is faster', async () => {
  machine.fastest = 'webgpu';
  const { gpu, options: chosen } = await chooseSeriesEngine(options('--engine', 'automatic'), listener);
  expect(gpu).toMatchObject({ runsAtOnce: 3 });
  // A run that began on another engine goes on with it: that is what automatic means.
  expect(chosen.engine).toBe('automatic');
  expect(machine).toMatchObject({ timed: 1, opened: 1 });
});

test.each(['wasm', 'webgpu'])(
  'it is WebAssembly side by side where that is faster, or the GPU computes otherwise; the faster one: %s',
  async (fastest) => {
    Object.assign(machine, { fastest, isTrusted: false });
    const given = options('--engine', 'automatic', '--set', 'n_envs=4');
    const { gpu, options: chosen } = await chooseSeriesEngine(given, listener);
    expect(gpu).toBeNull();
    // None of the runs times anything again.
    expect(chosen).toMatchObject({ engine: null, settings: { n_envs: 4 } });
    expect(chosen.words).toEqual(['--preset=smoke', '--set=n_envs=4']);
    expect(shareOf(chosen, 2)).toEqual({ atOnce: 2, processors: 1 });
    expect(machine).toMatchObject({ timed: 1, opened: fastest === 'webgpu' ? 1 : 0 });
  },
);

test('an engine that is asked for by name is neither timed nor changed', async () => {
  for (const words of [[], ['--engine=wasm'], ['--engine=tfjs']]) {
    const given = options(...words);
    expect(await chooseSeriesEngine(given, listener)).toEqual({ options: given, gpu: null });
  }
  machine.isTrusted = false;
  const given = options('--engine=webgpu');
  expect(await chooseSeriesEngine(given, listener)).toEqual({ options: given, gpu: null });
  machine.isTrusted = true;
  expect((await chooseSeriesEngine(given, listener)).gpu).not.toBeNull();
  expect(machine).toMatchObject({ timed: 0, opened: 2 });
});
