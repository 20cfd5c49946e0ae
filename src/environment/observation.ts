import type { Building } from '../building/building';

/** What the policy sees: displacement (m) and velocity (m/s) of each place that is observed, relative to the ground. */
export interface Bounds {
  readonly displacement: number;
  readonly velocity: number;
}

/** Of the observation space, symmetric about zero. */
const FLOOR_BOUNDS: Bounds = { displacement: 5, velocity: 20 };
const DAMPER_BOUNDS: Bounds = { displacement: 15, velocity: 60 };

/** Bounds of the entries of an observation of this size, the damper's last. */
export function observationBounds(size: number): number[] {
  return Array.from({ length: size }, (_, entry) => {
    const bounds = entry >= size - 2 ? DAMPER_BOUNDS : FLOOR_BOUNDS;
    return entry % 2 === 0 ? bounds.displacement : bounds.velocity;
  });
}

/** Index of the state (d, v, a) that each entry of the observation reads. */
export function observedState({ observed, degreesOfFreedom }: Building): number[] {
  return observed.flatMap((place) => [place, degreesOfFreedom + place]);
}
