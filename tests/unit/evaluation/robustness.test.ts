import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { SAMPLE_SIZE } from '../../../src/evaluation/evaluationRecords';
import { knownLqrRobustness } from '../../../src/evaluation/knownFigures';
import { Pace } from '../../../src/evaluation/pace';
import { evaluateRobustness, lqrRobustness, ROBUSTNESS_ROWS } from '../../../src/evaluation/robustness';
import { ROBUSTNESS_CONDITIONS } from '../../../src/evaluation/robustnessConditions';
import type { RobustnessEvaluation } from '../../../src/evaluation/stageEvaluation';
import { MAGNITUDES } from '../../../src/groundMotion/synthetic';
import { expectClose } from '../../support/expectClose';
import { constantPolicy, linearPolicy } from '../../support/policies';

const settings = PRESETS.v9;

/** The rows of the first magnitude. */
async function firstRows(policy = linearPolicy([0, -2, 0, 0, 0, 0, 0, 0])): Promise<RobustnessEvaluation[]> {
  const rows: RobustnessEvaluation[] = [];
  const pace = Pace.uninterrupted();
  for await (const row of evaluateRobustness(policy, settings, pace)) {
    rows.push(row);
    if (rows.length === ROBUSTNESS_CONDITIONS.length) break;
  }
  return rows;
}

test('every imperfection by itself, then all together', () => {
  const active = ROBUSTNESS_CONDITIONS.map(({ randomisation }) =>
    Object.entries(randomisation).flatMap(([name, size]) => (size > 0 ? [name] : [])),
  );
  expect(active.slice(0, -1)).toEqual([
    ['actuator_noise_std'],
    ['latency_steps'],
    ['sensor_noise_std'],
    ['sensor_dropout'],
  ]);
  expect(active.at(-1)).toEqual(active.slice(0, -1).flat());
  expect(ROBUSTNESS_ROWS).toBe(5 * MAGNITUDES.length);
});

describe('the matrix', () => {
  test('has a row for each condition, in which the imperfection changes both controllers', async () => {
    const rows = await firstRows();
    expect(rows.map(({ condition, magnitude }) => [condition, magnitude])).toEqual(
      ROBUSTNESS_CONDITIONS.map(({ name }) => [name, 'M4.5']),
    );
    for (const controller of ['lqr', 'ppo'] as const) {
      const peaks = rows.map((row) => row.peaks[controller].join());
      expect(new Set(peaks).size).toBe(rows.length);
      rows.forEach((row) => expect(row.peaks[controller]).toHaveLength(SAMPLE_SIZE));
    }
  });

  test('is the same each time, and the disturbances do not depend on the policy', async () => {
    const [one, two, idle] = [await firstRows(), await firstRows(), await firstRows(constantPolicy(0))];
    expect(two).toEqual(one);
    const ideal = idle[2].peaks.ppo;
    // A policy that looks at nothing does not feel its sensors.
    expect(idle[3].peaks.ppo).toEqual(ideal);
    expect(idle[1].peaks.ppo).toEqual(ideal);
    expect(idle[0].peaks.ppo).not.toEqual(ideal);
  });

  test('has the stored rows of the regulator, as they are computed', async () => {
    const pace = Pace.uninterrupted();
    for (const condition of ROBUSTNESS_CONDITIONS) {
      const known = knownLqrRobustness(settings, 'M4.5', condition.name);
      const computed = await lqrRobustness({ ...settings, stroke_limit_m: null }, 'M4.5', condition, pace);
      expect(known).toHaveLength(computed.length);
      computed.forEach((peak, i) => expectClose(known?.[i] ?? NaN, peak, 1e-6));
    }
    for (const magnitude of MAGNITUDES) {
      expect(knownLqrRobustness(settings, magnitude, 'all together')).toHaveLength(SAMPLE_SIZE);
      expect(knownLqrRobustness({ ...settings, integrator: 'v9' }, magnitude, 'all together')).toBeNull();
    }
  });

  test('stops where it is told to', async () => {
    const controller = new AbortController();
    const rows = evaluateRobustness(constantPolicy(0), settings, new Pace(controller.signal));
    await rows.next();
    controller.abort(new Error('stopped'));
    await expect(rows.next()).rejects.toThrow('stopped');
  });
});
