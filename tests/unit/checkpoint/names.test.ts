import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  belongsToRun,
  checkpointPath,
  emergencyPath,
  fileName,
  formatCheckpointName,
  parseCheckpointName,
  runDirectory,
} from '../../../src/checkpoint/names';
import { PRESETS } from '../../../src/curriculum/presets';
import { STAGE_NUMBERS } from '../../../src/curriculum/settings';

const { v9 } = PRESETS;

describe('the paths of a run', () => {
  test('of the default run have no folder of its own', () => {
    expect(STAGE_NUMBERS.map((stage) => checkpointPath(v9, 'completed', stage))).toEqual([
      'models/rl_v9_advanced/stage1_50kN.zip',
      'models/rl_v9_advanced/stage2_100kN.zip',
      'models/rl_v9_advanced/stage3_150kN.zip',
      'models/rl_v9_advanced/stage4_150kN.zip',
    ]);
    expect(checkpointPath(v9, 'INTERRUPTED', 2)).toBe('models/rl_v9_advanced/stage2_INTERRUPTED_100kN.zip');
    expect(checkpointPath(v9, 'ERROR', 3)).toBe('models/rl_v9_advanced/stage3_ERROR_150kN.zip');
    expect(checkpointPath(v9, 'final', 4)).toBe('models/rl_v9_advanced/final_v9_advanced.zip');
  });

  test('of a named run lie in its folder', () => {
    expect(runDirectory('wide')).toBe('models/rl_v9_advanced/wide/');
    expect(checkpointPath({ ...v9, run: 'wide' }, 'final', 4)).toBe(
      'models/rl_v9_advanced/wide/final_v9_advanced.zip',
    );
  });

  test.each([
    ['models/rl_v9_advanced/stage1_50kN.zip', '', true],
    ['models/rl_v9_advanced/wide/stage1_50kN.zip', '', false],
    ['models/rl_v9_advanced/wide/stage1_50kN.zip', 'wide', true],
    ['models/rl_v9_advanced/stage1_50kN.zip', 'wide', false],
    ['models/rl_v9_advanced/wider/stage1_50kN.zip', 'wide', false],
    ['models/rl_v9_advanced/wide/deeper/stage1_50kN.zip', 'wide', false],
    ['elsewhere/stage1_50kN.zip', '', false],
  ])('%s belongs to run "%s": %s', (path, run, expected) => {
    expect(belongsToRun(path, run)).toBe(expected);
  });

  test('end in the file’s name', () => {
    expect(fileName('models/rl_v9_advanced/stage1_50kN.zip')).toBe('stage1_50kN.zip');
    expect(fileName('stage1_50kN.zip')).toBe('stage1_50kN.zip');
  });
});

test('emergency checkpoints beside each other have numbers, from the second on', () => {
  expect([1, 2, 3].map((ordinal) => fileName(emergencyPath(v9, 'ERROR', 2, ordinal)))).toEqual([
    'stage2_ERROR_100kN.zip',
    'stage2_ERROR_100kN_2.zip',
    'stage2_ERROR_100kN_3.zip',
  ]);
});

describe('the name of a checkpoint', () => {
  test.each([
    ['stage1_50kN.zip', { kind: 'completed', stage: 1, forceLimit_kN: 50 }],
    ['stage2_INTERRUPTED_100kN.zip', { kind: 'INTERRUPTED', stage: 2, forceLimit_kN: 100 }],
    ['stage4_ERROR_150kN.zip', { kind: 'ERROR', stage: 4, forceLimit_kN: 150 }],
    ['stage2_INTERRUPTED_100kN_2.zip', { kind: 'INTERRUPTED', stage: 2, forceLimit_kN: 100, ordinal: 2 }],
    ['stage4_ERROR_150kN_13.zip', { kind: 'ERROR', stage: 4, forceLimit_kN: 150, ordinal: 13 }],
    ['final_v9_advanced.zip', { kind: 'final' }],
  ])('%s is understood', (name, parsed) => {
    expect(parseCheckpointName(name)).toEqual(parsed);
  });

  test.each([
    'stage0_50kN.zip',
    'stage5_50kN.zip',
    'stage1_050kN.zip',
    'stage1_0kN.zip',
    'stage1_-50kN.zip',
    'stage1_50.0kN.zip',
    'stage1_50kN.zip.bak',
    'stage1_50kn.zip',
    'stage1_50kN (1).zip',
    'stage1_interrupted_50kN.zip',
    'stage1_ABORTED_50kN.zip',
    'xstage1_50kN.zip',
    'wide/stage1_50kN.zip',
    'stage1_50kN_2.zip',
    'stage1_ERROR_50kN_1.zip',
    'stage1_ERROR_50kN_02.zip',
    'stage1_ERROR_50kN_.zip',
    'stage1_INTERRUPTED_2_50kN.zip',
    'final.zip',
    '',
  ])('"%s" is none', (name) => {
    expect(parseCheckpointName(name)).toBeNull();
  });

  test('is read back as it was written', () => {
    const place = {
      stage: fc.constantFrom(...STAGE_NUMBERS),
      forceLimit_kN: fc.integer({ min: 1, max: 999_999 }),
    };
    const kind = fc.constantFrom('INTERRUPTED' as const, 'ERROR' as const);
    const name = fc.oneof(
      fc.record({ kind: fc.constant('completed' as const), ...place }),
      fc.record({ kind, ...place }),
      fc.record({ kind, ...place, ordinal: fc.integer({ min: 2, max: 999_999 }) }),
    );
    const isReadBack = fc.property(name, (written) => {
      expect(parseCheckpointName(formatCheckpointName(written))).toEqual(written);
    });
    fc.assert(isReadBack);
  });
});
