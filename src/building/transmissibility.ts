import type { ComplexArray } from '../numerics/complexSolve';
import { solveComplex } from '../numerics/complexSolve';
import { multiply } from '../numerics/matrix';
import type { LinearSystem } from './modalAnalysis';

/**
 * Displacements relative to the ground under a harmonic ground acceleration of 1 m/s2:
 * (-omega^2 M + i omega C + K) d = -M r (Chopra, section 13.1).
 *
 * @param frequency Hz
 * @returns one complex amplitude a degree of freedom, m per m/s2
 * @throws RangeError where nothing damps a resonance at just this frequency
 */
export function harmonicResponse(system: LinearSystem, frequency: number): ComplexArray {
  const { size, mass, damping, stiffness, influence } = system;
  const circular = 2 * Math.PI * frequency;
  const re = stiffness.map((value, index) => value - circular ** 2 * mass[index]);
  const im = damping.map((value) => circular * value);
  const right = multiply(mass, influence, size).map((value) => -value);
  return solveComplex({ re, im }, { re: right, im: new Float64Array(size) });
}

/**
 * Amplitude of one degree of freedom, m, for each m/s2 of harmonic ground acceleration.
 *
 * @param degreeOfFreedom counted from 0
 * @param frequencies Hz
 */
export function transmissibility(
  system: LinearSystem,
  degreeOfFreedom: number,
  frequencies: ArrayLike<number>,
): Float64Array {
  return Float64Array.from(frequencies, (frequency) => {
    const { re, im } = harmonicResponse(system, frequency);
    return Math.sqrt(re[degreeOfFreedom] ** 2 + im[degreeOfFreedom] ** 2);
  });
}
