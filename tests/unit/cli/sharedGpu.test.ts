import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openSharedGpu } from '../../../src/cli/sharedGpu';
import { PRESETS } from '../../../src/curriculum/presets';
import { GpuFailure } from '../../../src/gpu/device';
import type { SharedGpu } from '../../../src/trainer/sharedGpu';
import { DEFAULT_LIMITS } from '../../support/gpuLimits';

const LOST = new GpuFailure('the driver was reset', true);

/** Devices that were opened, each until it is lost or given back; and what a check of the next one finds. */
const gpus = vi.hoisted(() => ({
  opened: [] as { failure: Error | null; isDestroyed: boolean }[],
  difference: null as string | null,
}));

vi.mock('../../../src/cli/nodeGpu', () => ({
  openNodeGpu: () => {
    const life = { failure: null as Error | null, isDestroyed: false };
    gpus.opened.push(life);
    const gpu = {
      device: { limits: DEFAULT_LIMITS },
      software: false,
      check: () => {
        if (life.failure) throw life.failure;
      },
      destroy: () => {
        life.isDestroyed = true;
        life.failure ??= LOST;
      },
    };
    return Promise.resolve({ gpu, device: 'GPU of the test' });
  },
}));
vi.mock('../../../src/trainer/engineCheck', () => ({
  differenceFromWebAssembly: () => Promise.resolve(gpus.difference),
}));

beforeEach(() => {
  gpus.opened = [];
  gpus.difference = null;
});

const ignore = () => undefined;

async function openShared(wanted = 3): Promise<SharedGpu> {
  const shared = await openSharedGpu({ settings: PRESETS.smoke }, wanted, ignore);
  if (!shared) throw new Error('It was not to be trusted.');
  return shared;
}

describe('a GPU of several runs', () => {
  test('is opened once for all of them, and given back after the last', async () => {
    const shared = await openShared();
    const runs = [await shared.openRunEngine(ignore), await shared.openRunEngine(ignore)];
    expect(runs.map(({ device }) => device)).toEqual(['GPU of the test', 'GPU of the test']);
    runs[0].dispose();
    expect(gpus.opened).toEqual([{ failure: null, isDestroyed: false }]);
    runs[1].dispose();
    expect(gpus.opened).toMatchObject([{ isDestroyed: true }]);
    // One that begins later has another.
    (await shared.openRunEngine(ignore)).dispose();
    expect(gpus.opened).toHaveLength(2);
  });

  test('that is lost is opened again once for all of them', async () => {
    const shared = await openShared();
    const told: string[] = [];
    const runs = await Promise.all([1, 2, 3].map(() => shared.openRunEngine((line) => told.push(line))));
    gpus.opened[0].failure = LOST;
    await Promise.all(runs.map((run) => run.reopen(LOST)));
    expect(gpus.opened).toHaveLength(2);
    expect(gpus.opened[0].isDestroyed).toBe(true);
    expect(told).toHaveLength(3);
    await expect(runs[0].reopen(LOST)).rejects.toThrow('the second time within ten minutes');
    runs.forEach((run) => run.dispose());
  });

  test('that computes otherwise than WebAssembly is given back, with the reason', async () => {
    gpus.difference = 'the loss differs';
    const told: string[] = [];
    expect(await openSharedGpu({ settings: PRESETS.smoke }, 3, (line) => told.push(line))).toBeNull();
    expect(told).toEqual([expect.stringContaining('the loss differs')]);
    expect(gpus.opened).toMatchObject([{ isDestroyed: true }]);
  });

  test('that has no room for a stage of the runs is given back, with the reason', async () => {
    const told: string[] = [];
    const settings = { ...PRESETS.calm, n_envs: 4096 };
    expect(await openSharedGpu({ settings }, 3, (line) => told.push(line))).toBeNull();
    expect(told).toEqual([
      expect.stringMatching(/^GPU of the test does not start \(the buffer "\w+" needs \d+ bytes, /),
    ]);
    expect(gpus.opened).toMatchObject([{ isDestroyed: true }]);
  });

  test('trains at most sixteen at a time', async () => {
    expect((await openShared(40)).runsAtOnce).toBe(16);
  });
});
