import { describe, expect, test } from 'vitest';
import type { Controller } from '../../../src/environment/simulateEpisode';
import { simulateEpisode, simulatePeak } from '../../../src/environment/simulateEpisode';
import { NO_RANDOMISATION, USUAL_IMPERFECTIONS } from '../../../src/environment/specification';
import { VectorEnvironment } from '../../../src/environment/vectorEnvironment';
import { heldOutRecord } from '../../../src/groundMotion/catalogue';
import { PURPOSE, RandomStream } from '../../../src/random/stream';
import { specification } from '../../support/environments';
import { expectClose } from '../../support/expectClose';
import { DEGREES_OF_FREEDOM, OBSERVED_STATE, TMD, V9 } from '../../support/v9Building';

const record = heldOutRecord('M4.5', 'clough-penzien');
const LIMIT = 50_000;

describe('an episode', () => {
  test('is as long as the record, and its metrics are those of its traces', () => {
    const trace = simulateEpisode(
      record,
      { building: V9, integrator: 'newmark', forceLimit: LIMIT },
      ([displacement]) => 5 * displacement,
    );
    const steps = record.acceleration.length;
    expect(trace.roofDisplacement).toHaveLength(steps);
    expect(trace.tmdDisplacement).toHaveLength(steps);
    expect(trace.force).toHaveLength(steps);
    const { metrics } = trace;
    expect(metrics.peakRoofDisplacement).toBe(Math.max(...trace.roofDisplacement.map(Math.abs)));
    expect(metrics.peakForce).toBe(Math.max(...trace.force.map(Math.abs)));
    expect(metrics.peakStoreyDrift).toBe(Math.max(...trace.peakDrifts));
    expectClose(metrics.meanForce, trace.force.reduce((sum, force) => sum + Math.abs(force), 0) / steps);
  });

  test('begins from rest, and the controller sees each step before it happens', () => {
    const seen: number[] = [];
    const { roofDisplacement } = simulateEpisode(
      record,
      { building: V9, integrator: 'newmark', forceLimit: LIMIT },
      ([displacement]) => {
        seen.push(displacement);
        return 0;
      },
    );
    expect(seen[0]).toBe(0);
    expect(seen.slice(1)).toEqual([...roofDisplacement.slice(0, -1)]);
  });

  test('never exceeds the force limit', () => {
    const { force } = simulateEpisode(
      record,
      { building: V9, integrator: 'newmark', forceLimit: LIMIT },
      ([, velocity]) => -1000 * velocity,
    );
    expect(Math.max(...force)).toBe(LIMIT);
    expect(Math.min(...force)).toBe(-LIMIT);
  });

  test('is linear: twice the earthquake, twice the response', () => {
    const twice = { ...record, acceleration: record.acceleration.map((value) => 2 * value) };
    const once = simulateEpisode(
      record,
      { building: V9, integrator: 'newmark', forceLimit: 0 },
      () => 0,
    ).metrics;
    const doubled = simulateEpisode(
      twice,
      { building: V9, integrator: 'newmark', forceLimit: 0 },
      () => 0,
    ).metrics;
    expect(doubled.peakRoofDisplacement).toBe(2 * once.peakRoofDisplacement);
    expect(doubled.driftConcentrationRatio).toBe(once.driftConcentrationRatio);
  });

  test('a force on the damper moves the damper with it and the roof against it', () => {
    const calm = { name: 'calm', dt: 0.02, acceleration: new Float64Array(5) };
    const { roofDisplacement, tmdDisplacement } = simulateEpisode(
      calm,
      { building: V9, integrator: 'newmark', forceLimit: LIMIT },
      () => 1,
    );
    expect(tmdDisplacement.every((value) => value > 0)).toBe(true);
    expect(roofDisplacement.every((value) => value < 0)).toBe(true);
  });
});

test('a controller may read the whole state, which agrees with its observation', () => {
  let largest = 0;
  simulateEpisode(
    record,
    { building: V9, integrator: 'newmark', forceLimit: LIMIT },
    (observation, readState) => {
      const state = readState();
      expect(state).toHaveLength(2 * DEGREES_OF_FREEDOM);
      OBSERVED_STATE.forEach((index, entry) => expect(state[index]).toBe(observation[entry]));
      largest = Math.max(largest, Math.abs(state[DEGREES_OF_FREEDOM + TMD]));
      return 0;
    },
  );
  expect(largest).toBeGreaterThan(0);
});

