/** Factors by which horizontal motion can be drawn larger than it is. */
export const EXAGGERATIONS = [1, 2, 5, 10, 20, 50, 100] as const;

/** How high a storey is drawn as, m: the model has masses and springs, and no heights. */
export const STOREY_HEIGHT = 3.5;

/**
 * The largest factor with which nothing leaves the picture.
 *
 * @param reach m
 * @param scale pixels a metre, of the drawing without exaggeration
 * @param room pixels to either side
 */
export function fittingExaggeration(reach: number, scale: number, room: number): number {
  return EXAGGERATIONS.findLast((factor) => factor * reach * scale <= room) ?? EXAGGERATIONS[0];
}
