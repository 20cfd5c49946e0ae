/** The policy's distribution: a normal with state-independent standard deviation. One action dimension. */

/** log(sqrt(2 pi)) */
export const LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);

/** Logarithm of the density of `action` under N(mean, exp(logStd)^2). */
export function logProbability(action: number, mean: number, logStd: number): number {
  const deviation = (action - mean) / Math.exp(logStd);
  return -0.5 * deviation * deviation - logStd - LOG_SQRT_2_PI;
}
