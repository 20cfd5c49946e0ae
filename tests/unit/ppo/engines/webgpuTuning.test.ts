import { describe, expect, test } from 'vitest';
import { networkLayout } from '../../../../src/ppo/engines/webgpu/networkLayout';
import type { Tuning } from '../../../../src/ppo/engines/webgpu/tuning';
import {
  advantageGroups,
  advantageSharesOf,
  tuningOf,
  weightGradientGroups,
} from '../../../../src/ppo/engines/webgpu/tuning';
import { DEFAULT_LIMITS } from '../../../support/gpuLimits';

const ROOMY = { ...DEFAULT_LIMITS, maxComputeWorkgroupStorageSize: 32_768 };
const WIDTHS = Array.from({ length: 64 }, (_, i) => 8 * (i + 1));
const NETWORKS = [...WIDTHS.map((width) => [width, width]), [256, 64], [64, 512], [40, 8]];

describe.each([
  ['a software adapter', true, ROOMY],
  ['a software adapter of little memory', true, DEFAULT_LIMITS],
  ['a GPU', false, ROOMY],
  ['a GPU of little memory', false, DEFAULT_LIMITS],
] as const)('on %s', (_, software, limits) => {
  const all = NETWORKS.map((netArch) => {
    const layout = networkLayout({ observationSize: 8, netArch, activation: 'tanh' }, 256);
    return { layout, tuning: tuningOf(limits, software, layout) };
  });

  test('every number is a whole one, which shaders take for their constants', () => {
    for (const { tuning } of all) {
      expect(Object.values({ ...tuning }).every((value) => Number.isInteger(value) && value >= 1)).toBe(true);
    }
  });

  test('a tile has a thread for each row and column, and fits into the memory of a workgroup', () => {
    for (const { layout, tuning } of all) {
      const { tileRows, tileThreads, tileColumns } = tuning;
      expect(tileThreads).toBeGreaterThanOrEqual(tileRows);
      expect(tileThreads * tileColumns).toBeGreaterThanOrEqual(layout.widest);
      expect(layout.hidden.map((vectors) => vectors % tileColumns)).toEqual(layout.hidden.map(() => 0));
      expect(16 * tileRows * layout.widest).toBeLessThanOrEqual(limits.maxComputeWorkgroupStorageSize);
    }
  });

  test('threads that share blocks of the gradients are multiples of those whose parts are kept', () => {
    for (const { layout, tuning } of all) {
      const { weightGradientBlocks: blocks, weightGradientShares: shares, weightGradientSize } = tuning;
      if (shares > 1) expect([(blocks * shares) % 32, weightGradientSize]).toEqual([0, 8]);
      expect(weightGradientGroups(layout, tuning) * blocks * weightGradientSize ** 2).toBeGreaterThanOrEqual(
        layout.transposes.reduce((sum, { inputs, outputs }) => sum + inputs * outputs, 0),
      );
    }
  });
});

test('threads share the advantages of many steps, and of few do not', () => {
  const tuning = { advantageShares: 64 } as Tuning;
  const of = (environments: number, steps: number) => {
    const sizes = { environments, samples: environments * steps };
    return [advantageSharesOf(sizes, tuning), advantageGroups(sizes, tuning)];
  };
  expect(of(4, 2048)).toEqual([64, 4]);
  expect(of(256, 100)).toEqual([8, 32]);
  expect(of(16_384, 8)).toEqual([1, 256]);
  expect(of(1, 1)).toEqual([1, 1]);
  const alone = { advantageShares: 1 } as Tuning;
  expect(advantageSharesOf({ environments: 4, samples: 8192 }, alone)).toBe(1);
});
