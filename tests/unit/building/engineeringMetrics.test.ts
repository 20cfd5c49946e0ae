import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile, massOf } from '../../../src/building/building';
import type { ShearFrame } from '../../../src/building/design';
import type { ResponseMetrics } from '../../../src/building/responseMetrics';
import { ResponseRecorder } from '../../../src/building/responseMetrics';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { COUPLED_MASSES, FIVE_STOREYS, FORTY_STOREYS, ONE_STOREY } from '../../support/buildings';
import { displacementNewmark } from '../../support/displacementNewmark';
import { expectClose } from '../../support/expectClose';
import { goldenActions, goldenRecord } from '../../support/goldenBuilding';

const DT = 0.02;
const GRAVITY = 9.80665;

describe('one storey, by hand', () => {
  // 150 t on a storey of 3 m, with a damper of 3 t.
  const building = compile(ONE_STOREY);
  const recorder = new ResponseRecorder(building, { integrator: 'newmark', weight: 1.5e6 });
  // Displacements of floor and damper, their velocities, their accelerations; force; ground.
  recorder.record(Float64Array.of(0.03, 0.43, 0.2, -1.3, -4, 10), 20_000, 1.5);
  recorder.record(Float64Array.of(-0.06, 0.04, -0.5, 0.1, 1, -2), -30_000, -0.5);
  const metrics = recorder.metrics();

  test.each<[keyof ResponseMetrics, number]>([
    ['peakRoofVelocity', 0.5],
    ['peakDriftRatio', 0.06 / 3],
    ['rmsDriftRatio', Math.sqrt((0.03 ** 2 + 0.06 ** 2) / 2) / 3],
    // -4 + 1.5, then 1 - 0.5.
    ['peakFloorAcceleration', 2.5],
    ['rmsFloorAcceleration', Math.sqrt((2.5 ** 2 + 0.5 ** 2) / 2)],
    // 150 t x -2.5 + 3 t x 11.5, then 150 t x 0.5 + 3 t x -2.5.
    ['peakBaseShear', 340_500],
    ['rmsBaseShear', Math.sqrt((340_500 ** 2 + 67_500 ** 2) / 2)],
    ['baseShearPerWeight', 0.227],
    ['forcePerWeight', 0.02],
    // 0.4 m, then 0.1 m.
    ['peakStroke', 0.4],
    // 20 kN x 1.5 m/s, then 30 kN x 0.6 m/s.
    ['peakControlPower', 30_000],
    // 20 kN over 0.4 m, then 30 kN over 0.3 m.
    ['controlEnergy', 17_000],
    ['meanControlPower', 17_000 / 0.04],
  ])('%s', (metric, expected) => expectClose(metrics[metric], expected));

  test('in v9’s equations the ground does not act on the damper', () => {
    const ofV9 = new ResponseRecorder(building, { integrator: 'v9', weight: 1.5e6 });
    ofV9.record(Float64Array.of(0.03, 0.43, 0.2, -1.3, -4, 10), 20_000, 1.5);
    expectClose(ofV9.metrics().peakBaseShear, 150_000 * 2.5 - 3_000 * 10);
  });
});

/** Undamped, 2 s, with a damper too light to matter. */
const OSCILLATOR: ShearFrame = {
  kind: 'shear',
  name: 'Oscillator',
  source: '',
  storeys: [{ height: 4, mass: 100_000, stiffness: 100_000 * Math.PI ** 2 }],
  damping: { kind: 'modal', ratios: [0] },
  damper: { floor: 1, mass: 1e-3, stiffness: 1e-3, damping: 0 },
  sensors: [1],
};

test('an undamped oscillator on ground that accelerates at once: d = (cos wt - 1) a / w2', () => {
  const building = compile(OSCILLATOR);
  const a = 0.7;
  const record = { name: 'step', dt: DT, acceleration: new Float64Array(1000).fill(a) };
  const { metrics } = simulateEpisode(record, { building, integrator: 'newmark', forceLimit: 0 }, () => 0);
  const omega = Math.PI;
  const close = (metric: keyof ResponseMetrics, expected: number) =>
    expectClose(metrics[metric], expected, 2e-3);
  close('peakRoofVelocity', a / omega);
  close('peakDriftRatio', (2 * a) / omega ** 2 / 4);
  close('rmsDriftRatio', (Math.sqrt(1.5) * a) / omega ** 2 / 4);
  // The spring alone pushes the mass: its absolute acceleration is -w2 d.
  close('peakFloorAcceleration', 2 * a);
  close('rmsFloorAcceleration', Math.sqrt(1.5) * a);
  close('peakBaseShear', 2 * a * 100_000);
  close('rmsBaseShear', Math.sqrt(1.5) * a * 100_000);
  close('baseShearPerWeight', (2 * a) / GRAVITY);
});

