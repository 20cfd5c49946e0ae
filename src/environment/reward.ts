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
 * What the policy is paid for: -scale motion^exponent, with motion = |roof displacement| + velocity_weight |roof velocity|.
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
}

/** The reward of the published recipe. */
export const V9_REWARD: RewardShape = { velocity_weight: 0.3, exponent: 1, relative: false };

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

/**
 * @param scale of the record: see `uncontrolledResponse`
 * @param roofDisplacement m
 * @param roofVelocity m/s
 */
export function reward(
  shape: RewardShape,
  scale: number,
  roofDisplacement: number,
  roofVelocity: number,
): number {
  return -scale * power(motion(shape, roofDisplacement, roofVelocity), shape.exponent);
}

/** By multiplication, in an order that every engine can repeat. */
export function power(base: number, exponent: number): number {
  let result = base;
  for (let i = 1; i < exponent; i++) result *= base;
  return result;
}
