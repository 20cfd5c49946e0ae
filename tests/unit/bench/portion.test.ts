import { describe, expect, test } from 'vitest';
import {
  iterationsOf,
  leastOf,
  minibatchesOf,
  portionWithin,
  scaleToWhole,
} from '../../../tools/bench/portion';
import { SETTINGS, settingsOf } from '../../../tools/bench/stages';
import { spreadOf } from '../../../tools/bench/summary';

const ENVIRONMENTS = SETTINGS.n_envs;

describe('the part of an iteration that is measured', () => {
  test('is all of it where there is time', () => {
    const whole = { rollout: 1, update: 3 };
    expect(portionWithin(4, settingsOf(1), ENVIRONMENTS, whole)).toEqual({ n_steps: 2048, n_epochs: 10 });
  });

  test('loses epochs first, then steps, and keeps whole minibatches', () => {
    const whole = { rollout: 10, update: 100 };
    expect(portionWithin(35, settingsOf(1), ENVIRONMENTS, whole)).toEqual({ n_steps: 2048, n_epochs: 2 });
    const small = portionWithin(5, settingsOf(1), ENVIRONMENTS, whole);
    expect(small).toEqual({ n_steps: 512, n_epochs: 1 });
    expect(portionWithin(0, settingsOf(1), ENVIRONMENTS, whole)).toEqual(
      leastOf(settingsOf(1), ENVIRONMENTS),
    );
  });

  test.each([
    { n_steps: 2048, n_epochs: 1 },
    { n_steps: 256, n_epochs: 1 },
    { n_steps: 2048, n_epochs: 10 },
  ])('scales back to the whole: $n_steps steps, $n_epochs epochs', (portion) => {
    const whole = { rollout: 2, update: 30 };
    const share = portion.n_steps / 2048;
    const part = { rollout: 2 * share, update: (30 * share * portion.n_epochs) / 10 };
    const scaled = scaleToWhole(part, settingsOf(1), portion);
    expect(scaled.rollout).toBeCloseTo(whole.rollout, 10);
    expect(scaled.update).toBeCloseTo(whole.update, 10);
  });
});

test('the v9 curriculum has 48,256 gradient steps', () => {
  const steps = SETTINGS.stages.map(
    (stage) => iterationsOf(stage, ENVIRONMENTS) * minibatchesOf(stage, ENVIRONMENTS),
  );
  expect(steps.reduce((a, b) => a + b)).toBe(48_256);
});

test('a spread has the median of an odd and of an even number of repeats', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([10, 9, 1, 2])).toEqual({ median: 5.5, min: 1, max: 10 });
});
