import { describe, expect, test } from 'vitest';
import { NO_RANDOMISATION } from '../../../src/environment/specification';
import { rewardScale } from '../../../src/environment/reward';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { VectorEnvironment } from '../../../src/environment/vectorEnvironment';
import { goldenActions, goldenCases, goldenRecord } from '../../support/goldenBuilding';

describe.each(
  goldenCases.map((item) => [`${item.record}, ${item.integrator}, ${item.actions}`, item] as const),
)('golden trajectory %s', (_, golden) => {
  const record = goldenRecord(golden.record);
  const actions = goldenActions(golden.actions, golden.steps);

  test('metrics of the episode, at 1e-9', () => {
    let step = 0;
    const { metrics } = simulateEpisode(record, golden.integrator, golden.max_force_N, () => actions[step++]);
    const close = (actual: number, expected: number) =>
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-9 * Math.abs(expected));
    close(metrics.peakRoofDisplacement, golden.peak_roof_m);
    close(metrics.rmsRoofDisplacement, golden.rms_roof_m);
    close(metrics.peakStoryDrift, golden.max_drift_m);
    close(metrics.driftConcentrationRatio, golden.dcr);
  });

  test('observations and rewards of the environment, with actions in float32', () => {
    expect(rewardScale(record)).toBe(golden.reward_scale);
    const environment = new VectorEnvironment(
      {
        count: 1,
        integrator: golden.integrator,
        forceLimit: golden.max_force_N,
        records: [record],
        randomisation: NO_RANDOMISATION,
      },
      0,
      1,
    );
    const samples = new Map(golden.samples.map((sample) => [sample.step, sample]));
    let total = 0;
    for (let step = 1; step <= golden.steps; step++) {
      const outcome = environment.step(Float32Array.of(actions[step - 1]));
      total += outcome.rewards[0];
      const sample = samples.get(step);
      if (!sample) continue;
      const isLast = step === golden.steps;
      expect(outcome.truncated[0]).toBe(isLast ? 1 : 0);
      const observed = isLast ? outcome.finalObservations : environment.observations;
      // Observations are float32, and so are the actions: 1e-6 of the largest entry is their rounding.
      const scale = Math.max(1e-3, ...sample.obs.map(Math.abs));
      sample.obs.forEach((value, i) => expect(Math.abs(observed[i] - value)).toBeLessThan(1e-6 * scale));
      expect(Math.abs(outcome.rewards[0] - sample.reward)).toBeLessThan(1e-6 * Math.max(1, -sample.reward));
    }
    expect(Math.abs(total - golden.return)).toBeLessThan(1e-6 * Math.abs(golden.return));
  });
});
