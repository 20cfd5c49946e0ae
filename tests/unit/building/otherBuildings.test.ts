import { describe, expect, test } from 'vitest';
import { bareFrequencies, compile } from '../../../src/building/building';
import type { ShearFrame } from '../../../src/building/design';
import type { Motion } from '../../../src/building/newmark';
import { NewmarkIntegrator, TIME_STEP } from '../../../src/building/newmark';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import golden from '../../golden/buildings.json';
import { COUPLED_MASSES, FIVE_STOREYS, ONE_STOREY, TWENTY_STOREYS } from '../../support/buildings';
import { expectClose } from '../../support/expectClose';
import { goldenActions, goldenRecord } from '../../support/goldenBuilding';

const CASES = [ONE_STOREY, FIVE_STOREYS, TWENTY_STOREYS].map((design, i) => ({
  name: design.name,
  building: compile(design),
  expected: golden.cases[i],
}));

describe.each(CASES)('$name against NumPy and SciPy', ({ building, expected }) => {
  test('has the frequencies and the damping', () => {
    const frequencies = bareFrequencies(building);
    expected.frequencies_Hz.forEach((frequency, mode) => expectClose(frequencies[mode], frequency));
    const { size, damping } = building.structure;
    expect(expected.damping_diagonal).toHaveLength(size);
    expected.damping_diagonal.forEach((value, i) => expectClose(damping[i * (size + 1)], value));
  });

  test('moves as the textbook says, under an earthquake and a force', () => {
    const record = goldenRecord('decaying_sine');
    const actions = goldenActions('sine', golden.steps);
    let step = 0;
    const { displacement, roofDisplacement, tmdDisplacement } = simulateEpisode(
      record,
      { building, integrator: 'newmark', forceLimit: 150_000 },
      () => actions[step++],
    );
    const { degreesOfFreedom, roof, damper } = building;
    for (const sample of expected.samples) {
      sample.displacement_m.forEach((value, i) =>
        expectClose(displacement[sample.step * degreesOfFreedom + i], value, 1e-9, expected.peaks_m[i]),
      );
      expect(roofDisplacement[sample.step]).toBe(displacement[sample.step * degreesOfFreedom + roof]);
      expect(tmdDisplacement[sample.step]).toBe(displacement[sample.step * degreesOfFreedom + damper]);
    }
  });
});

/** One storey whose damper is too light to matter: an oscillator. */
const OSCILLATOR: ShearFrame = {
  kind: 'shear',
  name: 'Oscillator',
  source: '',
  storeys: [{ height: 3, mass: 1000, stiffness: 4000 * Math.PI ** 2 }],
  damping: { kind: 'rayleigh', ratios: [0.05, 0.05], modesOf: 'frame' },
  damper: { floor: 1, mass: 1e-6, stiffness: 1e-6, damping: 0 },
  sensors: [1],
};

describe('one storey of 1 Hz, by hand', () => {
  const building = compile(OSCILLATOR);

  test('has k = m (2 pi)^2 and c = 2 zeta m 2 pi', () => {
    expectClose(bareFrequencies(building)[0], 1, 1e-12);
    expectClose(building.structure.damping[0], 2 * 0.05 * 1000 * 2 * Math.PI, 1e-12);
  });

  test('takes its first step under a jump of the ground to 1 m/s2', () => {
    // From rest, a1 = -m / (m + dt c / 2 + dt^2 k / 4), v1 = dt a1 / 2, d1 = dt^2 a1 / 4.
    const [k, c] = [4000 * Math.PI ** 2, 200 * Math.PI];
    const acceleration = -1000 / (1000 + (TIME_STEP * c) / 2 + (TIME_STEP ** 2 * k) / 4);
    const rest = () => new Float64Array(2);
    const motion = { displacement: rest(), velocity: rest(), acceleration: rest() };
    const next = new NewmarkIntegrator(building.structure, 'newmark').step(motion, 0, 1);
    expectClose(next.acceleration[0], acceleration, 1e-8);
    expectClose(next.velocity[0], (TIME_STEP * acceleration) / 2, 1e-8);
    expectClose(next.displacement[0], (TIME_STEP ** 2 * acceleration) / 4, 1e-8);
  });

  test('loses exp(-zeta 2 pi) of its amplitude in a period, and has the period that the method makes of it', () => {
    // Without an actuator, from a displacement of 1 m.
    const integrator = new NewmarkIntegrator(building.structure, 'newmark');
    const start = { displacement: Float64Array.of(1, 1), velocity: new Float64Array(2) };
    let motion: Motion = { ...start, acceleration: integrator.equilibriumAcceleration(start, 0) };
    const peaks: number[] = [1];
    for (let step = 0; step < 210; step++) {
      const before: number = motion.velocity[0];
      motion = integrator.step(motion, 0, 0);
      if (before > 0 && motion.velocity[0] <= 0) peaks.push(motion.displacement[0]);
    }
    const decrement = (2 * Math.PI * 0.05) / Math.sqrt(1 - 0.05 ** 2);
    expect(peaks).toHaveLength(5);
    peaks.slice(1).forEach((peak, i) => expect(Math.log(peaks[i] / peak)).toBeCloseTo(decrement, 1));
    expect(Math.log(1 / peaks[4]) / 4).toBeCloseTo(decrement, 2);
  });
});

describe('matrices', () => {
  const building = compile(COUPLED_MASSES);

  test('shake by M times the influence vector, masses that are coupled included', () => {
    expect([...building.structure.inertia]).toEqual([2_000, 90_000 + 0.9 * 12_000, 12_000 + 0.9 * 70_000]);
  });

  test('are in equilibrium with a force that is held for long: K d = load, wherever the damper is', () => {
    const record = { name: 'still', dt: TIME_STEP, acceleration: new Float64Array(20_000) };
    const { displacement } = simulateEpisode(
      record,
      { building, integrator: 'newmark', forceLimit: 600 },
      () => 1,
    );
    const [damper, first, roof] = displacement.subarray(-3);
    // The force is internal: the floors end where they were, and the spring is stretched by 600 N / 60 kN/m.
    expect(first).toBeCloseTo(0, 6);
    expect(roof).toBeCloseTo(0, 6);
    expect(damper - first).toBeCloseTo(0.01, 6);
  });
});
