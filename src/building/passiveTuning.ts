import type { Suspension } from './frameMatrices';

/**
 * Passive tuning of a mass damper by formulas of the literature. Each is for one oscillator of natural frequency w and damping
 * ratio zeta0 that carries a damper of mu times its mass, and gives the damper's own frequency as a part of w, and its own
 * damping ratio. A building is the oscillator of its first mode, as it is felt at the damper's floor.
 */

/**
 * `denHartog`: the largest response of an undamped structure to a harmonic force on it (J. P. Den Hartog, Mechanical
 * Vibrations, 4th ed., 1956, section 3.3; the damping is Brock's, 1946). Den Hartog divides the dashpot by that of critical
 * damping at the structure's frequency, sqrt(3 mu / (8 (1 + mu)^3)); here it is at the damper's own, as in the other two.
 *
 * `warburton`: the variance of the relative displacement of an undamped structure under white base acceleration (G. B.
 * Warburton, Optimum absorber parameters for various combinations of response and excitation parameters, Earthquake
 * Engineering and Structural Dynamics 10, 1982, 381-401).
 *
 * `sadek`: equal damping ratios, as large as can be, of the two modes that structure and damper have together (F. Sadek, B.
 * Mohraz, A. W. Taylor, R. M. Chung, A method of estimating the parameters of tuned mass dampers for seismic applications,
 * Earthquake Engineering and Structural Dynamics 26, 1997, 617-635).
 */
export const TUNING_RULES = ['denHartog', 'warburton', 'sadek'] as const;
export type TuningRule = (typeof TUNING_RULES)[number];

/** What the damper is tuned to, without units. */
export interface Tuning {
  /** Frequency of the damper by itself over that of the structure without it. */
  readonly frequencyRatio: number;
  /** Damping ratio of the damper by itself. */
  readonly dampingRatio: number;
}

/**
 * @param massRatio mu, above 0
 * @param structuralDamping zeta0; only `sadek` heeds it
 */
export function optimalTuning(rule: TuningRule, massRatio: number, structuralDamping = 0): Tuning {
  const mu = massRatio;
  switch (rule) {
    case 'denHartog':
      return {
        frequencyRatio: 1 / (1 + mu),
        dampingRatio: Math.sqrt((3 * mu) / (8 * (1 + mu))),
      };
    case 'warburton':
      return {
        frequencyRatio: Math.sqrt(1 - mu / 2) / (1 + mu),
        dampingRatio: Math.sqrt((mu * (1 - mu / 4)) / (4 * (1 + mu) * (1 - mu / 2))),
      };
    case 'sadek': {
      const root = Math.sqrt(mu / (1 + mu));
      return {
        frequencyRatio: (1 - structuralDamping * root) / (1 + mu),
        dampingRatio: structuralDamping / (1 + mu) + root,
      };
    }
  }
}

/** The structure as its damper feels it. */
export interface TunedMode {
  /** Hz, without the damper. */
  readonly frequency: number;
  /** 1 / phi^2 with phi, mass-normalised, at the damper's floor: the mode's mass as if all of it stood there, kg. */
  readonly modalMass: number;
  readonly dampingRatio: number;
}

/** Spring and dashpot of a damper tuned to a mode. */
export function tunedSuspension(rule: TuningRule, mass: number, mode: TunedMode): Suspension {
  const { frequencyRatio, dampingRatio } = optimalTuning(rule, mass / mode.modalMass, mode.dampingRatio);
  return suspensionOf(mass, { frequency: frequencyRatio * mode.frequency, dampingRatio });
}

/** What a damper is by itself, on a floor that stands still. */
export interface DamperOscillation {
  /** Hz */
  readonly frequency: number;
  readonly dampingRatio: number;
}

/** @param mass kg */
export function suspensionOf(mass: number, { frequency, dampingRatio }: DamperOscillation): Suspension {
  const circular = 2 * Math.PI * frequency;
  return { stiffness: mass * circular ** 2, damping: 2 * dampingRatio * mass * circular };
}

/** The inverse of `suspensionOf`. */
export function oscillationOf(mass: number, { stiffness, damping }: Suspension): DamperOscillation {
  const circular = Math.sqrt(stiffness / mass);
  return { frequency: circular / (2 * Math.PI), dampingRatio: damping / (2 * mass * circular) };
}
