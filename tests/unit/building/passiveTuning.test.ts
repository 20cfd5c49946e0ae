import { describe, expect, test } from 'vitest';
import type { LinearSystem } from '../../../src/building/modalAnalysis';
import type { Tuning } from '../../../src/building/passiveTuning';
import {
  optimalTuning,
  oscillationOf,
  suspensionOf,
  tunedSuspension,
} from '../../../src/building/passiveTuning';
import { transmissibility } from '../../../src/building/transmissibility';
import { expectClose } from '../../support/expectClose';
import { polynomialRoots } from '../../support/polynomialRoots';

const MASS_RATIOS = [0.005, 0.02, 0.05, 0.2];

/**
 * An oscillator of 1 kg and 1 rad/s with a damper of `mu` kg.
 *
 * @param driven 'base' where the ground moves, 'force' where a force acts on the oscillator alone
 */
function oscillator(
  mu: number,
  { frequencyRatio: f, dampingRatio }: Tuning,
  driven: 'base' | 'force',
): LinearSystem {
  const k = mu * f ** 2;
  const c = 2 * dampingRatio * mu * f;
  return {
    size: 2,
    mass: Float64Array.of(1, 0, 0, mu),
    damping: Float64Array.of(c, -c, -c, c),
    stiffness: Float64Array.of(1 + k, -k, -k, k),
    influence: Float64Array.of(1, driven === 'base' ? 1 : 0),
  };
}

/** Hz, where the oscillator by itself has 1 rad/s. */
const hertz = (circular: number) => circular / (2 * Math.PI);
const grid = (from: number, to: number, count: number) =>
  Float64Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));

/** Largest amplitude under a harmonic force, in parts of the static displacement. */
function largestUnderForce(mu: number, tuning: Tuning): number {
  return Math.max(...transmissibility(oscillator(mu, tuning, 'force'), 0, grid(0.5, 1.6, 4001).map(hertz)));
}

/** Variance of the displacement under white base acceleration, up to a factor: the integral of |H|^2. */
function variance(mu: number, tuning: Tuning): number {
  const circular = grid(0, 6, 12_001);
  const amplitudes = transmissibility(oscillator(mu, tuning, 'base'), 0, circular.map(hertz));
  return amplitudes.reduce((sum, amplitude) => sum + amplitude ** 2, 0) * (circular[1] - circular[0]);
}

/** Some percent off in either direction, one quantity after the other. */
function detuned({ frequencyRatio, dampingRatio }: Tuning, part: number): Tuning[] {
  return [1 - part, 1 + part].flatMap((factor) => [
    { frequencyRatio: factor * frequencyRatio, dampingRatio },
    { frequencyRatio, dampingRatio: factor * dampingRatio },
  ]);
}

describe('Den Hartog’s tuning', () => {
  test('is that of his example: a damper of 1/20 has 0.952 of the frequency, c / 2 m W of 0.127 and a peak of 6.40', () => {
    const tuning = optimalTuning('denHartog', 1 / 20);
    expect(tuning.frequencyRatio.toFixed(3)).toBe('0.952');
    expect((tuning.dampingRatio * tuning.frequencyRatio).toFixed(3)).toBe('0.127');
    expect(largestUnderForce(1 / 20, tuning).toFixed(2)).toBe('6.41');
  });

  test.each(MASS_RATIOS)('makes the two fixed points equally high, sqrt(1 + 2 / mu), for mu = %f', (mu) => {
    const { frequencyRatio } = optimalTuning('denHartog', mu);
    // Where the curves meet whatever the damping: g^4 - 2 g^2 (1 + f^2 + mu f^2) / (2 + mu) + 2 f^2 / (2 + mu) = 0.
    const half = (1 + frequencyRatio ** 2 * (1 + mu)) / (2 + mu);
    const root = Math.sqrt(half ** 2 - (2 * frequencyRatio ** 2) / (2 + mu));
    for (const squared of [half - root, half + root]) {
      for (const dampingRatio of [0.05, 0.3]) {
        const system = oscillator(mu, { frequencyRatio, dampingRatio }, 'force');
        const [amplitude] = transmissibility(system, 0, [hertz(Math.sqrt(squared))]);
        expectClose(amplitude, Math.sqrt(1 + 2 / mu), 1e-9);
      }
    }
  });

  test.each(MASS_RATIOS)('has its peaks there, and lower ones than dampers beside it, for mu = %f', (mu) => {
    const tuning = optimalTuning('denHartog', mu);
    const largest = largestUnderForce(mu, tuning);
    expectClose(largest, Math.sqrt(1 + 2 / mu), 0.005);
    for (const other of detuned(tuning, 0.1)) expect(largestUnderForce(mu, other)).toBeGreaterThan(largest);
  });
});

