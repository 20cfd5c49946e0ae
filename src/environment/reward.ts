import type { GroundMotion } from '../groundMotion/groundMotion';
import { peakGroundAcceleration } from '../groundMotion/groundMotion';

/** Reward scale for records whose peak ground acceleration, g, is below the bound. */
const SCALES: readonly { readonly below: number; readonly scale: number }[] = [
  { below: 0.3, scale: 3 },
  { below: 0.55, scale: 7 },
  { below: 0.85, scale: 4 },
  { below: Infinity, scale: 3 },
];

export const VELOCITY_WEIGHT = 0.3;

export function rewardScale(record: GroundMotion): number {
  const pga = peakGroundAcceleration(record);
  return SCALES.find(({ below }) => pga < below)?.scale ?? NaN;
}

/**
 * @param scale of the record, from `rewardScale`
 * @param roofDisplacement m
 * @param roofVelocity m/s
 */
export function reward(scale: number, roofDisplacement: number, roofVelocity: number): number {
  return -scale * (Math.abs(roofDisplacement) + VELOCITY_WEIGHT * Math.abs(roofVelocity));
}
