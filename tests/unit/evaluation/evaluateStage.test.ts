import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { evaluateFinal, evaluateStage } from '../../../src/evaluation/evaluateStage';
import { evaluationRecords, SAMPLE_SIZE } from '../../../src/evaluation/evaluationRecords';
import { Pace } from '../../../src/evaluation/pace';
import { CONTROLLERS, firstResponse, sampleOf } from '../../../src/evaluation/stageEvaluation';
import { validate, VALIDATION_RECORDS } from '../../../src/evaluation/validate';
import { heldOutRecord, trainingRecords, validationRecord } from '../../../src/groundMotion/catalogue';
import { MAGNITUDES } from '../../../src/groundMotion/synthetic';
import { expectClose } from '../../support/expectClose';
import { constantPolicy } from '../../support/policies';

const settings = PRESETS.v9;
const [STAGE1, STAGE2] = settings.stages;
const pace = () => new Pace(new AbortController().signal);
const evaluate = (action: number, stage = STAGE1, changes: Partial<RunSettings> = {}) =>
  evaluateStage(constantPolicy(action), { ...settings, ...changes }, stage, pace());

describe('the evaluation of a stage', () => {
  test('is on its own held-out record and twenty more, for every controller', async () => {
    const evaluation = await evaluate(0.5);
    const records = evaluationRecords('M4.5', settings.spectrum);
    expect(evaluation.records).toEqual(records.map(({ name }) => name));
    expect(records[0]).toBe(heldOutRecord('M4.5', settings.spectrum));
    expect(sampleOf(records)).toHaveLength(SAMPLE_SIZE);
    expect(evaluation).toMatchObject({ stage: 1, magnitude: 'M4.5', force_limit_kN: 50 });
    for (const controller of CONTROLLERS) {
      for (const column of Object.values(evaluation.responses[controller])) {
        expect(column).toHaveLength(1 + SAMPLE_SIZE);
        expect(column.every(Number.isFinite)).toBe(true);
      }
    }
    expect(evaluation.smallestPeaks).toHaveLength(1 + SAMPLE_SIZE);
  });

  test('of a policy that never pushes is the uncontrolled building', async () => {
    const { responses } = await evaluate(0);
    expect(responses.ppo).toEqual(responses.uncontrolled);
    expect(Math.max(...responses.uncontrolled.peakForce)).toBe(0);
    expect(Math.max(...responses.uncontrolled.controlEnergy)).toBe(0);
  });

  test('is what an episode under the force limit gives', async () => {
    const evaluation = await evaluate(0.5, STAGE2);
    const record = heldOutRecord('M5.7', settings.spectrum);
    const { metrics } = simulateEpisode(record, settings.integrator, 100_000, () => 0.5);
    expect(firstResponse(evaluation, 'ppo')).toEqual(metrics);
    expect(metrics.meanForce).toBe(50_000);
  });

  test('finds the regulator better than nothing, and nobody better than the smallest possible', async () => {
    const { responses, smallestPeaks } = await evaluate(0.5, STAGE2);
    const mean = (peaks: readonly number[]) => sampleOf(peaks).reduce((sum, peak) => sum + peak, 0);
    expect(mean(responses.lqr.peakRoofDisplacement)).toBeLessThan(
      0.93 * mean(responses.uncontrolled.peakRoofDisplacement),
    );
    for (const controller of ['uncontrolled', 'lqr', 'ppo'] as const) {
      responses[controller].peakRoofDisplacement.forEach((peak, i) =>
        expect(peak).toBeGreaterThan(smallestPeaks?.[i] ?? NaN),
      );
    }
  });

  test('computes what does not depend on the policy once', async () => {
    const first = await evaluate(0);
    const second = await evaluate(1);
    for (const controller of ['uncontrolled', 'passive', 'lqr'] as const) {
      expect(second.responses[controller]).toBe(first.responses[controller]);
    }
  });

  test('holds the actions for the control period', async () => {
    // One linear in a reading differs from step to step: held, it gives another response.
    const one = await evaluate(0.5, STAGE1, { control_period: 1 });
    const five = await evaluate(0.5, STAGE1, { control_period: 5 });
    expect(five.responses.ppo).toEqual(one.responses.ppo);
    const record = heldOutRecord('M4.5', settings.spectrum);
    const seen: number[] = [];
    const controller = () => seen.push(0) / 1e4;
    const { force } = simulateEpisode(record, 'newmark', 10_000, controller, { controlPeriod: 5 });
    expect([...force.slice(0, 11)].map(Math.round)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3]);
    expect(seen).toHaveLength(record.acceleration.length / 5);
  });

  test('follows the settings, and knows the smallest peaks of the usual ones only', async () => {
    const usual = await evaluate(0);
    const other = await evaluate(0, STAGE1, { integrator: 'v9' });
    const third = await evaluate(0, STAGE1, { spectrum: 'kanai-tajimi' });
    const peaks = [usual, other, third].map((one) => firstResponse(one, 'ppo').peakRoofDisplacement);
    expect(new Set(peaks).size).toBe(3);
    expect([other, third].map(({ smallestPeaks }) => smallestPeaks)).toEqual([null, null]);
  });

  test('tells how far it is, and stops where it is told to', async () => {
    const fractions: number[] = [];
    const controller = new AbortController();
    const reason = new Error('stopped');
    const evaluation = evaluateStage(
      constantPolicy(0),
      settings,
      STAGE1,
      new Pace(controller.signal),
      (part) => {
        fractions.push(part);
        if (fractions.length === 3) controller.abort(reason);
      },
    );
    await expect(evaluation).rejects.toBe(reason);
    fractions.forEach((part, i) => expectClose(part, (i + 1) / 21));
    expect(fractions).toHaveLength(3);
  });
});

test('the final evaluation is every magnitude at 150 kN', async () => {
  const fractions: number[] = [];
  const evaluations = await evaluateFinal(constantPolicy(1), settings, pace(), (part) =>
    fractions.push(part),
  );
  expect(evaluations.map(({ magnitude }) => magnitude)).toEqual([...MAGNITUDES]);
  for (const evaluation of evaluations) {
    expect(evaluation.stage).toBeNull();
    expect(evaluation.force_limit_kN).toBe(150);
    expect(firstResponse(evaluation, 'ppo').peakForce).toBe(150_000);
  }
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expectClose(fractions.at(-1) ?? NaN, 1);
});

describe('the validation', () => {
  test('is the mean peak over records that are neither trained on nor held out', async () => {
    const mean = await validate(constantPolicy(0.25), settings, STAGE1, pace());
    const records = Array.from({ length: VALIDATION_RECORDS }, (_, i) =>
      validationRecord('M4.5', settings.spectrum, i),
    );
    const peaks = records.map(
      (record) => simulateEpisode(record, 'newmark', 50_000, () => 0.25).metrics.peakRoofDisplacement,
    );
    expectClose(mean, peaks.reduce((sum, peak) => sum + peak, 0) / VALIDATION_RECORDS);
    const others = [
      ...trainingRecords('M4.5', settings.spectrum, 10),
      ...evaluationRecords('M4.5', settings.spectrum),
    ];
    const first = ({ acceleration }: (typeof records)[number]) => acceleration.slice(300, 310).join();
    const known = new Set(others.map(first));
    expect(records.map(first).filter((content) => known.has(content))).toEqual([]);
  });
});
