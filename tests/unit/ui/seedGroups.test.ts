import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunRow, RunsState } from '../../../src/state/runs.svelte';
import { otherPresetRun } from '../../../src/ui/results/otherPreset';
import { differInSeedOnly, groupRuns } from '../../../src/ui/runs/seedGroups';

const row = (run: string, of: Partial<RunRow> = {}) => ({ run, writtenAt: 0, ...of }) as RunRow;

test('runs of two seeds or more of the same run are a group', () => {
  const rows = ['', 'seed3', 'seed4', 'soft', 'soft-seed0', 'stiff', 'stiff-seed1', 'stiff-seed2'].map(
    (run) => row(run),
  );
  expect(groupRuns(rows).map(({ series, rows: of }) => [series, of.map(({ run }) => run)])).toEqual([
    [null, ['']],
    ['', ['seed3', 'seed4']],
    [null, ['soft']],
    [null, ['soft-seed0']],
    [null, ['stiff']],
    ['stiff', ['stiff-seed1', 'stiff-seed2']],
  ]);
});

test('runs are of several seeds where nothing else differs', () => {
  const { smoke } = PRESETS;
  expect(differInSeedOnly([smoke, { ...smoke, seed: 1, run: 'b' }])).toBe(true);
  expect(differInSeedOnly([smoke, { ...smoke, run: 'b' }])).toBe(false);
  expect(differInSeedOnly([smoke, { ...smoke, seed: 1, n_envs: 8 }])).toBe(false);
  expect(differInSeedOnly([smoke])).toBe(false);
});

describe('the run beside the one on the page under imperfections', () => {
  const settings = { hardened: PRESETS.robust, calm: PRESETS.calm, other: PRESETS.v9 };
  const runs = {
    settingsOf: ({ run }: RunRow) => settings[run as keyof typeof settings],
  } as unknown as Pick<RunsState, 'settingsOf'>;
  const complete = { hasFinal: true };

  test('is of robust beside calm, and the other way round', () => {
    const rows = [row('calm', complete), row('hardened', complete), row('other', complete)];
    expect(otherPresetRun(rows, runs, PRESETS.calm)?.run).toBe('hardened');
    expect(otherPresetRun(rows, runs, PRESETS.robust)?.run).toBe('calm');
    expect(otherPresetRun(rows, runs, PRESETS.v9)).toBeNull();
  });

  test('is complete, and not the same', () => {
    expect(otherPresetRun([row('hardened')], runs, PRESETS.calm)).toBeNull();
    expect(otherPresetRun([row('calm', { ...complete, isCurrent: true })], runs, PRESETS.robust)).toBeNull();
  });
});
