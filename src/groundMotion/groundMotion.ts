/** A recorded or synthetic earthquake: the acceleration of the ground at a fixed time step. */
export interface GroundMotion {
  readonly name: string;
  /** Seconds between two samples. */
  readonly dt: number;
  /** Ground acceleration, m/s2. */
  readonly acceleration: Float64Array;
}

/** Standard gravity, m/s2. */
export const GRAVITY = 9.80665;

/** Peak ground acceleration, in g. */
export function peakGroundAcceleration(motion: GroundMotion): number {
  let peak = 0;
  for (const acceleration of motion.acceleration) peak = Math.max(peak, Math.abs(acceleration));
  return peak / GRAVITY;
}
