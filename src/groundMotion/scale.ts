import type { GroundMotion } from './groundMotion';
import { peakGroundAcceleration } from './groundMotion';

/** The record with all its accelerations multiplied so that its peak is `pga`, in g. */
export function scaleToPeak(motion: GroundMotion, pga: number): GroundMotion {
  const factor = pga / peakGroundAcceleration(motion);
  return { ...motion, acceleration: motion.acceleration.map((value) => factor * value) };
}
