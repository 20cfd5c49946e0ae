import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import { stageEnvironment } from '../../../src/curriculum/stageEnvironment';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { VectorEnvironment } from '../../../src/environment/vectorEnvironment';
import { policyController } from '../../../src/evaluation/controllers/policyController';
import { evaluateFinal, evaluateStage, finalLimits } from '../../../src/evaluation/evaluateStage';
import {
  evaluationRecords,
  SAMPLE_SIZE,
  VALIDATION_RECORDS,
} from '../../../src/evaluation/evaluationRecords';
import { smallestPeaks } from '../../../src/evaluation/knownFigures';
import { Pace } from '../../../src/evaluation/pace';
import type { StageEvaluation } from '../../../src/evaluation/stageEvaluation';
import { CONTROLLERS, firstResponse, sampleOf } from '../../../src/evaluation/stageEvaluation';
import { heldOutStatistics, strokeUse } from '../../../src/evaluation/summary';
import { validate } from '../../../src/evaluation/validate';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import { heldOutRecord, trainingRecords, validationRecord } from '../../../src/groundMotion/catalogue';
import { MAGNITUDES } from '../../../src/groundMotion/synthetic';
import { expectClose } from '../../support/expectClose';
import { constantPolicy, linearPolicy } from '../../support/policies';
import { V9 } from '../../support/v9Building';

