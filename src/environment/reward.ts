import type { GroundMotion } from '../groundMotion/groundMotion';
import { peakGroundAcceleration } from '../groundMotion/groundMotion';

/** Reward scale, 1/m, for records whose peak ground acceleration, g, is below the bound. */
const SCALES: readonly { readonly below: number; readonly scale: number }[] = [
  { below: 0.3, scale: 3 },
  { below: 0.55, scale: 7 },
  { below: 0.85, scale: 4 },
  { below: Infinity, scale: 3 },
];

/**
 * What the policy is paid for: -scale motion^exponent, with motion = |roof displacement| + velocity_weight |roof velocity|;
 * where the damper's stroke is limited, less stroke_weight times the part by which it passes the limit.
 */
export interface RewardShape {
  /** Seconds. */
  readonly velocity_weight: number;
  /** Whole number from 1; a larger one weighs the peaks more. */
  readonly exponent: number;
  /**
   * Whether the motion is taken in parts of the uncontrolled building's peak in the same record at the same amplitude, so
   * that every earthquake counts alike. Otherwise it is in m, and the scale follows the record's PGA.
   */
  readonly relative: boolean;
  /**
   * Cost of a step in which the stroke is twice its limit. The cost is proportional to the excess, and not to its square, so
   * that a finite weight is enough to keep the limit: an exact penalty (Zangwill 1967, "Non-linear programming via penalty
   * functions").
   */
  readonly stroke_weight: number;
}

/** The reward of the published recipe. */
export const V9_REWARD: RewardShape = {
  velocity_weight: 0.3,
  exponent: 1,
  relative: false,
  stroke_weight: 1,
};

/** The published scale of a record's rewards. */
export function pgaRewardScale(record: GroundMotion): number {
  const pga = peakGroundAcceleration(record);
  return SCALES.find(({ below }) => pga < below)?.scale ?? NaN;
}

export function motion(
  { velocity_weight }: RewardShape,
  roofDisplacement: number,
  roofVelocity: number,
): number {
  return Math.abs(roofDisplacement) + velocity_weight * Math.abs(roofVelocity);
}

/** What a step is paid for. */
export interface RewardedStep {
  /** Of the record: see `uncontrolledResponse`. */
  readonly scale: number;
  /** m */
  readonly roofDisplacement: number;
  /** m/s */
  readonly roofVelocity: number;
  /** Of the damper, relative to the floor that it stands on, m. */
  readonly stroke: number;
}

/**
 * The reward of a step at the record's own amplitude.
 *
 * @param strokeLimit m; null: none
 */
export function reward(shape: RewardShape, strokeLimit: number | null, step: RewardedStep): number {
  const { scale, roofDisplacement, roofVelocity, stroke } = step;
  return (
    -scale * power(motion(shape, roofDisplacement, roofVelocity), shape.exponent) -
    strokeCost(shape, inverseOf(strokeLimit), stroke)
  );
}

/** 1/m; 0: no limit, which no stroke passes. Engines multiply by it, so that all have the same bits. */
export function inverseOf(strokeLimit: number | null): number {
  return strokeLimit === null ? 0 : 1 / strokeLimit;
}

/**
 * @param inverseLimit of `inverseOf`
 * @param stroke m
 */
export function strokeCost({ stroke_weight }: RewardShape, inverseLimit: number, stroke: number): number {
  return stroke_weight * Math.max(0, Math.abs(stroke) * inverseLimit - 1);
}

/** By multiplication, in an order that every engine can repeat. */
export function power(base: number, exponent: number): number {
  let result = base;
  for (let i = 1; i < exponent; i++) result *= base;
  return result;
}
