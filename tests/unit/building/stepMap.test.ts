import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { multiply } from '../../../src/numerics/matrix';
import type { Motion } from '../../../src/building/newmark';
import { NewmarkIntegrator, TIME_STEP } from '../../../src/building/newmark';
import type { StepMap } from '../../../src/building/stepMap';
import { applyStepMap, stepMap } from '../../../src/building/stepMap';
import { dampedEigenvalue, modeOf, nearestEigenvalue, spectralRadius } from '../../support/eigenvalues';
import { expectClose } from '../../support/expectClose';
import { golden, goldenRecord } from '../../support/goldenBuilding';
import { DEGREES_OF_FREEDOM, STATE_SIZE, V9 } from '../../support/v9Building';

describe.each(['newmark', 'v9'] as const)('the step map of %s', (integrator) => {
  const map = stepMap(V9, integrator);
  const expected = golden.model[integrator];

  test('has the norms of the reference', () => {
    expectClose(Math.hypot(...map.A), expected.A_frobenius);
    expectClose(Math.hypot(...map.B), expected.B_norm);
    expectClose(Math.hypot(...map.E), expected.E_norm);
  });

  test('has the spectral radius of the reference', () => {
    expect(Math.abs(spectralRadius(map.A, STATE_SIZE) - expected.spectral_radius)).toBeLessThan(5e-6);
  });

  test.each(expected.modes)('has a mode at $frequency_Hz Hz with its damping ratio', (mode) => {
    const eigenvalue = nearestEigenvalue(map.A, STATE_SIZE, dampedEigenvalue(mode, TIME_STEP));
    const { frequency_Hz, damping_ratio } = modeOf(eigenvalue, TIME_STEP);
    expectClose(frequency_Hz, mode.frequency_Hz);
    expectClose(damping_ratio, mode.damping_ratio, 1e-9, 1);
  });

  test('agrees with the integrator step by step', () => {
    const newmark = new NewmarkIntegrator(V9.structure, integrator);
    const { acceleration } = goldenRecord('chirp');
    const zero = () => new Float64Array(DEGREES_OF_FREEDOM);
    let motion: Motion = { displacement: zero(), velocity: zero(), acceleration: zero() };
    let state = new Float64Array(STATE_SIZE);
    let next = new Float64Array(STATE_SIZE);
    let largest = 0;
    for (let step = 0; step < 2000; step++) {
      const force = 150_000 * Math.sin(0.3 * step);
      motion = newmark.step(motion, force, acceleration[step]);
      applyStepMap(map, { before: state, after: next, offset: 0 }, force, acceleration[step]);
      [state, next] = [next, state];
      motion.displacement.forEach((d, i) => (largest = Math.max(largest, Math.abs(d - state[i]))));
    }
    expect(Math.max(...state.map(Math.abs))).toBeGreaterThan(0.1);
    expect(largest).toBeLessThan(1e-11);
  });

  test('is what applyStepMap applies, to each structure at its own offset', () => {
    const entry = fc.double({ min: -1, max: 1, noNaN: true });
    const states = fc.array(entry, { minLength: 2 * STATE_SIZE, maxLength: 2 * STATE_SIZE });
    fc.assert(
      fc.property(states, entry, entry, (entries, force, ground) => {
        const state = Float64Array.from(entries);
        const next = new Float64Array(2 * STATE_SIZE);
        applyStepMap(map, { before: state, after: next, offset: STATE_SIZE }, 1e5 * force, 10 * ground);
        const expectedNext = affine(map, state.subarray(STATE_SIZE), 1e5 * force, 10 * ground);
        expect(next.subarray(0, STATE_SIZE).every((value) => value === 0)).toBe(true);
        const scale = Math.max(1, ...expectedNext.map(Math.abs));
        expectedNext.forEach((value, i) => expectClose(next[STATE_SIZE + i], value, 1e-13, scale));
      }),
    );
  });
});

describe('the two integrators', () => {
  const newmark = stepMap(V9, 'newmark');
  const v9 = stepMap(V9, 'v9');

  test('answer alike to the control force and not to the ground', () => {
    expect(v9.B).toEqual(newmark.B);
    expect(v9.E).not.toEqual(newmark.E);
    expect(v9.A).not.toEqual(newmark.A);
  });

  test('newmark carries every mass with rigid ground acceleration; v9 leaves out the damper', () => {
    // Right after a unit pulse every inertia force is -m: without springs each mass would have acceleration -1.
    const damper = 3 * DEGREES_OF_FREEDOM - 1;
    expect(newmark.E[damper]).toBeCloseTo(-1, 1);
    expect(Math.abs(v9.E[damper])).toBeLessThan(0.05);
  });
});

/** A x + B u + E ag, multiplied out in full. */
function affine({ A, B, E }: StepMap, state: Float64Array, force: number, ground: number): Float64Array {
  return multiply(A, state, STATE_SIZE).map((value, i) => value + B[i] * force + E[i] * ground);
}
