import { naturalFrequencies, naturalModes } from './modalAnalysis';
import type { FrameDamping, ShearFrame } from './design';

/** What ties the damper's mass to its floor. */
export interface Suspension {
  /** N/m */
  readonly stiffness: number;
  /** N s/m */
  readonly damping: number;
}

/** M, C and K, size x size, row-major: kg, N s/m, N/m. */
export interface Matrices {
  readonly mass: Float64Array;
  readonly damping: Float64Array;
  readonly stiffness: Float64Array;
}

/**
 * The matrices of a shear frame with its damper as the last degree of freedom. Another suspension leaves the frame as it
 * is, its damping included.
 */
export function frameMatrices(frame: ShearFrame, suspension: Suspension = frame.damper): Matrices {
  const size = frame.storeys.length + 1;
  const mass = diagonal([...frame.storeys.map((storey) => storey.mass), frame.damper.mass]);
  const stiffness = stiffnessMatrix(frame, suspension);
  const damping = frameDamping(frame, mass, stiffness);
  addSpring(damping, size, [frame.damper.floor - 1, size - 1], suspension.damping);
  return { mass, damping, stiffness };
}

function diagonal(values: readonly number[]): Float64Array {
  const matrix = new Float64Array(values.length ** 2);
  values.forEach((value, i) => (matrix[i * (values.length + 1)] = value));
  return matrix;
}

/** The entries on the diagonal. */
export function diagonalOf(matrix: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => matrix[i * (size + 1)]);
}

/** @param suspension null: the frame alone, whose damper's row and column are zeros */
function stiffnessMatrix({ storeys, damper }: ShearFrame, suspension: Suspension | null): Float64Array {
  const size = storeys.length + 1;
  const matrix = new Float64Array(size ** 2);
  storeys.forEach(({ stiffness }, index) => addSpring(matrix, size, [index - 1, index], stiffness));
  if (suspension) addSpring(matrix, size, [damper.floor - 1, size - 1], suspension.stiffness);
  return matrix;
}

function frameDamping(frame: ShearFrame, mass: Float64Array, stiffness: Float64Array): Float64Array {
  const { damping } = frame;
  const size = frame.storeys.length + 1;
  if (damping.kind === 'rayleigh' && damping.modesOf === 'whole') {
    const usual = stiffnessMatrix(frame, frame.damper);
    return proportional(rayleighCoefficients(mass, usual, size, damping.ratios), mass, stiffness, size);
  }
  const storeys = size - 1;
  const part = (matrix: Float64Array) => leading(matrix, size, storeys);
  const own = [part(mass), part(stiffnessMatrix(frame, null))] as const;
  const matrix =
    damping.kind === 'modal'
      ? modalDamping(...own, storeys, damping.ratios)
      : proportional(rayleighCoefficients(...own, storeys, damping.ratios), ...own, storeys);
  const whole = new Float64Array(size ** 2);
  for (let row = 0; row < storeys; row++) {
    whole.set(matrix.subarray(row * storeys, (row + 1) * storeys), row * size);
  }
  return whole;
}

/** The first `count` rows and columns. */
function leading(matrix: Float64Array, size: number, count: number): Float64Array {
  return Float64Array.from(
    { length: count ** 2 },
    (_, index) => matrix[Math.floor(index / count) * size + (index % count)],
  );
}

/** Of C = alpha M + beta K. */
export interface RayleighCoefficients {
  /** 1/s */
  readonly alpha: number;
  /** s */
  readonly beta: number;
}

/**
 * Coefficients that give the first two modes their damping ratios (Chopra, section 11.4). Of a structure with one mode
 * there is but the first ratio to give, in proportion to its stiffness.
 */
export function rayleighCoefficients(
  mass: Float64Array,
  stiffness: Float64Array,
  size: number,
  [one, two]: readonly [number, number],
): RayleighCoefficients {
  const omegas = naturalFrequencies(diagonalOf(mass, size), stiffness).map(
    (frequency) => 2 * Math.PI * frequency,
  );
  const [first] = omegas;
  if (size === 1) return { alpha: 0, beta: (2 * one) / first };
  const second = omegas[1];
  // The same formula for both, in the digits that published figures were computed with.
  if (one === two) {
    return { alpha: (2 * one * first * second) / (first + second), beta: (2 * one) / (first + second) };
  }
  const span = second ** 2 - first ** 2;
  return {
    alpha: (2 * first * second * (one * second - two * first)) / span,
    beta: (2 * (two * second - one * first)) / span,
  };
}

function proportional(
  { alpha, beta }: RayleighCoefficients,
  mass: Float64Array,
  stiffness: Float64Array,
  size: number,
): Float64Array {
  const damping = stiffness.map((value) => beta * value);
  for (let i = 0; i < size; i++) damping[i * (size + 1)] += alpha * mass[i * (size + 1)];
  return damping;
}

/** C = sum of 2 zeta omega (M phi) (M phi)', with phi' M phi = 1 (Chopra, section 11.4.2). */
function modalDamping(
  mass: Float64Array,
  stiffness: Float64Array,
  size: number,
  ratios: Extract<FrameDamping, { kind: 'modal' }>['ratios'],
): Float64Array {
  const damping = new Float64Array(size ** 2);
  const undamped = { size, mass, stiffness, damping, influence: new Float64Array(size) };
  naturalModes(undamped).forEach(({ frequency, shape }, mode) => {
    const omega = 2 * Math.PI * frequency;
    const ratio = ratios[Math.min(mode, ratios.length - 1)];
    const momentum = shape.map((value, row) => mass[row * (size + 1)] * value);
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        damping[row * size + column] += 2 * ratio * omega * momentum[row] * momentum[column];
      }
    }
  });
  return damping;
}

/** Couples two degrees of freedom in a stiffness or damping matrix; -1 is the ground. */
export function addSpring(
  matrix: Float64Array,
  size: number,
  [below, above]: readonly [number, number],
  value: number,
): void {
  matrix[above * size + above] += value;
  if (below < 0) return;
  matrix[below * size + below] += value;
  matrix[below * size + above] -= value;
  matrix[above * size + below] -= value;
}
