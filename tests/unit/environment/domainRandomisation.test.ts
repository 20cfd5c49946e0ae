import { describe, expect, test } from 'vitest';
import { stepMap } from '../../../src/building/stepMap';
import type { VectorEnvironment } from '../../../src/environment/vectorEnvironment';
import { calmRecord, environment, shortRecord, testActions } from '../../support/environments';
import {
  DEGREES_OF_FREEDOM,
  OBSERVATION_SIZE,
  OBSERVED_STATE,
  STATE_SIZE,
  TMD,
  V9,
} from '../../support/v9Building';

const FORCE_LIMIT = 150_000;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)));
}

/** Runs the batch on test actions. */
function run(batch: VectorEnvironment, steps: number): VectorEnvironment {
  for (let step = 0; step < steps; step++) batch.step(testActions(step, batch.count));
  return batch;
}

/** What the policy would see without imperfect sensors. */
function trueObservations(batch: VectorEnvironment): number[] {
  const { structure } = batch.state();
  return Array.from(
    { length: batch.count * OBSERVATION_SIZE },
    (_, i) => structure[Math.floor(i / OBSERVATION_SIZE) * STATE_SIZE + OBSERVED_STATE[i % OBSERVATION_SIZE]],
  );
}

describe('actuator noise', () => {
  /** The action that acted in the first step from rest, by environment: the damper's acceleration is linear in it. */
  function actingActions(action: number, std: number, count = 5000): number[] {
    const randomisation = { actuator_noise_std: std };
    const batch = environment({ count, records: [calmRecord(10)], randomisation });
    batch.step(new Float32Array(count).fill(action));
    const damper = 2 * DEGREES_OF_FREEDOM + TMD;
    const response = FORCE_LIMIT * stepMap(V9, 'newmark').B[damper];
    const { structure } = batch.state();
    return Array.from({ length: count }, (_, i) => structure[i * STATE_SIZE + damper] / response);
  }

  test('adds to the action with its standard deviation, differently in each environment', () => {
    const acting = actingActions(0.25, 0.1);
    expect(Math.abs(mean(acting) - 0.25)).toBeLessThan((5 * 0.1) / Math.sqrt(5000));
    expect(Math.abs(deviation(acting) - 0.1)).toBeLessThan((5 * 0.1) / Math.sqrt(2 * 5000));
    expect(new Set(acting).size).toBeGreaterThan(4900);
  });

  test('is clipped after it was added', () => {
    const acting = actingActions(1, 0.5);
    expect(Math.max(...acting)).toBeCloseTo(1, 12);
    const clipped = acting.filter((action) => action > 1 - 1e-9).length;
    expect(Math.abs(clipped - 2500)).toBeLessThan(5 * Math.sqrt(1250));
    expect(Math.min(...actingActions(-1, 0.5))).toBeCloseTo(-1, 12);
  });

  test('changes from step to step', () => {
    const noisy = environment({
      count: 1,
      records: [calmRecord(1)],
      randomisation: { actuator_noise_std: 0.1 },
    });
    const dampers = Array.from({ length: 20 }, () => noisy.step(new Float32Array(1)).finalObservations[6]);
    expect(new Set(dampers).size).toBe(20);
  });
});

