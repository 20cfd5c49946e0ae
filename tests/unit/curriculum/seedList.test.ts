import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { isRunName, parseSeedRunName, seedRunName } from '../../../src/curriculum/runName';
import { MAX_SEEDS, parseSeedList, seedNamesProblem, seedSettings } from '../../../src/curriculum/seedList';

describe('a list of seeds', () => {
  test.each([
    ['0..7', [0, 1, 2, 3, 4, 5, 6, 7]],
    ['0,3,5', [0, 3, 5]],
    ['5, 0..2', [5, 0, 1, 2]],
    ['4294967295', [4294967295]],
    ['9..9', [9]],
  ])('%s', (text, seeds) => {
    expect(parseSeedList(text)).toEqual(seeds);
  });

  test.each([
    '',
    ',',
    '3,',
    '7..0',
    '0...3',
    '-1..2',
    '1.5',
    '0..2,1',
    '4294967296',
    '0..4294967295',
    'all',
    `0..${MAX_SEEDS}`,
  ])('"%s" is none', (text) => {
    expect(parseSeedList(text)).toBeNull();
  });
});

describe('the name of the run of one seed', () => {
  test.each([
    [{ series: '', seed: 3 }, 'seed3'],
    [{ series: 'soft', seed: 0 }, 'soft-seed0'],
    [{ series: 'seed1', seed: 2 }, 'seed1-seed2'],
    [{ series: 'soft-seed1', seed: 12 }, 'soft-seed1-seed12'],
    [{ series: '-', seed: 1 }, '--seed1'],
  ])('%o is %s, and is read from it', (run, name) => {
    expect(seedRunName(run)).toBe(name);
    expect(isRunName(name)).toBe(true);
    expect(parseSeedRunName(name)).toEqual(run);
  });

  test.each(['', 'soft', 'seed', 'seed03', 'soft-seed', 'softseed3', 'seed3b', '-seed3', 'Seed3'])(
    '"%s" is not one',
    (name) => {
      expect(parseSeedRunName(name)).toBeNull();
    },
  );

  test('is refused where it is too long for a run', () => {
    expect(seedNamesProblem('a'.repeat(58), [9])).toBeNull();
    expect(seedNamesProblem('a'.repeat(58), [9, 10])).toContain('-seed10" is no name for a run');
  });

  test('is refused where no new run may have it, and taken where a run has it', () => {
    expect(seedNamesProblem('soft', [1, 2], ['Soft-seed2'])).toContain('There is a run "Soft-seed2" already');
    expect(seedNamesProblem('.x', [1], [])).toContain('begins or ends with "."');
    expect(seedNamesProblem('.x', [1], ['.x-seed1'])).toBeNull();
    // Who asks before the runs are known asks again.
    expect(seedNamesProblem('.x', [1])).toBeNull();
  });
});

test('the settings for a seed differ in the seed and the name alone', () => {
  const settings = { ...PRESETS.smoke, run: 'soft', seed: 7 };
  expect(seedSettings(settings, 2)).toEqual({ ...settings, run: 'soft-seed2', seed: 2 });
});
