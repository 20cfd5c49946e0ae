import type { GroundMotion } from '../groundMotion/groundMotion';
import { peakGroundAcceleration } from '../groundMotion/groundMotion';

/** Reward scale for records whose peak ground acceleration, g, is below the bound. */
const SCALES: readonly { readonly below: number; readonly scale: number }[] = [
  { below: 0.3, scale: 3 },
  { below: 0.55, scale: 7 },
  { below: 0.85, scale: 4 },
  { below: Infinity, scale: 3 },
];

/** What the policy is paid for: -scale (|roof displacement| + velocity_weight |roof velocity|)^exponent. */
export interface RewardShape {
  /** Seconds. */
  readonly velocity_weight: number;
  /** Whole number from 1; a larger one weighs the peaks more. */
  readonly exponent: number;
}

/** The reward of the published recipe. */
export const V9_REWARD: RewardShape = { velocity_weight: 0.3, exponent: 1 };

export function rewardScale(record: GroundMotion): number {
  const pga = peakGroundAcceleration(record);
  return SCALES.find(({ below }) => pga < below)?.scale ?? NaN;
}

/**
 * @param scale of the record, from `rewardScale`
 * @param roofDisplacement m
 * @param roofVelocity m/s
 */
export function reward(
  { velocity_weight, exponent }: RewardShape,
  scale: number,
  roofDisplacement: number,
  roofVelocity: number,
): number {
  const motion = Math.abs(roofDisplacement) + velocity_weight * Math.abs(roofVelocity);
  return -scale * power(motion, exponent);
}

/** By multiplication, in an order that every engine can repeat. */
export function power(base: number, exponent: number): number {
  let result = base;
  for (let i = 1; i < exponent; i++) result *= base;
  return result;
}
