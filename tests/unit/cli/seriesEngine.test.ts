import { afterEach, describe, expect, test, vi } from 'vitest';
import type { SeriesOptions } from '../../../src/cli/arguments';
import { parseCommandLine } from '../../../src/cli/arguments';
import { planSeries } from '../../../src/cli/seriesEngine';
import { shareOf } from '../../../src/cli/trainSeries';

/** What timing finds, and whether the GPU then computes what it must. */
const machine = vi.hoisted(() => ({
  fastest: 'wasm',
  isTrusted: true,
  timed: 0,
  opened: 0,
  began: [] as string[],
}));

vi.mock('../../../src/cli/runEngine', () => ({
  fastestEngine: () => {
    machine.timed++;
    return Promise.resolve(machine.fastest);
  },
  commandLineEngineOf: ({ engine }: { engine: string }) => Promise.resolve(engine === 'new' ? null : engine),
}));
/** Each run goes on from a checkpoint of its own, which says these engines in the order of the seeds; none: all are new. */
vi.mock('../../../src/trainer/recordedEngine', () => ({
  recordedEngine: () => Promise.resolve(machine.began.length > 0 ? { engine: machine.began.shift() } : null),
}));
vi.mock('../../../src/cli/sharedGpu', () => ({
  openSharedGpu: (_: unknown, wanted: number) => {
    machine.opened++;
    return Promise.resolve(machine.isTrusted ? { runsAtOnce: wanted } : null);
  },
}));

afterEach(() =>
  Object.assign(machine, { fastest: 'wasm', isTrusted: true, timed: 0, opened: 0, began: [] as string[] }),
);

const listener = { tell: () => undefined, signal: new AbortController().signal };

function options(...words: string[]): SeriesOptions {
  const line = parseCommandLine(['--preset', 'smoke', '--seeds', '0..2', ...words]);
  if (line.command !== 'trainSeries') throw new Error(line.command);
  return line.options;
}

test('with --engine automatic both are timed once, and all share the GPU where that is faster', async () => {
  machine.fastest = 'webgpu';
  const [{ gpu, options: chosen }] = await planSeries(options('--engine', 'automatic'), listener);
  expect(gpu).toMatchObject({ runsAtOnce: 3 });
  expect(chosen).toMatchObject({ engine: 'webgpu', words: ['--preset=smoke', '--engine=webgpu'] });
  expect(machine).toMatchObject({ timed: 1, opened: 1 });
});

test.each(['wasm', 'webgpu'])(
  'it is WebAssembly side by side where that is faster, or the GPU computes otherwise; the faster one: %s',
  async (fastest) => {
    Object.assign(machine, { fastest, isTrusted: false });
    const given = options('--engine', 'automatic', '--set', 'n_envs=4');
    const [{ gpu, options: chosen }] = await planSeries(given, listener);
    expect(gpu).toBeNull();
    // None of the runs times anything again.
    expect(chosen).toMatchObject({ engine: null, settings: { n_envs: 4 } });
    expect(chosen.words).toEqual(['--preset=smoke', '--set=n_envs=4']);
    expect(shareOf(chosen, 2)).toEqual({ atOnce: 2, processors: 1 });
    expect(machine).toMatchObject({ timed: 1, opened: fastest === 'webgpu' ? 1 : 0 });
  },
);

test('an engine that is asked for by name is neither timed nor changed', async () => {
  for (const words of [['--engine=wasm'], ['--engine=tfjs']]) {
    const given = options(...words);
    expect(await planSeries(given, listener)).toEqual([{ options: given, gpu: null }]);
  }
  machine.isTrusted = false;
  const given = options('--engine=webgpu');
  expect(await planSeries(given, listener)).toEqual([{ options: given, gpu: null }]);
  machine.isTrusted = true;
  expect((await planSeries(given, listener))[0].gpu).not.toBeNull();
  expect(machine).toMatchObject({ timed: 0, opened: 2 });
});

describe('runs that began on several engines', () => {
  const planned = async (...words: string[]) =>
    (await planSeries(options('--threads=1', ...words), listener)).map(({ options: each, gpu }) => ({
      seeds: each.seeds,
      engine: each.engine,
      isShared: gpu !== null,
    }));

  test('share the GPU in one process where they began on it, and the others go on as they would', async () => {
    machine.began = ['webgpu', 'wasm', 'webgpu'];
    expect(await planned()).toEqual([
      { seeds: [0, 2], engine: 'webgpu', isShared: true },
      { seeds: [1], engine: null, isShared: false },
    ]);
    expect(machine).toMatchObject({ timed: 0, opened: 1 });
  });

  test('go on with the GPU whatever is timed as the fastest for those that are new', async () => {
    machine.began = ['webgpu', 'new', 'tfjs'];
    expect(await planned('--engine=automatic')).toEqual([
      { seeds: [0], engine: 'webgpu', isShared: true },
      { seeds: [2], engine: 'tfjs', isShared: false },
      { seeds: [1], engine: null, isShared: false },
    ]);
    expect(machine).toMatchObject({ timed: 1, opened: 1 });
  });

  test('go on in WebAssembly where the GPU is not to be trusted', async () => {
    Object.assign(machine, { began: ['webgpu', 'webgpu', 'wasm'], isTrusted: false });
    expect(await planned()).toEqual([
      { seeds: [0, 1], engine: 'wasm', isShared: false },
      { seeds: [2], engine: null, isShared: false },
    ]);
  });
});
