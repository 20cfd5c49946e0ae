import { describe, expect, test } from 'vitest';
import {
  iterationsOf,
  leastOf,
  minibatchesOf,
  portionWithin,
  scaleToWhole,
} from '../../../tools/bench/portion';
import type { StageNumber } from '../../../src/curriculum/settings';
import { parseOptions } from '../../../tools/bench/options';
import { settingsOf as settingsOfPreset } from '../../../tools/bench/stages';
import { spreadOf } from '../../../tools/bench/summary';

const SETTINGS = settingsOfPreset('v9');
const ENVIRONMENTS = SETTINGS.n_envs;
const settingsOf = (stage: StageNumber) => SETTINGS.stages[stage - 1];

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

  test('keeps whole minibatches of a preset whose environments do not divide a minibatch', () => {
    const { stages, n_envs } = settingsOfPreset('calm');
    expect(stages.map((stage) => leastOf(stage, n_envs).n_steps)).toEqual([25, 25, 75, 75]);
    const whole = { rollout: 10, update: 100 };
    expect(portionWithin(5, stages[0], n_envs, whole)).toEqual({ n_steps: 50, n_epochs: 1 });
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

test('what is trained is a preset, v9 where nothing is said', () => {
  const presetOf = (...words: string[]) => {
    const options = parseOptions(words);
    return options === 'help' ? null : options.settings.preset;
  };
  expect(presetOf()).toBe('v9');
  expect(presetOf('--preset', 'calm')).toBe('calm');
  expect(() => presetOf('--preset', 'v10')).toThrow('There is no preset "v10", only calm');
});

test('a spread has the median of an odd and of an even number of repeats', () => {
  expect(spreadOf([3, 1, 2])).toEqual({ median: 2, min: 1, max: 3 });
  expect(spreadOf([10, 9, 1, 2])).toEqual({ median: 5.5, min: 1, max: 10 });
});