describe('latency', () => {
  test.each([1, 2, 5])('of %i steps delays the actions by as many, with zeros before', (latency) => {
    const records = [calmRecord(50)];
    const prompt = environment({ count: 2, records });
    const late = environment({ count: 2, records, randomisation: { latency_steps: latency } });
    const trajectory = Array.from({ length: 30 }, (_, step) => {
      prompt.step(testActions(step, 2));
      return prompt.observations.slice();
    });
    for (let step = 0; step < 30; step++) {
      late.step(testActions(step, 2));
      const expected = step < latency ? new Float32Array(2 * OBSERVATION_SIZE) : trajectory[step - latency];
      expect(late.observations).toEqual(expected);
    }
  });

  test('delays the noise of the actuator as well: noise comes first', () => {
    const randomisation = { actuator_noise_std: 0.5, latency_steps: 1 };
    const batch = environment({ count: 4, records: [calmRecord(50)], randomisation });
    batch.step(new Float32Array(4));
    expect(batch.observations).toEqual(new Float32Array(4 * OBSERVATION_SIZE));
    batch.step(new Float32Array(4));
    expect(batch.observations.every((value) => value !== 0)).toBe(true);
  });

  test('starts over in each episode', () => {
    const batch = environment({ count: 1, records: [calmRecord(3)], randomisation: { latency_steps: 3 } });
    for (let step = 0; step < 9; step++) {
      const { finalObservations } = batch.step(Float32Array.of(1));
      expect(finalObservations).toEqual(new Float32Array(OBSERVATION_SIZE));
    }
  });
});

describe('sensor noise', () => {
  const COUNT = 2000;
  const batch = run(environment({ count: COUNT, randomisation: { sensor_noise_std: 0.05 } }), 40);
  const truth = trueObservations(batch);
  const errors = truth.map((value, i) => batch.observations[i] / value - 1);

  test('is multiplicative with its standard deviation, in every entry', () => {
    for (let entry = 0; entry < OBSERVATION_SIZE; entry++) {
      const own = errors.filter((_, i) => i % OBSERVATION_SIZE === entry);
      expect(Math.abs(mean(own))).toBeLessThan((5 * 0.05) / Math.sqrt(COUNT));
      expect(Math.abs(deviation(own) - 0.05)).toBeLessThan((5 * 0.05) / Math.sqrt(2 * COUNT));
    }
  });

  test('is independent from entry to entry', () => {
    const products = errors.slice(1).map((error, i) => error * errors[i]);
    expect(Math.abs(mean(products))).toBeLessThan((5 * 0.05 ** 2) / Math.sqrt(products.length));
  });

  test('leaves the building and the rewards as they are', () => {
    const clean = environment({ count: 3 });
    const noisy = environment({ count: 3, randomisation: { sensor_noise_std: 0.05, sensor_dropout: 0.5 } });
    for (let step = 0; step < 100; step++) {
      const expected = clean.step(testActions(step, 3));
      expect(noisy.step(testActions(step, 3)).rewards).toEqual(expected.rewards);
    }
    expect(noisy.state().structure).toEqual(clean.state().structure);
  });

  test('acts on the last observation of an episode too', () => {
    const last = (std: number) => {
      const ending = environment({
        count: 1,
        records: [shortRecord(20)],
        randomisation: { sensor_noise_std: std },
      });
      run(ending, 19);
      return ending.step(new Float32Array(1)).finalObservations;
    };
    last(0).forEach((value, i) => expect(last(0.1)[i]).not.toBe(value));
  });
});

describe('sensor dropout', () => {
  const COUNT = 2000;
  const batch = run(environment({ count: COUNT, randomisation: { sensor_dropout: 0.2 } }), 40);

  test('zeroes entries with its probability and leaves the others', () => {
    const truth = trueObservations(batch);
    const dropped = batch.observations.filter((value) => value === 0).length;
    const entries = COUNT * OBSERVATION_SIZE;
    expect(Math.abs(dropped - 0.2 * entries)).toBeLessThan(5 * Math.sqrt(entries * 0.2 * 0.8));
    expect(batch.observations.every((value, i) => value === 0 || value === Math.fround(truth[i]))).toBe(true);
  });

  test('comes after the noise: what is dropped is exactly zero, in the same places', () => {
    const randomisation = { sensor_dropout: 0.2, sensor_noise_std: 0.3 };
    const noisy = run(environment({ count: COUNT, randomisation }), 40);
    const zeros = (observations: Float32Array) => [...observations].map((value) => value === 0);
    expect(zeros(noisy.observations)).toEqual(zeros(batch.observations));
    expect(noisy.observations).not.toEqual(batch.observations);
  });
});
