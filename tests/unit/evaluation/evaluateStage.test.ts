import { describe, expect, test } from 'vitest';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { evaluateFinal, evaluateStage } from '../../../src/evaluation/evaluateStage';
import { PRESETS } from '../../../src/curriculum/presets';
import { heldOutRecord } from '../../../src/groundMotion/catalogue';
import { MAGNITUDES } from '../../../src/groundMotion/synthetic';
import { NO_NORMALISATION } from '../../../src/ppo/normalisation';
import type { Architecture } from '../../../src/ppo/parameters';
import { parameterCount, parameterLayout } from '../../../src/ppo/parameters';

const architecture: Architecture = { netArch: [4], activation: 'tanh' };
const settings = PRESETS.v9;

/** A policy whose mean action is the same for every observation. */
function constantPolicy(action: number) {
  const parameters = new Float32Array(parameterCount(architecture));
  const bias = parameterLayout(architecture).find(({ name }) => name === 'action_net.bias');
  parameters[bias?.offset ?? NaN] = action;
  return { architecture, parameters, normalisation: NO_NORMALISATION };
}

describe('the evaluation of a stage', () => {
  test('of a policy that never pushes is the uncontrolled building twice', () => {
    const evaluation = evaluateStage(constantPolicy(0), settings, 'M4.5', 50);
    expect(evaluation.controlled).toEqual(evaluation.uncontrolled);
    expect(evaluation.uncontrolled.peakForce).toBe(0);
    expect(evaluation.uncontrolled.peakRoofDisplacement).toBeGreaterThan(0.05);
  });

  test('is on the held-out record, under the force limit in kN', () => {
    const evaluation = evaluateStage(constantPolicy(0.5), settings, 'M5.7', 100);
    const record = heldOutRecord('M5.7', settings.spectrum);
    expect(evaluation).toEqual({
      record: record.name,
      magnitude: 'M5.7',
      force_limit_kN: 100,
      controlled: simulateEpisode(record, settings.integrator, 100_000, () => 0.5).metrics,
      uncontrolled: simulateEpisode(record, settings.integrator, 100_000, () => 0).metrics,
    });
    expect(evaluation.controlled.meanForce).toBe(50_000);
  });

  test('follows the settings', () => {
    const peak = (changes: Partial<typeof settings>) =>
      evaluateStage(constantPolicy(0), { ...settings, ...changes }, 'M4.5', 50).controlled
        .peakRoofDisplacement;
    const peaks = [peak({}), peak({ integrator: 'v9' }), peak({ spectrum: 'kanai-tajimi' })];
    expect(new Set(peaks).size).toBe(3);
  });
});

test('the final evaluation is every magnitude at 150 kN', () => {
  const evaluations = evaluateFinal(constantPolicy(1), settings);
  expect(evaluations.map(({ magnitude }) => magnitude)).toEqual([...MAGNITUDES]);
  for (const { force_limit_kN, controlled } of evaluations) {
    expect(force_limit_kN).toBe(150);
    expect(controlled.peakForce).toBe(150_000);
  }
});
