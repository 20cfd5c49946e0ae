import { expect, test } from 'vitest';
import { KeptCheckpoints } from '../../../src/trainer/keptCheckpoints';

const DIRECTORY = 'models/rl_v9_advanced/';
const NAMES = [
  'stage1_50kN.zip',
  'stage2_INTERRUPTED_100kN.zip',
  'stage2_100kN.zip',
  'stage3_ERROR_150kN.zip',
  'stage3_INTERRUPTED_150kN.zip',
  'final_v9_advanced.zip',
  'progress.csv',
];

test('of a run, all completed stages and the newest emergency checkpoint are kept', () => {
  const kept = new KeptCheckpoints();
  for (const [i, name] of NAMES.entries()) kept.keep(DIRECTORY + name, Uint8Array.of(i));
  const found = NAMES.map((name) => kept.get(DIRECTORY + name)?.[0]);
  expect(found).toEqual([0, undefined, 2, undefined, 4, 5, undefined]);
  kept.keep(`${DIRECTORY}stage3_150kN.zip`, Uint8Array.of(9));
  expect(kept.get(`${DIRECTORY}stage3_INTERRUPTED_150kN.zip`)).toBeUndefined();
});

test('of runs, those that are trained', () => {
  const kept = new KeptCheckpoints();
  const [one, other, third] = ['', 'other/', 'third/'].map((run) => `${DIRECTORY}${run}stage1_50kN.zip`);
  [one, other, third].forEach((path, i) => kept.keep(path, Uint8Array.of(i)));
  const contents = () => [one, other, third].map((path) => kept.get(path)?.[0]);
  expect(contents()).toEqual([0, 1, 2]);
  kept.keepOnly(['other', 'third']);
  expect(contents()).toEqual([undefined, 1, 2]);
});
