import { naturalModes } from '../../src/building/modalAnalysis';
import { inverse, multiply } from '../../src/numerics/matrix';

/** What is published of a building whose stiffnesses are not. */
export interface PublishedFrequencies {
  /** Of the floors from the ground up, kg. */
  readonly masses: readonly number[];
  /** Of the lowest modes, Hz; no more than there are floors. */
  readonly frequencies: readonly number[];
}

/** Relative change of a stiffness under which nothing is left to improve. */
const SETTLED = 1e-11;
/** Largest change of ln k in one step: farther away, the linearised frequencies mean nothing. */
const LONGEST_STEP = 0.3;

/**
 * Storey stiffnesses, N/m, of the shear frame with these floor masses and lowest frequencies that change least from storey to
 * storey: the sum of (ln k_{i+1} - ln k_i)^2 is smallest among the frames with these frequencies, near the one of equal
 * storeys. Newton's method on the conditions of Lagrange, the frequencies linearised by d(w^2)/dk_i = (phi_i - phi_{i-1})^2
 * (Fox and Kapoor, AIAA Journal 6, 1968, 2426-2429).
 *
 * @throws RangeError when no such frame is found
 */
export function smoothestStiffnesses({ masses, frequencies }: PublishedFrequencies): number[] {
  const squares = frequencies.map((frequency) => (2 * Math.PI * frequency) ** 2);
  const [{ frequency }] = naturalModes(
    frame(
      masses,
      masses.map(() => 1),
    ),
  );
  let logarithms = masses.map(() => 2 * Math.log(frequencies[0] / frequency));
  for (let iteration = 0; iteration < 200; iteration++) {
    const next = step(masses, squares, logarithms);
    const change = next.map((value, i) => value - logarithms[i]);
    const longest = Math.max(...change.map(Math.abs));
    const part = Math.min(1, LONGEST_STEP / longest);
    logarithms = logarithms.map((value, i) => value + part * change[i]);
    if (longest < SETTLED) return logarithms.map(Math.exp);
  }
  throw new RangeError('No shear frame near that of equal storeys has these frequencies.');
}

/** The logarithms that satisfy the linearised frequencies with the least differences between neighbours. */
function step(
  masses: readonly number[],
  squares: readonly number[],
  logarithms: readonly number[],
): number[] {
  const floors = masses.length;
  const size = floors + squares.length;
  const matrix = new Float64Array(size * size);
  const right = new Float64Array(size);
  for (let i = 0; i + 1 < floors; i++) {
    matrix[i * size + i] += 1;
    matrix[(i + 1) * size + i + 1] += 1;
    matrix[i * size + i + 1] -= 1;
    matrix[(i + 1) * size + i] -= 1;
  }
  const stiffnesses = logarithms.map(Math.exp);
  const modes = naturalModes(frame(masses, stiffnesses));
  squares.forEach((square, mode) => {
    const { shape, frequency } = modes[mode];
    const now = (2 * Math.PI * frequency) ** 2;
    const row = floors + mode;
    right[row] = Math.log(square / now);
    stiffnesses.forEach((stiffness, i) => {
      const drift = shape[i] - (i > 0 ? shape[i - 1] : 0);
      const slope = (drift ** 2 * stiffness) / now;
      matrix[row * size + i] = matrix[i * size + row] = slope;
      right[row] += slope * logarithms[i];
    });
  });
  return Array.from(multiply(inverse(matrix, size), right, size).subarray(0, floors));
}

function frame(masses: readonly number[], stiffnesses: readonly number[]) {
  const size = masses.length;
  const mass = new Float64Array(size * size);
  const stiffness = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    mass[i * size + i] = masses[i];
    stiffness[i * size + i] = stiffnesses[i] + (i + 1 < size ? stiffnesses[i + 1] : 0);
    if (i > 0) stiffness[i * size + i - 1] = stiffness[(i - 1) * size + i] = -stiffnesses[i];
  }
  const damping = new Float64Array(size * size);
  return { size, mass, damping, stiffness, influence: new Float64Array(size).fill(1) };
}
