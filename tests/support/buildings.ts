import type { FrameDamping, MatrixBuilding, ShearFrame } from '../../src/building/design';

/**
 * Buildings beside the v9 one that computations are tested on. No two storeys of a frame are alike, so that nothing can be
 * mixed up unseen. `tools/golden/buildings.py` has the same formulas.
 */

interface FrameShape {
  readonly storeys: number;
  readonly damping: FrameDamping;
  /** By default the roof. */
  readonly damperFloor?: number;
  readonly sensors: readonly number[];
}

export function frameOf({ storeys, damping, damperFloor = storeys, sensors }: FrameShape): ShearFrame {
  return {
    kind: 'shear',
    name: `${storeys} ${storeys === 1 ? 'storey' : 'storeys'}`,
    source: '',
    storeys: Array.from({ length: storeys }, (_, i) => ({
      height: 3 + 0.25 * (i % 3),
      mass: 150_000 + 5_000 * ((7 * i) % 5),
      stiffness: 2e8 * (1 - (0.5 * i) / storeys) + 1e6 * ((3 * i) % 4),
    })),
    damping,
    damper: { floor: damperFloor, mass: 3_000 * storeys, stiffness: 150_000, damping: 9_000 },
    sensors,
  };
}

/** What the policy pushes against: the ground, whichever floor it stands on. */
export const ONE_STOREY = frameOf({
  storeys: 1,
  damping: { kind: 'rayleigh', ratios: [0.02, 0.02], modesOf: 'frame' },
  sensors: [1],
});

export const FIVE_STOREYS = frameOf({
  storeys: 5,
  damping: { kind: 'modal', ratios: [0.01, 0.02, 0.03] },
  sensors: [5, 3],
});

/** The damper on floor 18, ten sensors: an observation of 22. */
export const TWENTY_STOREYS = frameOf({
  storeys: 20,
  damping: { kind: 'rayleigh', ratios: [0.02, 0.03], modesOf: 'frame' },
  damperFloor: 18,
  sensors: [20, 18, 16, 14, 12, 10, 8, 6, 4, 2],
});

/** The largest: every floor is observed. */
export const FORTY_STOREYS = frameOf({
  storeys: 40,
  damping: { kind: 'rayleigh', ratios: [0.02, 0.02], modesOf: 'whole' },
  sensors: Array.from({ length: 40 }, (_, i) => 40 - i),
});

/** Two floors whose masses are coupled, with the damper as the first degree of freedom. */
export const COUPLED_MASSES: MatrixBuilding = {
  kind: 'matrices',
  name: 'Coupled masses',
  source: '',
  mass: [
    [2_000, 0, 0],
    [0, 90_000, 12_000],
    [0, 12_000, 70_000],
  ],
  damping: [
    [3_000, -3_000, 0],
    [-3_000, 243_000, -110_000],
    [0, -110_000, 120_000],
  ],
  stiffness: [
    [60_000, -60_000, 0],
    [-60_000, 70_060_000, -30e6],
    [0, -30e6, 30e6],
  ],
  influence: [1, 1, 0.9],
  damper: 1,
  damperStandsOn: 2,
  roof: 3,
  floors: [
    { degreeOfFreedom: 2, height: 4 },
    { degreeOfFreedom: 3, height: 3 },
  ],
  sensors: [3],
};
