import type { GroundMotion } from './groundMotion';

/**
 * The record at another time step, linear between its samples (as structural programs read records). It ends with the
 * last new sample that the record still covers. Peaks that fall between two new samples are cut.
 *
 * @param dt seconds
 */
export function resample(motion: GroundMotion, dt: number): GroundMotion {
  if (Math.abs(motion.dt - dt) < 1e-9) return motion;
  const { acceleration } = motion;
  const duration = (acceleration.length - 1) * motion.dt;
  const samples = Math.floor(duration / dt + 1e-9) + 1;
  const resampled = Float64Array.from({ length: samples }, (_, k) => {
    const position = Math.min((k * dt) / motion.dt, acceleration.length - 1);
    const before = Math.floor(position);
    const after = Math.min(before + 1, acceleration.length - 1);
    return acceleration[before] + (position - before) * (acceleration[after] - acceleration[before]);
  });
  return { name: motion.name, dt, acceleration: resampled };
}