test('the control energy is the work of the force along the stroke', () => {
  const { force, roofDisplacement, tmdDisplacement, metrics } = simulateEpisode(
    record,
    { building: V9, integrator: 'newmark', forceLimit: LIMIT },
    ([, velocity]) => -3 * velocity,
  );
  const stroke = tmdDisplacement.map((value, k) => value - roofDisplacement[k]);
  const work = stroke.reduce((sum, value, k) => sum + Math.abs(force[k] * (value - (stroke[k - 1] ?? 0))), 0);
  expectClose(metrics.controlEnergy, work);
  expectClose(metrics.peakStroke, Math.max(...stroke.map(Math.abs)));
});

describe('imperfections', () => {
  const random = {
    actuator: new RandomStream(3, 2, PURPOSE.actuatorNoise),
    sensor: new RandomStream(3, 2, PURPOSE.sensorNoise),
    dropout: new RandomStream(3, 2, PURPOSE.sensorDropout),
  };
  /** Exact in float32, which the environment's actions are. */
  const action = (step: number) => ((step % 9) - 4) / 4;

  test.each([1, 5])('of the actuator are the environment’s, with a control period of %i', (controlPeriod) => {
    const randomisation = { ...NO_RANDOMISATION, actuator_noise_std: 0.3, latency_steps: 3 };
    let decision = 0;
    const { roofDisplacement } = simulateEpisode(
      record,
      {
        building: V9,
        integrator: 'newmark',
        forceLimit: LIMIT,
        controlPeriod,
        imperfections: { randomisation, random, episode: 0 },
      },
      () => action(decision++),
    );
    const task = specification({
      count: 1,
      records: [record],
      forceLimit: LIMIT,
      controlPeriod,
      randomisation,
    });
    const environment = new VectorEnvironment(task, 3, 2);
    for (let k = 0; k < 100; k++) {
      environment.step(Float32Array.of(action(k)));
      const roof = environment.observations[0];
      expect(roof).toBe(Math.fround(roofDisplacement[(k + 1) * controlPeriod - 1]));
    }
  });

  test.each([NO_RANDOMISATION, USUAL_IMPERFECTIONS])(
    'the peak alone is that of the metrics',
    (randomisation) => {
      const task = {
        building: V9,
        integrator: 'newmark' as const,
        forceLimit: LIMIT,
        controlPeriod: 2,
        imperfections: { randomisation, random, episode: 1 },
      };
      const push: Controller = ([displacement, velocity]) => -2 * displacement - velocity;
      expect(simulatePeak(record, task, push)).toBe(
        simulateEpisode(record, task, push).metrics.peakRoofDisplacement,
      );
    },
  );

  test('of the sensors are multiplicative noise, then dropout, anew in each episode', () => {
    const look = (episode: number, sensor_noise_std: number, sensor_dropout: number) => {
      const seen: number[] = [];
      const randomisation = { ...NO_RANDOMISATION, sensor_noise_std, sensor_dropout };
      const { roofDisplacement } = simulateEpisode(
        record,
        {
          building: V9,
          integrator: 'newmark',
          forceLimit: LIMIT,
          imperfections: { randomisation, random, episode },
        },
        ([roof]) => {
          seen.push(roof);
          return 0;
        },
      );
      return { seen, roofDisplacement };
    };
    const { seen, roofDisplacement } = look(0, 0.1, 0);
    const errors = seen.slice(11).map((value, k) => value / roofDisplacement[k + 10] - 1);
    const deviation = Math.sqrt(errors.reduce((sum, error) => sum + error ** 2 / errors.length, 0));
    expect(Math.abs(deviation - 0.1)).toBeLessThan(5 * (0.1 / Math.sqrt(2 * errors.length)));
    const dropped = look(0, 0.1, 0.2).seen;
    expect(dropped.every((value, k) => value === 0 || value === seen[k])).toBe(true);
    const lost = dropped.filter((value) => value === 0).length;
    expect(Math.abs(lost - 200)).toBeLessThan(5 * Math.sqrt(160));
    expect(look(1, 0.1, 0).seen).not.toEqual(seen);
  });
});