test('a force that pushes a free damper from a heavy floor: u2 t / m of power, u2 t2 / 2 m of work', () => {
  const free = { floor: 1, mass: 1_000, stiffness: 1e-9, damping: 0 };
  const [storey] = OSCILLATOR.storeys;
  const heavy = { ...storey, mass: 1e12, stiffness: 1e16 };
  const building = compile({ ...OSCILLATOR, storeys: [heavy], damper: free });
  const record = { name: 'still', dt: DT, acceleration: new Float64Array(500) };
  const { metrics } = simulateEpisode(
    record,
    { building, integrator: 'newmark', forceLimit: 2_000 },
    () => 1,
  );
  // The first step begins without an acceleration, as half a step less would.
  const t = 500 * DT - DT / 2;
  expectClose(metrics.peakControlPower, (2_000 ** 2 * t) / 1_000, 1e-6);
  expectClose(metrics.peakStroke, (2_000 * t ** 2) / 2 / 1_000, 1e-4);
  expectClose(metrics.controlEnergy, (2_000 ** 2 * t ** 2) / 2 / 1_000, 1e-4);
  expectClose(metrics.meanControlPower, metrics.controlEnergy / 10);
  expectClose(metrics.forcePerWeight, 2_000 / (1e12 * GRAVITY));
});

test.each([ONE_STOREY, FIVE_STOREYS, FORTY_STOREYS, COUPLED_MASSES])(
  'Newmark’s method in its displacement form gives the same: $name',
  (design) => {
    const building = compile(design);
    const record = goldenRecord('decaying_sine');
    const steps = record.acceleration.length;
    const actions = goldenActions('sine', steps);
    let step = 0;
    const task = { building, integrator: 'newmark', forceLimit: 150_000 } as const;
    const { metrics, force } = simulateEpisode(record, task, () => actions[step++]);
    const motion = displacementNewmark(building, record.acceleration, force);
    const { floors, influence, structure, damper, damperStandsOn, degreesOfFreedom: n } = building;
    const places = floors.map(({ degreeOfFreedom }) => degreeOfFreedom);
    const drifts = floors.map(({ degreeOfFreedom, height }, i) =>
      motion.displacement.map((d) => (d[degreeOfFreedom] - (i > 0 ? d[places[i - 1]] : 0)) / height),
    );
    const accelerations = places.map((place) =>
      motion.acceleration.map((a, k) => a[place] + influence[place] * record.acceleration[k]),
    );
    const speeds = motion.velocity.map((v) => v[damper] - v[damperStandsOn]);
    const peak = (values: readonly number[]) => Math.max(...values.map(Math.abs));
    const rms = (values: readonly number[]) =>
      Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / steps);
    const close = (metric: keyof ResponseMetrics, expected: number) =>
      expectClose(metrics[metric], expected, 1e-8);
    close('peakDriftRatio', Math.max(...drifts.map(peak)));
    close('rmsDriftRatio', Math.max(...drifts.map(rms)));
    close('peakFloorAcceleration', Math.max(...accelerations.map(peak)));
    close('rmsFloorAcceleration', Math.max(...accelerations.map(rms)));
    close('peakControlPower', peak(speeds.map((speed, k) => speed * force[k])));
    close('peakRoofVelocity', peak(motion.velocity.map((v) => v[building.roof])));
    // What the columns hold: a force between damper and floor moves no building as a whole.
    const held = (k: number) =>
      influence.reduce((sum, moved, i) => {
        for (let j = 0; j < n; j++) {
          const at = i * n + j;
          sum += moved * structure.stiffness[at] * motion.displacement[k][j];
          sum += moved * structure.damping[at] * motion.velocity[k][j];
        }
        return sum;
      }, 0);
    const shears = Array.from({ length: steps }, (_, k) => held(k));
    if (influence[damper] === influence[damperStandsOn]) {
      close('peakBaseShear', peak(shears));
      close('rmsBaseShear', rms(shears));
      close('baseShearPerWeight', peak(shears) / (GRAVITY * massOf(building)));
    }
  },
);

