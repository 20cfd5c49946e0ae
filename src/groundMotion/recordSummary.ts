import type { GroundMotion } from './groundMotion';
import { peakGroundAcceleration } from './groundMotion';
import type { ResponseSpectrum } from './responseSpectrum';
import { responseSpectrum } from './responseSpectrum';

/** What a person wants to know of a record before using it. */
export interface RecordSummary extends GroundMotion {
  /** Seconds from the first sample to the last. */
  readonly duration: number;
  /** Peak ground acceleration, g. */
  readonly pga_g: number;
  readonly spectrum: ResponseSpectrum;
}

export function summariseRecord({ name, dt, acceleration }: GroundMotion): RecordSummary {
  const motion = { name, dt, acceleration };
  return {
    ...motion,
    duration: (acceleration.length - 1) * dt,
    pga_g: peakGroundAcceleration(motion),
    spectrum: responseSpectrum(motion),
  };
}
