import { DEGREES_OF_FREEDOM, ROOF, TMD } from '../building/shearBuilding';

/** What the policy sees: displacement (m) and velocity (m/s) of four places, relative to the ground. */
const OBSERVED = [ROOF, 7, 5, TMD] as const;

export const OBSERVATION_SIZE = 2 * OBSERVED.length;

/** Bounds of the observation space, symmetric about zero. */
export const OBSERVATION_BOUNDS = [5, 20, 5, 20, 5, 20, 15, 60] as const;

/** Index of the state (d, v, a) that each entry of the observation reads. */
export const OBSERVED_STATE: readonly number[] = OBSERVED.flatMap((place) => [
  place,
  DEGREES_OF_FREEDOM + place,
]);
