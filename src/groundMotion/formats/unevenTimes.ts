import { MAX_SAMPLES } from '../recordLimits';
import { timeStep } from './timeStep';

/** Values at times that are whole multiples of a step from the first one. */
export interface EvenSeries {
  /** Seconds. */
  readonly dt: number;
  readonly values: Float64Array<ArrayBuffer>;
}

/** The first sample that does not come after the one before it. */
export interface BackwardTime {
  readonly sample: number;
}

/**
 * Brings values at times of their own, as a film is digitised, to a fixed step: straight lines between the samples, at the
 * step that the times are printed with, so that every sample, and with them the peak, stays what it is. Times that are even
 * but for having been rounded keep their own step. Of samples that are printed with the same time, the largest is kept.
 *
 * @param times seconds, printed with whole multiples of the quantum
 * @param quantum one unit of their last printed digit, seconds
 */
export function onEvenTimes(
  times: Float64Array<ArrayBuffer>,
  values: Float64Array<ArrayBuffer>,
  quantum: number,
): EvenSeries | BackwardTime | 'too long' {
  const found = timeStep(times, quantum);
  if ('dt' in found) return { dt: found.dt, values };
  const sample = times.findIndex((time, i) => i > 0 && time < times[i - 1]);
  if (sample >= 0) return { sample };
  const places = times.map((time) => Math.round((time - times[0]) / quantum));
  const last = places[places.length - 1];
  if (!(last >= 1)) return { sample: 1 };
  if (!(last < MAX_SAMPLES)) return 'too long';
  const even = new Float64Array(last + 1);
  let before = 0;
  even[0] = values[0];
  for (let i = 1; i < places.length; i++) {
    const [from, to] = [places[before], places[i]];
    if (to === from) {
      if (Math.abs(values[i]) > Math.abs(even[to])) even[to] = values[i];
      continue;
    }
    for (let k = from + 1; k <= to; k++) {
      even[k] = even[from] + ((k - from) / (to - from)) * (values[i] - even[from]);
    }
    // Not what the line gives there, which may differ in the last digit.
    even[to] = values[i];
    before = i;
  }
  return { dt: quantum, values: even };
}
