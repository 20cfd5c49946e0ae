import { describe, expect, test } from 'vitest';
import { CRITERIA, criterionByRecord, criterionOf } from '../../../src/evaluation/criteria';
import { isWhole } from '../../../src/evaluation/stageEvaluation';
import { evaluateStage } from '../../../src/evaluation/evaluateStage';
import { Pace } from '../../../src/evaluation/pace';
import { PRESETS } from '../../../src/curriculum/presets';
import { metricMean, pairedDifference } from '../../../src/evaluation/summary';
import { exampleEvaluation, olderEvaluation } from '../../support/evaluations';
import { expectClose } from '../../support/expectClose';
import { constantPolicy } from '../../support/policies';

const { responses } = exampleEvaluation();
const evaluation = exampleEvaluation({
  responses: {
    ...responses,
    uncontrolled: {
      ...responses.uncontrolled,
      peakDriftRatio: [1, 0.02, 0.04],
      peakRoofDisplacement: [1, 0.5, 0.25],
      peakRoofVelocity: [1, 0.2, 0.4],
      rmsBaseShear: [1, 2e6, 1e6],
    },
    ppo: {
      ...responses.ppo,
      peakDriftRatio: [9, 0.01, 0.05],
      peakStroke: [9, 1, 0.25],
      peakControlPower: [9e9, 80_000, 40_000],
      meanControlPower: [9e9, 4_000, 400],
      forcePerWeight: [9, 0.002, 0.004],
      rmsBaseShear: [9e9, 1e6, 1.5e6],
    },
  },
});

describe('the benchmark’s criteria', () => {
  test.each([
    // The building weighs 20 MN.
    ['J1', [0.5, 1.25]],
    ['J6', [0.5, 1.5]],
    ['J11', [0.002, 0.004]],
    ['J12', [2, 1]],
    ['J13', [80_000 / (0.2 * 2e7), 40_000 / (0.4 * 2e7)]],
    ['J14', [4_000 / (0.2 * 2e7), 400 / (0.4 * 2e7)]],
  ] as const)('%s by record, without the first', (name, expected) => {
    const criterion = criterionOf(evaluation, 'ppo', name);
    criterion?.perRecord.slice(1).forEach((value, i) => expectClose(value, expected[i]));
    expectClose(criterion?.mean.value ?? NaN, (expected[0] + expected[1]) / 2);
    expectClose(criterion?.largest ?? NaN, Math.max(...expected));
    expect(criterion?.mean.low).toBeLessThanOrEqual(criterion?.mean.value ?? NaN);
  });

  test('of the uncontrolled building are 1 where it is compared with itself, and nothing where it does not push', async () => {
    const pace = Pace.uninterrupted();
    const [stage] = PRESETS.v9.stages;
    const measured = await evaluateStage({ policy: constantPolicy(0), settings: PRESETS.v9, stage }, pace);
    expect(isWhole(measured)).toBe(true);
    // 12 floors of 200 t.
    expectClose(measured.weight_N ?? NaN, 2.4e6 * 9.80665);
    for (const name of ['J1', 'J2', 'J3', 'J4', 'J5', 'J6'] as const) {
      expect(criterionOf(measured, 'ppo', name)?.mean).toEqual({ value: 1, low: 1, high: 1 });
    }
    for (const name of ['J11', 'J13', 'J14'] as const) {
      expect(criterionOf(measured, 'passive', name)?.largest).toBe(0);
    }
    expect(criterionOf(measured, 'lqr', 'J1')?.mean.value).toBeLessThan(1);
    expect(criterionOf(measured, 'lqr', 'J13')?.mean.value).toBeGreaterThan(0);
  });

  test('are unknown where an older checkpoint did not measure what they are made of', () => {
    const older = olderEvaluation();
    expect(isWhole(older)).toBe(false);
    expect(isWhole(exampleEvaluation())).toBe(true);
    // Its stroke and its peak are.
    const known = CRITERIA.filter((name) => criterionOf(older, 'ppo', name) !== null);
    expect(known).toEqual(['J12']);
    expect(metricMean(older, 'ppo', 'peakBaseShear')).toBeNull();
    expect(pairedDifference(older, { controller: 'ppo', reference: 'lqr' }, 'peakBaseShear')).toBeNull();
    expectClose(metricMean(older, 'ppo', 'peakRoofDisplacement').value, 0.3);
    const { ppo: controlled, uncontrolled } = exampleEvaluation().responses;
    expect(criterionByRecord('J13', { controlled, uncontrolled, weight: undefined })).toBeNull();
  });

  test('an evaluation lacks something where own records do', () => {
    const { uncontrolled, ppo } = olderEvaluation().responses;
    const ownRecords = { records: ['a', 'b', 'c'], responses: { uncontrolled, ppo } };
    expect(isWhole(exampleEvaluation({ ownRecords }))).toBe(false);
    const whole = exampleEvaluation().responses;
    const own = { ...ownRecords, responses: { uncontrolled: whole.uncontrolled, ppo: whole.ppo } };
    expect(isWhole(exampleEvaluation({ ownRecords: own }))).toBe(true);
  });
});