const settings = PRESETS.v9;
const [STAGE1, STAGE2] = settings.stages;
const pace = () => Pace.uninterrupted();
const evaluate = (action: number, stage = STAGE1, changes: Partial<RunSettings> = {}) =>
  evaluateStage({ policy: constantPolicy(action), settings: { ...settings, ...changes }, stage }, pace());

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
    const { metrics } = simulateEpisode(
      record,
      { building: V9, integrator: settings.integrator, forceLimit: 100_000 },
      () => 0.5,
    );
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
    const { force } = simulateEpisode(
      record,
      { building: V9, integrator: 'newmark', forceLimit: 10_000, controlPeriod: 5 },
      controller,
    );
    expect([...force.slice(0, 11)].map(Math.round)).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3]);
    expect(seen).toHaveLength(record.acceleration.length / 5);
  });

  test('follows the settings, and knows the smallest peaks of the usual ones only', async () => {
    // The smallest peaks are those of a free stroke; a regulator is tuned sooner where the stroke is limited.
    const stage = { ...STAGE1, stroke_limit_m: 1 };
    const usual = await evaluate(0, stage);
    // One evaluation of both changes, and an episode of each: a regulator is tuned for every evaluation of other settings.
    const other = await evaluate(0, stage, { integrator: 'v9', spectrum: 'kanai-tajimi' });
    const changes = (['newmark', 'v9'] as const).flatMap((integrator) =>
      (['clough-penzien', 'kanai-tajimi'] as const).map((spectrum) => ({ integrator, spectrum })),
    );
    const peaks = changes.map(({ integrator, spectrum }) => {
      const task = { building: V9, integrator, forceLimit: 50_000 };
      return simulateEpisode(heldOutRecord('M4.5', spectrum), task, () => 0).metrics.peakRoofDisplacement;
    });
    expect(new Set(peaks).size).toBe(4);
    const evaluated = [usual, other].map((one) => firstResponse(one, 'ppo').peakRoofDisplacement);
    expect(evaluated).toEqual([peaks[0], peaks[3]]);
    expect(usual.smallestPeaks).toHaveLength(1 + SAMPLE_SIZE);
    expect(other.smallestPeaks).toBeNull();
    const known = changes.map((change) => smallestPeaks({ ...stage, ...change }));
    expect(known).toEqual([usual.smallestPeaks, null, null, null]);
  });

  test('tells how far it is, and stops where it is told to', async () => {
    const fractions: number[] = [];
    const controller = new AbortController();
    const reason = new Error('stopped');
    const evaluation = evaluateStage(
      { policy: constantPolicy(0), settings, stage: STAGE1 },
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
  const evaluations = await evaluateFinal({ policy: constantPolicy(1), settings }, pace(), (part) =>
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

/** One episode of the environment that a stage trains in, on this record alone. */
function trainedEpisode(task: RunSettings, record: GroundMotion, policy: ReturnType<typeof linearPolicy>) {
  const { randomisation, ...specification } = stageEnvironment(task, 1);
  const alone = { ...specification, randomisation, count: 1, records: [record], staggeredStarts: false };
  const environment = new VectorEnvironment(alone, 3, 1);
  const controller = policyController(policy);
  for (;;) {
    const action = controller(Float64Array.from(environment.observations));
    const { episodes } = environment.step(Float32Array.of(action));
    if (episodes.length > 0) return episodes[0];
  }
}

/** Half the strokes of the policy below pass it. */
const LIMITED = withStrokeLimit(PRESETS.calm, 0.3);

function withStrokeLimit(task: RunSettings, stroke_limit_m: number): RunSettings {
  const [one, two, three, four] = task.stages;
  const stages = [
    { ...one, stroke_limit_m },
    two,
    three,
    { ...four, stroke_limit_m: 2 * stroke_limit_m },
  ] as const;
  return { ...task, preset: `${task.preset} within ${stroke_limit_m} m`, stages };
}

describe.each([PRESETS.v9, PRESETS.calm, LIMITED])(
  'what a policy earns, with the reward of $preset,',
  (task) => {
    const [stage] = task.stages;

    // Of roof, floors 8 and 6 and damper: enough to reach the limit now and then.
    const policy = linearPolicy([0.4, 2, 0, -0.5, 0, 0, 0.1, 0]);
    // The environment's observations and actions are float32.
    const ROUNDING = 1e-5;

    test('is what the environment that trains gives, on the validation records', async () => {
      const { meanReward, stdReward, meanLength } = await validate(policy, task, stage, pace());
      const episodes = Array.from({ length: VALIDATION_RECORDS }, (_, i) =>
        trainedEpisode(task, validationRecord('M4.5', task.spectrum, i), policy),
      );
      const returns = episodes.map(({ r }) => r);
      const mean = returns.reduce((sum, r) => sum + r, 0) / VALIDATION_RECORDS;
      const variance = returns.reduce((sum, r) => sum + (r - mean) ** 2, 0) / VALIDATION_RECORDS;
      expect(mean).toBeLessThan(0);
      expectClose(meanReward, mean, ROUNDING);
      expectClose(stdReward, Math.sqrt(variance), ROUNDING);
      expect(episodes.map(({ l }) => l)).toEqual(Array<number>(VALIDATION_RECORDS).fill(1000));
      expect(meanLength).toBe(1000);
    });

    test('is that on the held-out records as well', async () => {
      const evaluation = await evaluateStage({ policy, settings: task, stage }, pace());
      const records = evaluationRecords('M4.5', task.spectrum);
      const expected = records.map((record) => trainedEpisode(task, record, policy));
      expect(evaluation.episodes).toHaveLength(records.length);
      evaluation.episodes?.forEach(({ r, l }, i) => {
        expectClose(r, expected[i].r, ROUNDING);
        expect(l).toBe(expected[i].l);
      });
      const sample = expected.slice(1).map(({ r }) => r);
      const statistics = heldOutStatistics(evaluation);
      const mean = sample.reduce((sum, r) => sum + r, 0) / SAMPLE_SIZE;
      expectClose(statistics?.meanReward ?? NaN, mean, ROUNDING);
      const peaks = sampleOf(evaluation.responses.ppo.peakRoofDisplacement);
      expectClose(statistics?.meanPeak ?? NaN, peaks.reduce((sum, peak) => sum + peak, 0) / SAMPLE_SIZE);
    });
  },
);

describe('a limit of the stroke', () => {
  const policy = linearPolicy([0.4, 2, 0, -0.5, 0, 0, 0.1, 0]);
  const strokesOf = ({ responses }: StageEvaluation) => sampleOf(responses.ppo.peakStroke);

  test('costs what passes it, and is told with who keeps it', async () => {
    const task = LIMITED;
    const [limited, free] = await Promise.all(
      [task, PRESETS.calm].map((of) => evaluateStage({ policy, settings: of, stage: of.stages[0] }, pace())),
    );
    expect(limited.stroke_limit_m).toBe(0.3);
    expect(free.stroke_limit_m).toBeUndefined();
    expect(limited.responses.ppo).toEqual(free.responses.ppo);
    expect([strokeUse(free, 'ppo'), strokeUse(free, 'lqr')]).toEqual([null, null]);
    const within = strokesOf(limited).filter((stroke) => stroke <= 0.3).length;
    expect(strokeUse(limited, 'ppo')).toMatchObject({ within, of: SAMPLE_SIZE });
    expect(strokeUse(limited, 'ppo')?.largest).toBe(Math.max(...strokesOf(limited)));
    // The regulator was tuned to keep it, and calms the building less by that.
    expect(strokeUse(limited, 'lqr')?.within).toBeGreaterThan(0.7 * SAMPLE_SIZE);
    expect(Math.min(...free.responses.lqr.peakStroke)).toBeGreaterThan(1);
    const cheaper = limited.episodes?.map(({ r }, i) => r < (free.episodes?.[i].r ?? NaN));
    expect(cheaper).toEqual(limited.responses.ppo.peakStroke.map((stroke) => stroke > 0.3));
  });

  test('of the last stage holds for the final evaluation', () => {
    expect(finalLimits(LIMITED)).toEqual({ force_limit_kN: 150, stroke_limit_m: 0.6 });
    expect(finalLimits(PRESETS.calm)).toEqual({ force_limit_kN: 150, stroke_limit_m: null });
  });

  test('decides which policy a validation prefers', async () => {
    const [calmer, stiller] = [policy, constantPolicy(0)];
    const judge = (of: typeof policy, task: RunSettings) => validate(of, task, task.stages[0], pace());
    const free = await Promise.all([calmer, stiller].map((of) => judge(of, PRESETS.calm)));
    expect(free.map(({ score }) => score)).toEqual(free.map(({ meanPeak }) => meanPeak));
    const tight = withStrokeLimit(PRESETS.calm, 0.45);
    const limited = await Promise.all([calmer, stiller].map((of) => judge(of, tight)));
    expect(Math.max(...limited[1].strokes)).toBeLessThan(0.45);
    expect(limited[1].score).toBe(limited[1].meanPeak);
    expect(limited[0].strokes.filter((stroke) => stroke > 0.45).length).toBeGreaterThan(2);
    expect(limited[0].score).toBeGreaterThan(limited[1].score);
  });
});

describe('the validation', () => {
  test('is the mean peak over records that are neither trained on nor held out', async () => {
    const { meanPeak } = await validate(constantPolicy(0.25), settings, STAGE1, pace());
    const records = Array.from({ length: VALIDATION_RECORDS }, (_, i) =>
      validationRecord('M4.5', settings.spectrum, i),
    );
    const peaks = records.map(
      (record) =>
        simulateEpisode(record, { building: V9, integrator: 'newmark', forceLimit: 50_000 }, () => 0.25)
          .metrics.peakRoofDisplacement,
    );
    expectClose(meanPeak, peaks.reduce((sum, peak) => sum + peak, 0) / VALIDATION_RECORDS);
    const others = [
      ...trainingRecords('M4.5', settings.spectrum, 10),
      ...evaluationRecords('M4.5', settings.spectrum),
    ];
    const first = ({ acceleration }: (typeof records)[number]) => acceleration.slice(300, 310).join();
    const known = new Set(others.map(first));
    expect(records.map(first).filter((content) => known.has(content))).toEqual([]);
  });
});

describe('the validation of a stage that trains on earlier magnitudes too', () => {
  const [one, two, three, four] = settings.stages;
  const mixed = { ...settings, stages: [one, { ...two, earlier_magnitudes: 0.3 }, three, four] as const };
  const policy = linearPolicy([0.4, 2, 0, -0.5, 0, 0, 0.1, 0]);
  const peaksOf = (magnitude: 'M4.5' | 'M5.7', controller = policyController(policy)) =>
    Array.from({ length: VALIDATION_RECORDS }, (_, i) => {
      const record = validationRecord(magnitude, settings.spectrum, i);
      const task = { building: V9, integrator: 'newmark', forceLimit: 100_000 } as const;
      return simulateEpisode(record, task, controller).metrics;
    });
  const meanPeakOf = (...of: Parameters<typeof peaksOf>) =>
    peaksOf(...of).reduce((sum, each) => sum + each.peakRoofDisplacement, 0) / VALIDATION_RECORDS;

  test('is the mean of the peaks relative to the uncontrolled, in the scale of its own magnitude', async () => {
    const { meanPeak, score, magnitudes, strokes, meanLength } = await validate(
      policy,
      mixed,
      mixed.stages[1],
      pace(),
    );
    const relative = (['M5.7', 'M4.5'] as const).map(
      (magnitude) => meanPeakOf(magnitude) / meanPeakOf(magnitude, () => 0),
    );
    expect(magnitudes.map(({ magnitude }) => magnitude)).toEqual(['M5.7', 'M4.5']);
    magnitudes.forEach((each, i) => {
      expectClose(each.relativePeak, relative[i]);
      expectClose(each.meanPeak, meanPeakOf(i === 0 ? 'M5.7' : 'M4.5'));
    });
    expectClose(meanPeak, (meanPeakOf('M5.7', () => 0) * (relative[0] + relative[1])) / 2);
    expect(score).toBe(meanPeak);
    expect(strokes).toHaveLength(2 * VALIDATION_RECORDS);
    expect(meanLength).toBe(1500);
    expect(Math.abs(relative[1] - relative[0])).toBeGreaterThan(0.01);
  });

  test('keeps a stroke limit on the records of all of them', async () => {
    const all = (['M5.7', 'M4.5'] as const).flatMap((magnitude) => peaksOf(magnitude));
    const stroke_limit_m = all.map(({ peakStroke }) => peakStroke).toSorted((a, b) => a - b)[45];
    const stage = { ...mixed.stages[1], stroke_limit_m };
    const { strokes, score } = await validate(policy, mixed, stage, pace());
    const excess = strokes.map((stroke) => Math.max(0, stroke - stroke_limit_m));
    expect(strokes.filter((stroke) => stroke > stroke_limit_m)).toHaveLength(18);
    expectClose(score - 1e6, excess.reduce((sum, each) => sum + each, 0) / excess.length, 1e-6);
  });
});
