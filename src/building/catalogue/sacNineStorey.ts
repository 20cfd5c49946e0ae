import type { CataloguedBuilding } from './cataloguedBuilding';

/** A steel moment frame as its shear model: `npm run figures -- shearModels` finds the stiffnesses. */
export const SAC_NINE_STOREY: CataloguedBuilding = {
  id: 'sac-nine-storey',
  publishedFrequencies: [0.443, 1.178, 2.047],
  publishedOf: 'frame',
  design: {
    kind: 'shear',
    name: 'SAC 9-storey benchmark, Los Angeles',
    source:
      'Y. Ohtori, R. E. Christenson, B. F. Spencer, S. J. Dyke, Benchmark control problems for seismically excited nonlinear buildings, Journal of Engineering Mechanics 130, 2004, 366-385: masses, heights, 2 % of damping, frequencies; as in siwalan/BenchmarkControlProblems. The basement, braced at the ground, is left out. The stiffnesses are not published: the shear frame with the first three frequencies whose storeys differ least from their neighbours. Added here: a damper on the roof of 1 % of the first modal mass, tuned by Warburton’s formula; every third floor observed.',
    storeys: [
      { height: 5.49, mass: 1_010_000, stiffness: 285.3e6 },
      { height: 3.96, mass: 989_000, stiffness: 292.6e6 },
      { height: 3.96, mass: 989_000, stiffness: 324.8e6 },
      { height: 3.96, mass: 989_000, stiffness: 352.6e6 },
      { height: 3.96, mass: 989_000, stiffness: 318.7e6 },
      { height: 3.96, mass: 989_000, stiffness: 233.6e6 },
      { height: 3.96, mass: 989_000, stiffness: 177.9e6 },
      { height: 3.96, mass: 989_000, stiffness: 188.3e6 },
      { height: 3.96, mass: 1_070_000, stiffness: 205.1e6 },
    ],
    damping: { kind: 'modal', ratios: [0.02] },
    damper: { floor: 9, mass: 42_540, stiffness: 321_500, damping: 11_650 },
    sensors: [3, 6, 9],
  },
};
