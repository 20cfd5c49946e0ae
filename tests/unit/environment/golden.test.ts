import { describe, expect, test } from 'vitest';
import { reward, pgaRewardScale, V9_REWARD } from '../../../src/environment/reward';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { NO_RANDOMISATION } from '../../../src/environment/specification';
import { VectorEnvironment } from '../../../src/environment/vectorEnvironment';
import { expectClose } from '../../support/expectClose';
import { goldenActions, goldenCases, goldenRecord } from '../../support/goldenBuilding';
import { V9 } from '../../support/v9Building';

describe.each(
  goldenCases.map((item) => [`${item.record}, ${item.integrator}, ${item.actions}`, item] as const),
)('golden trajectory %s', (_, golden) => {
  const record = goldenRecord(golden.record);
  const actions = goldenActions(golden.actions, golden.steps);

  test('metrics of the episode, at 1e-9', () => {
    let step = 0;
    const { metrics } = simulateEpisode(
      record,
      { building: V9, integrator: golden.integrator, forceLimit: golden.max_force_N },
      () => actions[step++],
    );
    expectClose(metrics.peakRoofDisplacement, golden.peak_roof_m);
    expectClose(metrics.rmsRoofDisplacement, golden.rms_roof_m);
    expectClose(metrics.peakStoreyDrift, golden.max_drift_m);
    expectClose(metrics.driftConcentrationRatio, golden.dcr);
  });

  test('observations, rewards and return in float64, at 1e-9', () => {
    const observations: Float64Array[] = [];
    const replay = (observation: Float64Array) => {
      observations.push(observation.slice());
      return actions[observations.length - 1] ?? 0;
    };
    // One sample more, so that the controller also sees how the last step ended.
    const longer = { ...record, acceleration: Float64Array.of(...record.acceleration, 0) };
    simulateEpisode(
      longer,
      { building: V9, integrator: golden.integrator, forceLimit: golden.max_force_N },
      replay,
    );
    const scale = golden.reward_scale;
    const rewards = observations.map(([roofDisplacement, roofVelocity]) =>
      reward(V9_REWARD, null, { scale, roofDisplacement, roofVelocity, stroke: 0 }),
    );
    const peaks = observations[0].map((_, entry) =>
      Math.max(...observations.map((observation) => Math.abs(observation[entry]))),
    );
    for (const sample of golden.samples) {
      // Relative to the entry's peak in the episode: single values pass through zero.
      sample.obs.forEach((value, i) => expectClose(observations[sample.step][i], value, 1e-9, peaks[i]));
      expectClose(rewards[sample.step], sample.reward);
    }
    const total = rewards.slice(1).reduce((sum, value) => sum + value, 0);
    expectClose(total, golden.return);
  });

  test('observations and rewards of the environment, with observations and actions in float32', () => {
    expect(pgaRewardScale(record)).toBe(golden.reward_scale);
    const environment = new VectorEnvironment(
      {
        count: 1,
        building: V9,
        integrator: golden.integrator,
        forceLimit: golden.max_force_N,
        controlPeriod: 1,
        reward: V9_REWARD,
        strokeLimit: null,
        advantageBaseline: 'none',
        staggeredStarts: false,
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
      const scale = Math.max(1e-3, ...sample.obs.map(Math.abs));
      sample.obs.forEach((value, i) => expectClose(observed[i], value, 1e-6, scale));
      expectClose(outcome.rewards[0], sample.reward, 1e-6, Math.max(1, -sample.reward));
    }
    expectClose(total, golden.return, 1e-6);
  });
});
