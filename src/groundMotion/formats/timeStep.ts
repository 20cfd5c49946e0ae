/** Largest part of a step by which times may be off without saying anything: what single precision leaves. */
const JITTER = 1e-2;
/** Part of a step within which times are what they should be. */
const EXACT = 1e-6;
/** Sampling rates by how round they are, 1/s. */
const ROUND_RATES = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1];

export type TimeStep =
  | { readonly dt: number }
  /** The first sample whose time is not where it should be; steps in seconds. */
  | { readonly sample: number; readonly step: number; readonly usual: number };

/**
 * The step of times that are evenly spaced but for their rounding. Where they were rounded to a few digits, it is the
 * roundest step that gives what is printed: 0.00, 0.01, 0.01, 0.02 are times of 200 samples a second.
 *
 * @param quantum one unit of the last printed digit, seconds
 */
export function timeStep(times: Float64Array, quantum: number): TimeStep {
  const last = times.length - 1;
  const mean = (times[last] - times[0]) / last;
  if (mean > 0 && fits(times, mean, EXACT * mean)) return { dt: mean };
  const steps = times.subarray(1).map((time, i) => time - times[i]);
  // The median, unlike the mean, is the record's own step even when there is a gap.
  const usual = steps.slice().sort()[steps.length >> 1];
  const jitter = JITTER * Math.abs(usual);
  const tolerance = Math.max(quantum, jitter);
  // Where times were rounded coarsely, a mean can hide a sample that is left out; a round step cannot.
  const candidates = [roundestStep(times, quantum), ...(quantum > jitter ? [] : [mean])];
  const dt = candidates.find((step) => step > 0 && fits(times, step, tolerance));
  // Times that repeat are right only where they were printed more coarsely than they come.
  const first = steps.findIndex((step) => !(step > 0) && !(dt !== undefined && dt < quantum));
  if (dt !== undefined && first < 0) return { dt };
  const odd = first >= 0 ? first : steps.findIndex((step) => Math.abs(step - usual) > tolerance / 2);
  const sample = Math.max(odd, 0) + 1;
  return { sample, step: steps[sample - 1], usual };
}

/** Whether times lie a step apart but for having been rounded, half to either side, or cut off. */
function fits(times: Float64Array, step: number, tolerance: number): boolean {
  let [least, most] = [Infinity, -Infinity];
  times.forEach((time, i) => {
    const deviation = time - times[0] - i * step;
    least = Math.min(least, deviation);
    most = Math.max(most, deviation);
  });
  const half = (tolerance / 2) * (1 + EXACT);
  return most - least < tolerance * (1 - EXACT) || (least >= -half && most <= half);
}

/** The roundest of the steps whose rounded times could be these; NaN: there is none. */
function roundestStep(times: Float64Array, quantum: number): number {
  let [least, most] = [0, Infinity];
  for (let i = 1; i < times.length; i++) {
    least = Math.max(least, (times[i] - times[0] - quantum) / i);
    most = Math.min(most, (times[i] - times[0] + quantum) / i);
  }
  if (!(most > least) || !Number.isFinite(most)) return NaN;
  // What subtracting decimals leaves must not put a round step out.
  least *= 1 - EXACT;
  most *= 1 + EXACT;
  for (const round of ROUND_RATES) {
    const rate = Math.ceil(1 / most / round) * round;
    if (rate > 0 && rate * least <= 1) return 1 / rate;
  }
  // No step is much finer than what its times are printed with.
  for (let unit = 1; unit >= 0.0099 * quantum && unit >= 1e-9; unit /= 10) {
    const step = Math.round((least + most) / 2 / unit) * unit;
    if (step >= least && step <= most) return step;
  }
  return NaN;
}
