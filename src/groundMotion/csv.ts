import type { GroundMotion } from './groundMotion';

/** How the first line of a record's own file reads: times in seconds, accelerations in m/s2. */
export const CSV_HEADER = 'time_s,acceleration_ms2';

/**
 * A record as comma-separated values that `readRecordFile` reads back exactly, for a time step of whole nanoseconds.
 */
export function writeCsv({ dt, acceleration }: GroundMotion): string {
  const nanoseconds = Math.round(1e9 * dt);
  const lines = Array.from(acceleration, (value, k) => `${(k * nanoseconds) / 1e9},${value}`);
  return `${CSV_HEADER}\n${lines.join('\n')}\n`;
}
