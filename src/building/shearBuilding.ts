import { naturalFrequencies } from './modalAnalysis';

/** Storeys of the building; the tuned mass damper sits on the last and is one more degree of freedom. */
export const STOREYS = 12;
/** Degrees of freedom: floors 1 to 12 are indices 0 to 11, the damper is index 12. */
export const DEGREES_OF_FREEDOM = STOREYS + 1;
export const ROOF = STOREYS - 1;
export const TMD = STOREYS;

/** kg */
const FLOOR_MASS = 200_000;
/** N/m */
const STOREY_STIFFNESS = 20e6;
/** Index of the soft storey, and what is left of its stiffness. */
export const SOFT_STOREY = 7;
const SOFT_STOREY_FACTOR = 0.6;
/** kg */
const TMD_MASS = 4_000;
/** Rayleigh damping ratio of the first two modes. */
const DAMPING_RATIO = 0.015;

/** What ties the damper's mass to the roof. */
export interface Suspension {
  /** N/m */
  readonly stiffness: number;
  /** N s/m */
  readonly damping: number;
}

/** The suspension of the active damper. */
export const SUSPENSION: Suspension = { stiffness: 50_000, damping: 2_000 };

/** A linear structure M a + C v + K d = load, relative to the ground. Matrices are 13 x 13, row-major. */
export interface Structure {
  /** Diagonal of the mass matrix, kg. */
  readonly mass: Float64Array;
  /** N s/m */
  readonly damping: Float64Array;
  /** N/m */
  readonly stiffness: Float64Array;
}

/**
 * The 12-storey shear frame with a soft storey and a tuned mass damper on its roof. Another suspension leaves the frame
 * as it is, its Rayleigh damping included.
 */
export function shearBuilding(suspension = SUSPENSION): Structure {
  const mass = new Float64Array(DEGREES_OF_FREEDOM).fill(FLOOR_MASS);
  mass[TMD] = TMD_MASS;
  const stiffness = stiffnessMatrix(suspension);
  const { alpha, beta } = rayleighCoefficients(mass, stiffnessMatrix(SUSPENSION));
  const damping = stiffness.map((value) => beta * value);
  for (let i = 0; i < DEGREES_OF_FREEDOM; i++) damping[i * DEGREES_OF_FREEDOM + i] += alpha * mass[i];
  addSpring(damping, ROOF, TMD, suspension.damping);
  return { mass, damping, stiffness };
}

function stiffnessMatrix(suspension: Suspension): Float64Array {
  const stiffness = new Float64Array(DEGREES_OF_FREEDOM ** 2);
  for (let storey = 0; storey < STOREYS; storey++) {
    const factor = storey === SOFT_STOREY ? SOFT_STOREY_FACTOR : 1;
    addSpring(stiffness, storey - 1, storey, factor * STOREY_STIFFNESS);
  }
  addSpring(stiffness, ROOF, TMD, suspension.stiffness);
  return stiffness;
}

/** Coefficients of C = alpha M + beta K that give the first two modes their damping ratio (Chopra, section 11.4). */
export function rayleighCoefficients(mass: Float64Array, stiffness: Float64Array) {
  const [first, second] = naturalFrequencies(mass, stiffness).map((frequency) => 2 * Math.PI * frequency);
  return {
    /** 1/s */
    alpha: (2 * DAMPING_RATIO * first * second) / (first + second),
    /** s */
    beta: (2 * DAMPING_RATIO) / (first + second),
  };
}

/** Couples two degrees of freedom in a stiffness or damping matrix; -1 is the ground. */
function addSpring(matrix: Float64Array, below: number, above: number, value: number): void {
  matrix[above * DEGREES_OF_FREEDOM + above] += value;
  if (below < 0) return;
  matrix[below * DEGREES_OF_FREEDOM + below] += value;
  matrix[below * DEGREES_OF_FREEDOM + above] -= value;
  matrix[above * DEGREES_OF_FREEDOM + below] -= value;
}
