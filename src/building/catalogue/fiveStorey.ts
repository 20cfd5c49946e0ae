import type { CataloguedBuilding } from './cataloguedBuilding';

/** A frame of the literature on reinforcement learning, with masses and stiffnesses as its code has them. */
export const FIVE_STOREY: CataloguedBuilding = {
  id: 'five-storey',
  publishedFrequencies: [],
  publishedOf: 'frame',
  design: {
    kind: 'shear',
    name: '5-storey frame, OpenSMDREnv',
    source:
      'R. Thorat, J. Singh, R. Nayek, OpenSMDREnv, src/dof5_matrix_generation.m: masses, stiffnesses, and damping of mode i of i %. The source has no heights, damper or sensors: storeys of 3 m; a damper on the roof of 1 % of the first modal mass, tuned by Warburton’s formula; every floor observed.',
    storeys: [
      { height: 3, mass: 25_000, stiffness: 5e6 },
      { height: 3, mass: 20_000, stiffness: 4e6 },
      { height: 3, mass: 20_000, stiffness: 4e6 },
      { height: 3, mass: 18_000, stiffness: 3e6 },
      { height: 3, mass: 15_000, stiffness: 3e6 },
    ],
    damping: { kind: 'modal', ratios: [0.01, 0.02, 0.03, 0.04, 0.05] },
    damper: { floor: 5, mass: 459.8, stiffness: 8487, damping: 196.8 },
    sensors: [1, 2, 3, 4, 5],
  },
};
