import { describe, expect, test } from 'vitest';
import { explainedVariance, generalisedAdvantages } from '../../../src/ppo/gae';
import { RandomStream } from '../../../src/random/stream';

const GAMMA = 0.97;
const LAMBDA = 0.9;

function randomTrajectories(steps: number, environments: number) {
  const random = new RandomStream(3, 0, 0);
  const numbers = (count: number, position: number) =>
    Float32Array.from({ length: count }, (_, i) => random.normal(position, i));
  return {
    environments,
    rewards: numbers(steps * environments, 0),
    values: numbers(steps * environments, 1),
    lastValues: numbers(environments, 2),
    ends: Uint8Array.from({ length: steps * environments }, (_, i) => (random.uniform(3, i) < 0.2 ? 1 : 0)),
    baseline: null,
  };
}

describe('generalised advantage estimation', () => {
  test('is the discounted sum of temporal differences up to the end of the episode', () => {
    const steps = 30;
    const environments = 3;
    const trajectories = randomTrajectories(steps, environments);
    const { rewards, values, ends, lastValues } = trajectories;
    const { advantages, returns } = generalisedAdvantages(trajectories, GAMMA, LAMBDA);
    const at = (step: number, environment: number) => step * environments + environment;
    for (let environment = 0; environment < environments; environment++) {
      for (let start = 0; start < steps; start++) {
        let expected = 0;
        for (let step = start, weight = 1; step < steps; step++, weight *= GAMMA * LAMBDA) {
          const i = at(step, environment);
          const next = step + 1 < steps ? values[at(step + 1, environment)] : lastValues[environment];
          expected += weight * (rewards[i] + (ends[i] ? 0 : GAMMA * next) - values[i]);
          if (ends[i]) break;
        }
        expect(advantages[at(start, environment)]).toBeCloseTo(expected, 5);
        expect(returns[at(start, environment)]).toBeCloseTo(expected + values[at(start, environment)], 5);
      }
    }
  });

  test('measures the advantages against a baseline, and leaves the returns alone', () => {
    const own = randomTrajectories(20, 3);
    const { values, rewards, lastValues } = randomTrajectories(20, 3);
    const baseline = {
      rewards: rewards.map((value) => 2 * value),
      values: values.map((value) => value - 1),
      lastValues,
    };
    const alone = generalisedAdvantages(own, GAMMA, LAMBDA);
    const ofBaseline = generalisedAdvantages({ ...own, ...baseline }, GAMMA, LAMBDA);
    const { advantages, returns } = generalisedAdvantages({ ...own, baseline }, GAMMA, LAMBDA);
    expect(returns).toEqual(alone.returns);
    advantages.forEach((advantage, i) => {
      expect(advantage).toBeCloseTo(alone.advantages[i] - ofBaseline.advantages[i], 5);
    });
    expect(generalisedAdvantages({ ...own, baseline: own }, GAMMA, LAMBDA).advantages).toEqual(
      new Float32Array(60),
    );
  });

  test('with lambda 1 the returns are discounted rewards, bootstrapped at the end', () => {
    const trajectories = { ...randomTrajectories(4, 1), ends: new Uint8Array(4) };
    const { returns } = generalisedAdvantages(trajectories, GAMMA, 1);
    const [r0, r1, r2, r3] = trajectories.rewards;
    const expected = r0 + GAMMA * (r1 + GAMMA * (r2 + GAMMA * (r3 + GAMMA * trajectories.lastValues[0])));
    expect(returns[0]).toBeCloseTo(expected, 5);
  });
});

describe('explained variance', () => {
  const returns = Float32Array.of(1, 2, 3, 6);

  test('is 1 for a perfect critic and 0 for a constant one', () => {
    expect(explainedVariance(returns, returns)).toBe(1);
    expect(explainedVariance(new Float32Array(4), returns)).toBeCloseTo(0, 12);
  });

  test('is undefined when the returns do not vary', () => {
    expect(explainedVariance(returns, new Float32Array(4).fill(2))).toBeNaN();
  });
});
