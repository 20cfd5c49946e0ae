/**
 * The exponential function with the same bits in every browser; see `trigonometric.ts`.
 *
 * Source: fdlibm's e_exp.c, Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun
 * Microsystems, Inc. business. Permission to use, copy, modify, and distribute this software is freely granted, provided
 * that this notice is preserved.
 *
 * @param x from -700 to 700, where neither the result nor its inverse leaves the normal numbers
 * @throws RangeError outside
 */
export function exp(x: number): number {
  if (!(Math.abs(x) <= 700)) throw new RangeError(`exp(${x}) is too large or too small`);
  const k = Math.abs(x) > 0.5 * Math.LN2 ? Math.trunc(x * Math.LOG2E + Math.sign(x) * 0.5) : 0;
  const high = x - k * 6.9314718036912381649e-1;
  const low = k * 1.90821492927058770002e-10;
  const rest = high - low;
  const t = rest * rest;
  const c =
    rest -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t *
              (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  if (k === 0) return 1 - ((rest * c) / (c - 2) - rest);
  return (1 - (low - (rest * c) / (2 - c) - high)) * 2 ** k;
}
