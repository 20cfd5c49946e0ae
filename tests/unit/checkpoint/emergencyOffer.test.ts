import { expect, test } from 'vitest';
import { emergenciesOfNext, offerEmergencies } from '../../../src/checkpoint/emergencyOffer';
import { fileName } from '../../../src/checkpoint/names';
import { planResume } from '../../../src/checkpoint/resume';
import { PRESETS } from '../../../src/curriculum/presets';

const DIRECTORY = 'models/rl_v9_advanced/';
const { v9 } = PRESETS;

/** What is offered where these files are, each with when it was written and how far it is. */
function offered(...files: readonly (readonly [name: string, writtenAt: number, progress: number | null])[]) {
  const entries = files.map(([name, writtenAt]) => ({ path: DIRECTORY + name, size: 1, writtenAt }));
  const progress = new Map(files.map(([name, , steps]) => [DIRECTORY + name, steps]));
  const emergencies = emergenciesOfNext(planResume(entries, v9), v9);
  return offerEmergencies(emergencies, entries, ({ path }) => progress.get(path) ?? null).map(
    ({ path, stageTimesteps }) => [fileName(path), stageTimesteps],
  );
}

test('the furthest is offered first, whatever it is called and however old it is', () => {
  expect(
    offered(
      ['stage1_50kN.zip', 1, 9e9],
      ['stage2_ERROR_100kN.zip', 9, 4608],
      ['stage2_INTERRUPTED_100kN.zip', 2, 1_320_576],
      ['stage2_INTERRUPTED_100kN_2.zip', 8, 4736],
    ),
  ).toEqual([
    ['stage2_INTERRUPTED_100kN.zip', 1_320_576],
    ['stage2_INTERRUPTED_100kN_2.zip', 4736],
    ['stage2_ERROR_100kN.zip', 4608],
  ]);
});

test('of those that are equally far, the newest is', () => {
  expect(
    offered(['stage1_ERROR_50kN.zip', 5, 256], ['stage1_INTERRUPTED_50kN.zip', 6, 256]).map(([name]) => name),
  ).toEqual(['stage1_INTERRUPTED_50kN.zip', 'stage1_ERROR_50kN.zip']);
});

test('what belongs to another stage, has another force limit or cannot be read is not offered', () => {
  expect(
    offered(
      ['stage1_INTERRUPTED_50kN.zip', 1, 100],
      ['stage1_50kN.zip', 1, 0],
      ['stage2_INTERRUPTED_80kN.zip', 1, 100],
      ['stage2_ERROR_100kN.zip', 1, null],
      ['stage3_ERROR_150kN.zip', 1, 100],
    ),
  ).toEqual([]);
});

test('a complete run offers none', () => {
  expect(offered(['stage4_150kN.zip', 1, 0], ['stage4_INTERRUPTED_150kN.zip', 2, 100])).toEqual([]);
});
