/**
 * Sine and cosine with the same bits in every browser: ECMAScript leaves those of `Math.sin` and `Math.cos` to the engine, and
 * V8's and SpiderMonkey's differ, so that the built-in earthquakes would not be the same ones.
 *
 * Source: fdlibm's s_sin.c, s_cos.c, k_sin.c, k_cos.c and e_rem_pio2.c, Copyright (C) 1993 by Sun Microsystems, Inc. All
 * rights reserved. Developed at SunSoft, a Sun Microsystems, Inc. business. Permission to use, copy, modify, and distribute
 * this software is freely granted, provided that this notice is preserved.
 */

const TWO_OVER_PI = 6.36619772367581382433e-1;
/** The first 33 bits of pi / 2 and what is left; the next 33 bits and what is left. */
const HALF_PI_1 = 1.57079632673412561417;
const HALF_PI_1_REST = 6.07710050650619224932e-11;
const HALF_PI_2 = 6.0771005063039659766e-11;
const HALF_PI_2_REST = 2.02226624879595063154e-21;
/** Further out the reduction would need more bits of pi than are here. */
const LARGEST = 2 ** 19 * (Math.PI / 2);

const word = new DataView(new ArrayBuffer(8));

/** The upper 32 bits of a double, without its sign. */
function upperBits(x: number): number {
  word.setFloat64(0, x);
  return word.getUint32(0) & 0x7fffffff;
}

/** `x` as `quadrant` times pi / 2 and a rest, whose second part continues the first beyond its last bit. */
interface Reduced {
  readonly quadrant: number;
  readonly rest: number;
  readonly beyond: number;
}

function reduce(x: number): Reduced {
  const size = Math.abs(x);
  if (size <= Math.PI / 4) return { quadrant: 0, rest: x, beyond: 0 };
  if (!(size <= LARGEST)) throw new RangeError(`An angle of ${x} is too large`);
  const quadrant = Math.floor(size * TWO_OVER_PI + 0.5);
  let difference = size - quadrant * HALF_PI_1;
  let correction = quadrant * HALF_PI_1_REST;
  let rest = difference - correction;
  const cancelled = (upperBits(size) >> 20) - (upperBits(rest) >> 20);
  if (cancelled > 16) {
    const before = difference;
    correction = quadrant * HALF_PI_2;
    difference = before - correction;
    correction = quadrant * HALF_PI_2_REST - (before - difference - correction);
    rest = difference - correction;
  }
  const beyond = difference - rest - correction;
  return x < 0 ? { quadrant: -quadrant, rest: -rest, beyond: -beyond } : { quadrant, rest, beyond };
}

/** Sine of `x + y`, |x| at most pi / 4 and y far smaller. */
function sineNearZero(x: number, y: number): number {
  const z = x * x;
  const v = z * x;
  const r =
    8.33333333332248946124e-3 +
    z *
      (-1.98412698298579493134e-4 +
        z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  const first = -1.66666666666666324348e-1;
  return y === 0 ? x + v * (first + z * r) : x - (z * (0.5 * y - v * r) - y - v * first);
}

/** Cosine of `x + y`, |x| at most pi / 4 and y far smaller. */
function cosineNearZero(x: number, y: number): number {
  const z = x * x;
  const r =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z *
            (2.48015872894767294178e-5 +
              z *
                (-2.75573143513906633035e-7 +
                  z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11)))));
  const bits = upperBits(x);
  if (bits < 0x3fd33333) return 1 - (0.5 * z - (z * r - x * y));
  const part = quarterOf(bits);
  return 1 - part - (0.5 * z - part - (z * r - x * y));
}

/** About a quarter of the number with these upper bits, exact in few bits. */
function quarterOf(bits: number): number {
  if (bits > 0x3fe90000) return 0.28125;
  word.setUint32(0, bits - 0x00200000);
  word.setUint32(4, 0);
  return word.getFloat64(0);
}

/** @throws RangeError beyond 2^19 right angles */
export function sin(x: number): number {
  const { quadrant, rest, beyond } = reduce(x);
  const value = quadrant % 2 === 0 ? sineNearZero(rest, beyond) : cosineNearZero(rest, beyond);
  return (quadrant & 2) === 0 ? value : -value;
}

/** @throws RangeError beyond 2^19 right angles */
export function cos(x: number): number {
  const { quadrant, rest, beyond } = reduce(x);
  const value = quadrant % 2 === 0 ? cosineNearZero(rest, beyond) : sineNearZero(rest, beyond);
  return ((quadrant + 1) & 2) === 0 ? value : -value;
}
