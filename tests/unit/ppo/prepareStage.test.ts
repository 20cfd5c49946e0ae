import { describe, expect, test } from 'vitest';
import { identity, multiply, product, transpose } from '../../../src/numerics/matrix';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import { policyController } from '../../../src/evaluation/controllers/policyController';
import { foldedParameters, foldNormalisation } from '../../../src/ppo/foldedNetwork';
import { initialState } from '../../../src/ppo/initialPolicy';
import { followRollout, NO_NORMALISATION, scalesOf, whitening } from '../../../src/ppo/normalisation';
import { prepareStage } from '../../../src/ppo/prepareStage';
import type { RunnerState } from '../../../src/ppo/runnerState';
import { stageTask } from '../../../src/ppo/stageTask';
import { RandomStream } from '../../../src/random/stream';
import { OBSERVATION_SIZE } from '../../support/v9Building';

const SETTINGS: RunSettings = {
  ...PRESETS.smoke,
  control_period: 5,
  normalisation: { norm_obs: true, norm_reward: true },
};
const RAW: RunSettings = { ...SETTINGS, normalisation: { norm_obs: false, norm_reward: false } };
const task = stageTask(SETTINGS, 1);
const random = new RandomStream(1, 0, 0);

/** As after some training on raw observations. */
function trained(): RunnerState {
  const state = initialState({ ...SETTINGS, seed: 3 });
  return {
    ...state,
    parameters: state.parameters.map((value, i) => value + 0.1 * random.normal(0, i)),
    optimizer: {
      step: 7,
      expAvg: state.parameters.map((_, i) => 1e-3 * random.normal(1, i)),
      expAvgSq: state.parameters.map((_, i) => 1e-5 * random.normal(2, i) ** 2),
    },
  };
}

const OBSERVATIONS = Array.from({ length: 20 }, (_, row) =>
  Float64Array.from({ length: 8 }, (_, i) => 0.3 * random.normal(3 + row, i)),
);

function expectSamePolicy(a: RunnerState, b: RunnerState): void {
  const [first, second] = [policyController(a), policyController(b)];
  for (const observation of OBSERVATIONS) {
    expect(first(observation)).toBeCloseTo(second(observation), 5);
  }
}

describe('what a stage begins with', () => {
  test('without normalisation the state stays as it is', () => {
    const state = trained();
    expect(prepareStage(stageTask(RAW, 1), state)).toEqual(state);
  });

  test('a fresh policy sees the stage’s earthquakes at unit scale', () => {
    const state = initialState({ ...SETTINGS, seed: 3 });
    const prepared = prepareStage(task, state);
    expect(prepared.parameters).toEqual(state.parameters);
    const { observations, returns } = prepared.normalisation;
    expect(observations?.count).toBeGreaterThan(100);
    expect(returns?.variance).toBeGreaterThan(0);
    // The displacement of the roof in an M4.5, in m; its velocity is larger by about the first mode's 1.2 rad/s.
    const deviation = (entry: number) => Math.sqrt(observations?.covariance[9 * entry] ?? NaN);
    const [displacement, velocity] = [deviation(0), deviation(1)];
    expect(displacement).toBeGreaterThan(0.01);
    expect(displacement).toBeLessThan(0.2);
    expect(velocity).toBeGreaterThan(displacement);
  });

  test('the statistics are the stage’s own', () => {
    const first = prepareStage(task, initialState({ ...SETTINGS, seed: 3 }));
    const fourth = prepareStage(stageTask(SETTINGS, 4), first);
    const roof = (state: RunnerState) => state.normalisation.observations?.covariance[0] ?? NaN;
    expect(roof(fourth)).toBeGreaterThan(10 * roof(first));
    expect(fourth.parameters).toEqual(first.parameters);
  });

  test('explores anew where the stage says so, and only at its start', () => {
    const state = trained();
    const exploration = { initial_std: 2, action_head_scale: 0.1 };
    const raw = stageTask(RAW, 1);
    const bold = prepareStage({ ...raw, exploration }, state);
    expect(bold.parameters[0]).toBeCloseTo(Math.log(2), 6);
    expect(bold.optimizer.step).toBe(7);
    const observation = Float64Array.of(0.05, -0.1, 0, 0, 0, 0, 0, 0.1);
    const action = policyController(state)(observation);
    expect(Math.abs(action)).toBeLessThan(1);
    expect(policyController(bold)(observation)).toBeCloseTo(0.1 * action, 6);
    const changed = bold.parameters.filter((value, i) => value !== state.parameters[i]).length;
    // log_std, and the head's 16 weights and bias; the optimizer has forgotten them alone.
    expect(changed).toBe(18);
    const forgotten = bold.optimizer.expAvg.filter((value, i) => value !== state.optimizer.expAvg[i]);
    expect([...forgotten]).toEqual(new Array(18).fill(0));
    const underWay = { ...bold, counters: { ...bold.counters, stageTimesteps: 640, iteration: 1 } };
    expect(prepareStage({ ...raw, exploration }, underWay)).toEqual(underWay);
  });

  test('in the middle of a stage nothing changes', () => {
    const begun = prepareStage(task, initialState({ ...SETTINGS, seed: 3 }));
    const underWay = { ...begun, counters: { ...begun.counters, stageTimesteps: 640, iteration: 1 } };
    expect(prepareStage(task, underWay)).toEqual(underWay);
  });

  test('a policy trained on raw observations acts as before', () => {
    const state = trained();
    const prepared = prepareStage(task, state);
    expect(prepared.parameters).not.toEqual(state.parameters);
    expectSamePolicy(prepared, state);
  });

  test('so does one that another optimizer trained, of which nothing is there', () => {
    const { optimizer } = initialState({ ...SETTINGS, seed: 3 });
    const state = { ...trained(), optimizer };
    const prepared = prepareStage(task, state);
    expectSamePolicy(prepared, state);
    expect(prepared.optimizer).toEqual(optimizer);
  });

  test('a policy trained on normalised observations acts as before without them', () => {
    const normalised = prepareStage(task, trained());
    const raw = prepareStage(stageTask(RAW, 2), normalised);
    expect(raw.normalisation).toEqual(NO_NORMALISATION);
    expectSamePolicy(raw, normalised);
  });
});

