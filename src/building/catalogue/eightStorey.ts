import type { CataloguedBuilding } from './cataloguedBuilding';

/** A uniform frame of the literature on active control, one that reinforcement learning was tried on. */
export const EIGHT_STOREY: CataloguedBuilding = {
  id: 'eight-storey',
  // As printed: cut off after the third decimal, not rounded.
  publishedFrequencies: [0.927, 2.749, 4.478],
  publishedOf: 'frame',
  design: {
    kind: 'shear',
    name: '8-storey frame, Panda et al.',
    source:
      'J. Panda, M. Chopra, V. Matsagar, S. Chakraborty, An iterative gradient descent-based reinforcement learning policy for active control of structural vibrations, Computers & Structures, 2023: storeys of 345.6 t, 344.4 MN/m and 2.937 MN s/m; the ratios are those of the modes under such dashpots, k x 0.00853 s. The source has no heights, damper or sensors as here: storeys of 3 m; a damper on the roof of 1 % of the first modal mass, tuned by Warburton’s formula; every other floor observed.',
    storeys: Array.from({ length: 8 }, () => ({ height: 3, mass: 345_600, stiffness: 344.4e6 })),
    damping: { kind: 'modal', ratios: [0.0248, 0.0737, 0.12, 0.1622, 0.1989, 0.2289, 0.251, 0.2646] },
    damper: { floor: 8, mass: 14_810, stiffness: 490_200, damping: 8488 },
    sensors: [2, 4, 6, 8],
  },
};
