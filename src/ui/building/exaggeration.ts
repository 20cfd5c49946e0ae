/** Factors by which horizontal motion can be drawn larger than it is. */
export const EXAGGERATIONS: readonly number[] = [1, 2, 5, 10, 20, 50, 100];

/** Those of the damper's stroke, which an active damper can make longer than the building is wide. */
const STROKE_FACTORS = [0.1, 0.2, 0.5, ...EXAGGERATIONS];

/**
 * The largest factor with which the building stays in its part of the picture.
 *
 * @param reach m
 * @param scale pixels a metre, of the drawing without exaggeration
 * @param room pixels to either side
 */
export function fittingExaggeration(reach: number, scale: number, room: number): number {
  return largestFitting(EXAGGERATIONS, reach * scale, room);
}

/**
 * The factor that the damper's stroke is drawn with: the building's, or the largest with which the damper stays in the
 * picture.
 *
 * @param exaggeration of the building's motion
 */
export function strokeFactor(stroke: number, scale: number, room: number, exaggeration: number): number {
  return Math.min(exaggeration, largestFitting(STROKE_FACTORS, stroke * scale, room));
}

function largestFitting(factors: readonly number[], length: number, room: number): number {
  return factors.findLast((factor) => factor * length <= room) ?? factors[0];
}