describe('the whitening', () => {
  test('makes what the scouts saw uncorrelated and of deviation 1', () => {
    const { observations } = prepareStage(task, initialState({ ...SETTINGS, seed: 3 })).normalisation;
    if (!observations) throw new Error('no statistics');
    const { transform, spread } = whitening(observations);
    const half = product(transform, observations.covariance, 8);
    product(half, transpose(transform, 8), 8).forEach((value, i) => {
      // But for the ridge that keeps entries apart which say almost the same.
      expect(Math.abs(value - (i % 9 === 0 ? 1 : 0))).toBeLessThan(0.05);
    });
    product(transform, spread, 8).forEach((value, i) => expect(value).toBeCloseTo(i % 9 === 0 ? 1 : 0, 8));
  });
});

describe('folding', () => {
  const prepared = prepareStage(task, trained());
  const { observations } = prepared.normalisation;

  test('gives the parameters that act on raw observations', () => {
    expect(foldNormalisation(prepared, observations).parameters).toEqual(foldedParameters(prepared));
    expect(foldNormalisation(prepared, null)).toBe(prepared);
  });

  test('takes Adam’s first moment along as the gradient would be', () => {
    // One row: gradient g in its sum; of the weights on normalised observations z the gradient is g z, on raw x it is g x.
    const { observationMean, observationTransform } = scalesOf(prepared.normalisation, OBSERVATION_SIZE);
    const [g, x] = [0.5, OBSERVATIONS[0]];
    const deviations = x.map((value, i) => value - observationMean[i]);
    const seen = multiply(observationTransform, deviations, 8);
    const weight = 1; // log_std comes first, then the actor's first layer.
    const bias = weight + 8 * 16;
    const expAvg = prepared.optimizer.expAvg.slice();
    seen.forEach((value, i) => (expAvg[weight + i] = g * value));
    expAvg[bias] = g;
    const folded = foldNormalisation(
      { ...prepared, optimizer: { ...prepared.optimizer, expAvg } },
      observations,
    );
    x.forEach((value, i) => expect(folded.optimizer.expAvg[weight + i]).toBeCloseTo(g * value, 5));
    expect(folded.optimizer.expAvg[bias]).toBe(g);
    expect(folded.optimizer.expAvgSq.every((value) => value >= 0)).toBe(true);
  });
});

test('statistics follow what was seen through them', () => {
  const before = prepareStage(task, initialState({ ...SETTINGS, seed: 3 })).normalisation;
  const count = before.observations?.count ?? NaN;
  const seen = {
    // As if the rollout had been exactly at unit scale: the statistics stay.
    observations: { mean: new Float64Array(8), covariance: identity(8), count: 50 },
    returns: { mean: 0.2, variance: 4, count: 50 },
  };
  const after = followRollout(before, seen);
  expect(after.observations?.count).toBe(count + 50);
  after.observations?.mean.forEach((value, i) => {
    expect(value).toBeCloseTo(before.observations?.mean[i] ?? NaN, 6);
  });
  after.observations?.covariance.forEach((value, i) => {
    expect(value / (before.observations?.covariance[i] ?? NaN)).toBeCloseTo(1, 4);
  });
  // Returns were larger than expected.
  expect(after.returns?.variance).toBeGreaterThan(before.returns?.variance ?? NaN);
  expect(followRollout(NO_NORMALISATION, seen)).toEqual(NO_NORMALISATION);
});
