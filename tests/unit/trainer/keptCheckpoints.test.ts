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

test('of runs, the one that is trained', () => {
  const kept = new KeptCheckpoints();
  kept.keep(`${DIRECTORY}stage1_50kN.zip`, Uint8Array.of(1));
  kept.keep(`${DIRECTORY}other/stage1_50kN.zip`, Uint8Array.of(2));
  expect(kept.get(`${DIRECTORY}stage1_50kN.zip`)).toBeUndefined();
  expect(kept.get(`${DIRECTORY}other/stage1_50kN.zip`)).toEqual(Uint8Array.of(2));
});