describe('the base shear of a storey', () => {
  test('is the force in its columns and dashpots: k d + c v', () => {
    const building = compile(ONE_STOREY);
    const record = goldenRecord('decaying_sine');
    const task = { building, integrator: 'newmark', forceLimit: 80_000 } as const;
    const trace = simulateEpisode(record, task, ([d]) => 40 * d);
    const [storey] = ONE_STOREY.storeys;
    // Rayleigh’s damping of one mode is in proportion to the stiffness: c = 2 zeta k / w.
    const c = (2 * 0.02 * storey.stiffness) / Math.sqrt(storey.stiffness / storey.mass);
    const shears = trace.roofDisplacement.map((d, k) =>
      Math.abs(storey.stiffness * d + c * trace.roofVelocity[k]),
    );
    expectClose(trace.metrics.peakBaseShear, Math.max(...shears));
  });

  test('is k d in v9’s equations as well, where nothing is damped', () => {
    const [storey] = OSCILLATOR.storeys;
    const building = compile({
      ...OSCILLATOR,
      damper: { floor: 1, mass: 20_000, stiffness: 150_000, damping: 0 },
    });
    const task = { building, integrator: 'v9', forceLimit: 80_000 } as const;
    const trace = simulateEpisode(goldenRecord('decaying_sine'), task, ([d]) => 4 * d);
    expectClose(
      trace.metrics.peakBaseShear,
      storey.stiffness * Math.max(...trace.roofDisplacement.map(Math.abs)),
    );
  });
});

describe('of any ground motion', () => {
  const grounds = fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 20, maxLength: 60 });
  const run = (acceleration: readonly number[]) =>
    simulateEpisode(
      { name: 'any', dt: DT, acceleration: Float64Array.from(acceleration) },
      { building: compile(FIVE_STOREYS), integrator: 'newmark', forceLimit: 0 },
      () => 0,
    ).metrics;

  test('peaks are no less than root mean squares, and what is divided by the weight is', () => {
    fc.assert(
      fc.property(grounds, (ground) => {
        const metrics = run(ground);
        expect(metrics.peakDriftRatio).toBeGreaterThanOrEqual(metrics.rmsDriftRatio);
        expect(metrics.peakFloorAcceleration).toBeGreaterThanOrEqual(metrics.rmsFloorAcceleration);
        expect(metrics.peakBaseShear).toBeGreaterThanOrEqual(metrics.rmsBaseShear);
        const weight = GRAVITY * massOf(compile(FIVE_STOREYS));
        expectClose(metrics.baseShearPerWeight * weight, metrics.peakBaseShear);
        // No storey is higher than 3.5 m or lower than 3 m.
        expect(metrics.peakDriftRatio).toBeLessThanOrEqual(metrics.peakStoreyDrift / 3 + 1e-15);
        expect(metrics.peakDriftRatio).toBeGreaterThanOrEqual(metrics.peakStoreyDrift / 3.5 - 1e-15);
      }),
      { numRuns: 40 },
    );
  });

  test('twice the earthquake the other way round is twice the response', () => {
    const linear = [
      'peakRoofVelocity',
      'peakDriftRatio',
      'rmsDriftRatio',
      'peakFloorAcceleration',
      'rmsFloorAcceleration',
      'peakBaseShear',
      'rmsBaseShear',
      'baseShearPerWeight',
    ] as const;
    fc.assert(
      fc.property(grounds, (ground) => {
        const once = run(ground);
        const twice = run(ground.map((value) => -2 * value));
        for (const metric of linear) expect(twice[metric]).toBe(2 * once[metric]);
      }),
      { numRuns: 40 },
    );
  });
});

test('a building weighs what of it moves with the ground, without its damper', () => {
  expectClose(massOf(compile(FIVE_STOREYS)), 5 * 150_000 + 5_000 * (0 + 2 + 4 + 1 + 3));
  // Floors coupled in their masses, the upper one moved by 0.9.
  expectClose(massOf(compile(COUPLED_MASSES)), 90_000 + 2 * 0.9 * 12_000 + 0.81 * 70_000);
});
