import { expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { causalPeakMean, causalPeaks } from '../../../src/evaluation/causalPeaks';
import { evaluateStage } from '../../../src/evaluation/evaluateStage';
import { SAMPLE_SIZE } from '../../../src/evaluation/evaluationRecords';
import stored from '../../../src/evaluation/figures/causalPeaks.json';
import { smallestPeaks } from '../../../src/evaluation/knownFigures';
import { Pace } from '../../../src/evaluation/pace';
import { metricMean, smallestPeakMean } from '../../../src/evaluation/summary';
import { constantPolicy } from '../../support/policies';

const [stage] = PRESETS.calm.stages;
const evaluate = (limits: Partial<typeof stage> = {}) =>
  evaluateStage(
    {
      policy: constantPolicy(0),
      settings: PRESETS.calm,
      stage: { ...stage, ...limits },
    },
    Pace.uninterrupted(),
  );

test('the best causal peaks known stand beside an evaluation on the built-in records, between LQR and what is possible', async () => {
  const evaluation = await evaluate();
  expect(causalPeaks(evaluation)).toBe(stored.peaks[0].peaks_m);
  expect(causalPeaks(evaluation)).toHaveLength(1 + SAMPLE_SIZE);
  const mean = causalPeakMean(evaluation)?.value ?? NaN;
  expect(mean).toBeLessThan(metricMean(evaluation, 'lqr', 'peakRoofDisplacement').value);
  expect(mean).toBeGreaterThan(smallestPeakMean(evaluation)?.value ?? NaN);
  const [, ...sample] = stored.peaks[0].peaks_m;
  expect(mean).toBeCloseTo(sample.reduce((sum, peak) => sum + peak, 0) / SAMPLE_SIZE, 12);
});

test('they are not known for another spectrum, integrator or force limit, nor where the stroke is limited', async () => {
  const known = await evaluate();
  const task = { ...PRESETS.calm, magnitude: stage.magnitude, force_limit_kN: stage.force_limit_kN };
  // To evaluate them would take a regulator that is tuned for each, which no smallest or causal peak depends on.
  const others = [{ spectrum: 'kanai-tajimi' }, { integrator: 'v9' }, { force_limit_kN: 51 }] as const;
  const evaluations = [
    ...others.map((other) => ({ ...known, ...other, smallestPeaks: smallestPeaks({ ...task, ...other }) })),
    await evaluate({ stroke_limit_m: 1 }),
  ];
  expect(evaluations.map(causalPeaks)).toEqual([null, null, null, null]);
  expect(evaluations.map(causalPeakMean)).toEqual([null, null, null, null]);
  expect(smallestPeaks(task)).toBe(known.smallestPeaks);
});
