import type { GroundMotion } from './groundMotion';
import { relativeDisplacement } from './oscillator';

/** A mass on so soft a spring, with the damping of a seismometer, stays where it is while the ground moves under it. */
const SEISMOGRAPH = { period: 10, damping: 0.7 };

/**
 * How the ground moves, m, as a seismograph writes it: the displacement relative to a mass that hardly follows. Unlike
 * the double integral of the record, it does not drift away; motion slower than 10 s is left out.
 */
export function groundDisplacement(motion: GroundMotion): Float64Array {
  return relativeDisplacement(motion, SEISMOGRAPH).map((value) => -value);
}
