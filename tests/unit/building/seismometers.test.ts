import { describe, expect, test } from 'vitest';
import type { Building } from '../../../src/building/building';
import { compile, massOf, observationSizeOf } from '../../../src/building/building';
import { SEISMOMETER_DAMPING, withSeismometers } from '../../../src/building/seismometers';
import { stepMap } from '../../../src/building/stepMap';
import { observedState } from '../../../src/environment/observation';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { USUAL_IMPERFECTIONS } from '../../../src/environment/specification';
import { saturatedLqr } from '../../../src/evaluation/controllers/saturatedLqr';
import { evaluationRecords } from '../../../src/evaluation/evaluationRecords';
import { PURPOSE, RandomStream } from '../../../src/random/stream';
import { COUPLED_MASSES } from '../../support/buildings';
import { expectClose } from '../../support/expectClose';

const FREQUENCIES = [0.1, 0.5, 3];
const plain = compile();
const instrumented = withSeismometers(plain, FREQUENCIES);
const [, record] = evaluationRecords('M5.7', 'clough-penzien');

describe('seismometers beside a building', () => {
  test('are observed behind its floors and before its damper', () => {
    const { observed, degreesOfFreedom, damper } = instrumented;
    expect(observed).toEqual([11, 7, 5, 13, 14, 15, damper]);
    expect([degreesOfFreedom, observationSizeOf(instrumented)]).toEqual([16, 14]);
    expect(observedState(instrumented)).toEqual([11, 27, 7, 23, 5, 21, 13, 29, 14, 30, 15, 31, 12, 28]);
  });

  test('are none where no frequency is given, and the same object for the same frequencies', () => {
    expect(withSeismometers(plain, [])).toBe(plain);
    expect(withSeismometers(plain, [...FREQUENCIES])).toBe(instrumented);
    expect(withSeismometers(plain, [0.1])).not.toBe(instrumented);
  });

  test.each(['newmark', 'v9'] as const)('follow the equation of an oscillator beside %s', (integrator) => {
    const map = stepMap(instrumented, integrator);
    const { displacement } = simulateEpisode(
      record,
      { building: instrumented, integrator, forceLimit: 150_000 },
      () => 0.7,
    );
    FREQUENCIES.forEach((frequency, i) => {
      const omega = 2 * Math.PI * frequency;
      let [d, v, a, largest] = [0, 0, 0, 0];
      record.acceleration.forEach((ground, step) => {
        // Average acceleration: d and v at the step's end in terms of a, put into the equation of motion.
        const [dt, z] = [record.dt, SEISMOMETER_DAMPING];
        const predictedV = v + (dt / 2) * a;
        const predictedD = d + dt * v + (dt ** 2 / 4) * a;
        a =
          (-ground - 2 * z * omega * predictedV - omega ** 2 * predictedD) /
          (1 + z * omega * dt + (omega * dt) ** 2 / 4);
        v = predictedV + (dt / 2) * a;
        d = predictedD + (dt ** 2 / 4) * a;
        largest = Math.max(largest, Math.abs(d - displacement[step * map.degreesOfFreedom + 13 + i]));
      });
      expect(Math.abs(d)).toBeGreaterThan(0);
      expect(largest).toBeLessThan(1e-12);
    });
  });

  test.each([
    ['the v9 building', plain],
    ['a building of matrices', compile(COUPLED_MASSES)],
  ])('change nothing of %s, its metrics or its regulator', (_, building) => {
    const beside = withSeismometers(building, FREQUENCIES);
    const weights = { force: 1e-12, stroke: 1e-3, gain: 0.5 };
    const forceLimit = 100_000;
    const played = [building, beside].map((each) =>
      simulateEpisode(
        record,
        { building: each, integrator: 'newmark', forceLimit },
        saturatedLqr(each, 'newmark', forceLimit, weights),
      ),
    );
    const [alone, together] = played;
    expect(alone.metrics.peakForce).toBeGreaterThan(0);
    expect(together.metrics).toEqual(alone.metrics);
    expect(together.force).toEqual(alone.force);
    expect(massOf(beside)).toBe(massOf(building));
  });

  test('leave the imperfections of the other sensors as they are, and have their own', () => {
    const random = {
      actuator: new RandomStream(0, 1, PURPOSE.actuatorNoise),
      sensor: new RandomStream(0, 1, PURPOSE.sensorNoise),
      dropout: new RandomStream(0, 1, PURPOSE.sensorDropout),
    };
    const imperfections = { randomisation: USUAL_IMPERFECTIONS, random, episode: 3 };
    const play = (building: Building) => {
      const seen: Float64Array[] = [];
      const { force } = simulateEpisode(
        record,
        { building, integrator: 'newmark', forceLimit: 100_000, imperfections },
        (observation, readState) => {
          seen.push(observation.slice());
          return 5 * readState()[11];
        },
      );
      return { force, seen };
    };
    const [alone, beside] = [plain, instrumented].map(play);
    expect(beside.force).toEqual(alone.force);
    const floorsAndDamper = (observation: Float64Array) => [
      ...observation.slice(0, 6),
      ...observation.slice(-2),
    ];
    expect(beside.seen.map(floorsAndDamper)).toEqual(alone.seen.map((observation) => [...observation]));
    const lost = (entry: number) => beside.seen.slice(1).flatMap((each, i) => (each[entry] === 0 ? [i] : []));
    expect(lost(6).length).toBeGreaterThan(0);
    expect(new Set([6, 7, 8, 9, 10, 11].map((entry) => lost(entry).join())).size).toBe(6);
  });

  test('of a low frequency tell the displacement of the ground, of a high one its acceleration', () => {
    const building = withSeismometers(plain, [0.02, 12]);
    const { displacement } = simulateEpisode(
      {
        name: 'one swing',
        dt: 0.02,
        acceleration: Float64Array.from({ length: 50 }, (_, i) => Math.sin(0.04 * Math.PI * (i + 1))),
      },
      { building, integrator: 'newmark', forceLimit: 1 },
      () => 0,
    );
    // Integrated twice, sin(2 pi t) is t / (2 pi) - sin(2 pi t) / (2 pi)^2: at 1 s 0.159 m.
    const last = 49 * building.degreesOfFreedom + 13;
    expectClose(displacement[last], -0.159, 0.1);
    const quarter = 12 * building.degreesOfFreedom + 14;
    expectClose(displacement[quarter], -1 / (2 * Math.PI * 12) ** 2, 0.05);
  });
});
