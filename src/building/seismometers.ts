import type { Building } from './building';

/**
 * Seismometers on the ground beside a building: each is a mass on a spring and a dashpot in a case that the ground carries,
 * x'' + 2 zeta omega x' + omega^2 x = -ag. Where its mass is, and how fast it moves, is a short history of the ground's
 * acceleration: a low frequency tells the ground's displacement, a high one its acceleration of just now. They feel
 * nothing of the building, and it nothing of them.
 */

/** Of critical damping: what seismometers are usually built with (Havskov and Alguacil, Instrumentation in Earthquake Seismology). */
export const SEISMOMETER_DAMPING = 0.7;

/** Beside one building. */
export const MAX_SEISMOMETERS = 8;

/** Hz: half of what steps of 0.02 s can follow. */
export const MAX_SEISMOMETER_FREQUENCY = 12.5;

const cache = new WeakMap<Building, Map<string, Building>>();

/**
 * The building with seismometers on the ground beside it, whose masses are its last degrees of freedom. They are observed
 * behind the floors and before the damper. The same building and frequencies give the same object.
 *
 * @param frequencies natural frequencies, Hz, in the order of the observation; none: the building itself
 */
export function withSeismometers(building: Building, frequencies: readonly number[]): Building {
  if (frequencies.length === 0) return building;
  const known = cache.get(building) ?? new Map<string, Building>();
  cache.set(building, known);
  const key = frequencies.join(' ');
  const found = known.get(key) ?? instrumented(building, frequencies);
  known.set(key, found);
  return found;
}

function instrumented(building: Building, seismometers: readonly number[]): Building {
  const { structure, observed, damper } = building;
  const degreesOfFreedom = structure.size + seismometers.length;
  const places = seismometers.map((_, i) => structure.size + i);
  return {
    ...building,
    seismometers,
    degreesOfFreedom,
    stateSize: 3 * degreesOfFreedom,
    observed: [...observed.filter((place) => place !== damper), ...places, damper],
  };
}
