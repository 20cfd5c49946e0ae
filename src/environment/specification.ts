import type { Building } from '../building/building';
import type { Integrator } from '../building/stepMap';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { RewardShape } from './reward';

/** Steps of the building that an action can be held for. */
export const MAX_CONTROL_PERIOD = 50;

/** Imperfections of sensors and actuator, in the order in which they act. Zeros: none. */
export interface DomainRandomisation {
  /** Standard deviation of the normal noise added to the action, which is clipped to [-1, 1] after. */
  readonly actuator_noise_std: number;
  /** Delay of the action in steps; zeros act while it fills. */
  readonly latency_steps: number;
  /** Standard deviation of the multiplicative normal noise on each observation entry. */
  readonly sensor_noise_std: number;
  /** Probability with which each observation entry reads zero. */
  readonly sensor_dropout: number;
  /** Each episode's record is multiplied by a factor uniform in 1 +- this. */
  readonly amplitude_spread: number;
}

export const NO_RANDOMISATION: DomainRandomisation = {
  actuator_noise_std: 0,
  latency_steps: 0,
  sensor_noise_std: 0,
  sensor_dropout: 0,
  amplitude_spread: 0,
};

/**
 * The imperfections that the original environment knows. Its recipe has them off, so the sizes are this project's: errors of
 * 5 %, a delay of 40 ms (under 1 % of the first mode's period), one reading in fifty lost.
 */
export const USUAL_IMPERFECTIONS: DomainRandomisation = {
  ...NO_RANDOMISATION,
  actuator_noise_std: 0.05,
  latency_steps: 2,
  sensor_noise_std: 0.05,
  sensor_dropout: 0.02,
};

/**
 * What the advantages are measured against. `uncontrolled`: the same estimate for the building that nothing pushes, at the
 * same moment of the same record. No action changes that one, so the best policy stays the best one, and most of the
 * noise that the earthquake brings into the advantages is gone (Mao et al. 2019, input-driven baselines).
 */
export type AdvantageBaseline = 'none' | 'uncontrolled';

/** What a batch of environments simulates, as data: every engine builds its own from it. */
export interface EnvironmentSpecification {
  /** Number of environments. */
  readonly count: number;
  readonly building: Building;
  readonly integrator: Integrator;
  /** Largest control force, N. */
  readonly forceLimit: number;
  /** Steps of 0.02 s for which each action is held. */
  readonly controlPeriod: number;
  readonly reward: RewardShape;
  /** Stroke of the damper beyond which an episode costs more, m; null: none. */
  readonly strokeLimit: number | null;
  readonly advantageBaseline: AdvantageBaseline;
  /**
   * Whether the environments enter their first records at different moments, with the building as it moves uncontrolled.
   * Otherwise they go through their records in step, and each rollout sees one part of the earthquakes only.
   */
  readonly staggeredStarts: boolean;
  /** Each episode draws one of these with equal probability. */
  readonly records: readonly GroundMotion[];
  readonly randomisation: DomainRandomisation;
}

/** The environments between two actions: enough to go on exactly. Arrays hold one row for each environment. */
export interface VectorEnvironmentState {
  /** Steps of 0.02 s since the stage began: the position of the environments' random numbers. */
  readonly stageStep: number;
  /** count x 3n: displacements (m), velocities (m/s), accelerations (m/s2) of the building's n degrees of freedom. */
  readonly structure: Float64Array;
  /** count: index of the episode's record. */
  readonly record: Uint32Array;
  /** count: steps of the record that are done. */
  readonly recordStep: Uint32Array;
  /** count: factor of the episode's record. */
  readonly amplitude: Float64Array;
  /** count: sum of the episode's rewards. */
  readonly episodeReturn: Float64Array;
  /** count x latency_steps: actions on their way to the actuator, oldest first. */
  readonly delayedActions: Float64Array;
  /** count x observation size: what the policy sees next, with the sensors' imperfections. */
  readonly observations: Float32Array;
}
