/** 2^n for the n that `tanh` needs: an array is faster than a power. */
const POWERS = Float64Array.from({ length: 64 }, (_, n) => 2 ** n);
/** log(2) in two parts, of which the first has so few bits that whole multiples of it are exact. */
const LOG_2 = 0.693145751953125;
const LOG_2_REST = 1.4286068203094173e-6;
/** Beyond this the double nearest to tanh is 1. */
const LARGEST = 20;

/**
 * The hyperbolic tangent with the same bits in every browser, as `trigonometric.ts`, and in a third of the time of V8's: a policy takes
 * it of every unit of its layers. Within 2e-16 of the value, relatively 4e-16.
 *
 * Source: Cephes's `tanh` and `exp` for double precision (Moshier 1989): a rational function near zero, and 1 - 2 / (e^2x + 1)
 * elsewhere.
 */
export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size < 0.625) {
    const z = x * x;
    const p = ((-0.9643991794250523 * z - 99.28772310019185) * z - 1614.6876844170845) * z;
    const q = ((z + 112.81167849163194) * z + 2235.4883906010045) * z + 4844.063053251255;
    return x + x * (p / q);
  }
  if (size > LARGEST) return x > 0 ? 1 : -1;
  const t = 2 * size;
  const n = Math.floor(t * Math.LOG2E + 0.5);
  const r = t - n * LOG_2 - n * LOG_2_REST;
  const z = r * r;
  const p = r * ((0.00012617719307481058 * z + 0.030299440770744195) * z + 1);
  const q = ((3.0019850513866446e-6 * z + 0.002524483403496841) * z + 0.22726554820815503) * z + 2;
  const value = 1 - 2 / ((1 + 2 * (p / (q - p))) * POWERS[n] + 1);
  return x > 0 ? value : -value;
}
