import { describe, expect, test } from 'vitest';
import { multiply } from '../../../src/building/matrix';
import type { Motion } from '../../../src/building/newmark';
import { NewmarkIntegrator } from '../../../src/building/newmark';
import {
  DEGREES_OF_FREEDOM,
  naturalFrequencies,
  rayleighCoefficients,
  shearBuilding,
} from '../../../src/building/shearBuilding';
import { applyStepMap, STATE_SIZE, stepMap } from '../../../src/building/stepMap';
import { golden, goldenRecord } from '../../support/goldenBuilding';

const building = shearBuilding();
const { model } = golden;
const at = (matrix: Float64Array, row: number, column: number) => matrix[row * DEGREES_OF_FREEDOM + column];

function expectClose(actual: number, expected: number, relative = 1e-9) {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}

describe('the building', () => {
  test('has the masses, stiffnesses and damping of the reference', () => {
    model.M_diag.forEach((mass, i) => expectClose(building.mass[i], mass));
    model.K_diag.forEach((value, i) => expectClose(at(building.stiffness, i, i), value));
    model.K_offdiag.forEach((value, i) => {
      expectClose(at(building.stiffness, i, i + 1), value);
      expectClose(at(building.stiffness, i + 1, i), value);
    });
    expectClose(at(building.damping, 11, 11), model.C_11_11);
    expectClose(at(building.damping, 11, 12), model.C_11_12);
    expectClose(at(building.damping, 12, 12), model.C_12_12);
    expectClose(at(building.damping, 0, 0), model.C_0_0);
  });

  test('has the natural frequencies and Rayleigh coefficients of the reference', () => {
    const { mass, stiffness } = building;
    naturalFrequencies(mass, stiffness).forEach((f, i) => expectClose(f, model.natural_frequencies_Hz[i]));
    const { alpha, beta } = rayleighCoefficients(mass, stiffness);
    expectClose(alpha, model.rayleigh_alpha);
    expectClose(beta, model.rayleigh_beta);
  });
});

describe.each(['newmark', 'v9'] as const)('the step map of %s', (integrator) => {
  const { A, B, E } = stepMap(integrator);
  const expected = model[integrator];

  test('has the norms of the reference', () => {
    expectClose(Math.hypot(...A), expected.A_frobenius);
    expectClose(Math.hypot(...B), expected.B_norm);
    expectClose(Math.hypot(...E), expected.E_norm);
  });

  test('has the spectral radius of the reference: free vibration decays by it', () => {
    let state: Float64Array = new Float64Array(STATE_SIZE).fill(1e-3);
    // Only the first mode is left after 60,000 steps; its growth over whole periods gives the radius.
    const grow = (steps: number) => {
      let energy = 0;
      for (let step = 0; step < steps; step++) {
        state = multiply(A, state, STATE_SIZE);
        if (step >= steps - 5000) energy += state[11] ** 2;
      }
      return energy;
    };
    if (integrator === 'newmark') {
      grow(20_000);
      const before = grow(5000);
      const after = grow(5000);
      expect(Math.sqrt(after / before) ** (1 / 5000)).toBeCloseTo(expected.spectral_radius, 5);
    } else {
      // The original's scheme has no damping left at all.
      const before = grow(20_000);
      const after = grow(20_000);
      expect(Math.sqrt(after / before) ** (1 / 20_000)).toBeCloseTo(1, 6);
    }
  });

  test('agrees with the integrator step by step', () => {
    const newmark = new NewmarkIntegrator(building, integrator);
    const { acceleration } = goldenRecord('chirp');
    const zero = () => new Float64Array(DEGREES_OF_FREEDOM);
    let motion: Motion = { displacement: zero(), velocity: zero(), acceleration: zero() };
    let state = new Float64Array(STATE_SIZE);
    let next = new Float64Array(STATE_SIZE);
    let largest = 0;
    for (let step = 0; step < 2000; step++) {
      const force = 150_000 * Math.sin(0.3 * step);
      motion = newmark.step(motion, force, acceleration[step]);
      applyStepMap({ A, B, E }, state, next, 0, force, acceleration[step]);
      [state, next] = [next, state];
      motion.displacement.forEach((d, i) => (largest = Math.max(largest, Math.abs(d - state[i]))));
    }
    expect(Math.max(...state.map(Math.abs))).toBeGreaterThan(0.1);
    expect(largest).toBeLessThan(1e-11);
  });
});