test.each(MASS_RATIOS)(
  'Warburton’s tuning has the least variance under white base acceleration, for mu = %f',
  (mu) => {
    const tuning = optimalTuning('warburton', mu);
    const least = variance(mu, tuning);
    for (const other of detuned(tuning, 0.02)) expect(variance(mu, other)).toBeGreaterThan(least);
  },
);

describe('Sadek’s tuning', () => {
  /** Damping ratios of the two modes of structure and damper: s = -zeta w + i w sqrt(1 - zeta^2). */
  function dampingRatios(mu: number, zeta0: number, { frequencyRatio: f, dampingRatio }: Tuning): number[] {
    const [a, b] = [2 * zeta0, 2 * dampingRatio * f];
    const coefficients = [f ** 2, a * f ** 2 + b, 1 + a * b + (1 + mu) * f ** 2, a + (1 + mu) * b, 1];
    return polynomialRoots(coefficients)
      .filter(({ im }) => im > 0)
      .map(({ re, im }) => -re / Math.hypot(re, im));
  }

  test.each(MASS_RATIOS)(
    'of an undamped structure makes both modes one, of damping sqrt(mu) / 2, for mu = %f',
    (mu) => {
      const ratios = dampingRatios(mu, 0, optimalTuning('sadek', mu));
      expect(ratios).toHaveLength(2);
      // A double root is found to half the digits.
      for (const ratio of ratios) expectClose(ratio, Math.sqrt(mu) / 2, 1e-5);
    },
  );

  test.each([0.02, 0.05])('of a structure with damping ratio %f makes both modes’ damping equal', (zeta0) => {
    for (const mu of [0.01, 0.05, 0.1]) {
      const tuning = optimalTuning('sadek', mu, zeta0);
      const [one, other] = dampingRatios(mu, zeta0, tuning);
      // The formula is a fit: 7 % apart at worst, and a frequency 5 % beside it parts them three times as far.
      expectClose(one, other, 0.08);
      for (const factor of [0.95, 1.05]) {
        const detunedRatios = dampingRatios(mu, zeta0, {
          ...tuning,
          frequencyRatio: factor * tuning.frequencyRatio,
        });
        const apart = Math.abs(detunedRatios[0] - detunedRatios[1]);
        expect(apart).toBeGreaterThan(3 * Math.abs(one - other));
      }
      expectClose((one + other) / 2, (zeta0 + tuning.dampingRatio) / 2, 0.05);
    }
  });
});

test('a damper’s spring and dashpot follow from its frequency and damping ratio, and back', () => {
  const suspension = suspensionOf(4000, { frequency: 0.5, dampingRatio: 0.1 });
  expectClose(suspension.stiffness, 4000 * Math.PI ** 2, 1e-12);
  expectClose(suspension.damping, 2 * 0.1 * 4000 * Math.PI, 1e-12);
  const { frequency, dampingRatio } = oscillationOf(4000, suspension);
  expectClose(frequency, 0.5, 1e-12);
  expectClose(dampingRatio, 0.1, 1e-12);
});

test('a damper is tuned to the mode by its part of the modal mass', () => {
  const mode = { frequency: 2, modalMass: 50_000, dampingRatio: 0.03 };
  const tuning = optimalTuning('sadek', 0.02, 0.03);
  const { frequency, dampingRatio } = oscillationOf(1000, tunedSuspension('sadek', 1000, mode));
  expectClose(frequency, 2 * tuning.frequencyRatio, 1e-12);
  expectClose(dampingRatio, tuning.dampingRatio, 1e-12);
});
