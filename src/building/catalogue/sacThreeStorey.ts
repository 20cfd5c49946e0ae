import type { CataloguedBuilding } from './cataloguedBuilding';

/** A steel moment frame as its shear model: `npm run figures -- shearModels` finds the stiffnesses. */
export const SAC_THREE_STOREY: CataloguedBuilding = {
  id: 'sac-three-storey',
  publishedFrequencies: [0.99, 3.056, 5.827],
  publishedOf: 'frame',
  design: {
    kind: 'shear',
    name: 'SAC 3-storey benchmark, Los Angeles',
    source:
      'Y. Ohtori, R. E. Christenson, B. F. Spencer, S. J. Dyke, Benchmark control problems for seismically excited nonlinear buildings, Journal of Engineering Mechanics 130, 2004, 366-385: masses, heights, 2 % of damping, frequencies; as in siwalan/BenchmarkControlProblems. The stiffnesses are not published: the shear frame with the first three frequencies whose storeys differ least from their neighbours. Added here: a damper on the roof of 1 % of the first modal mass, tuned by Warburton’s formula; every floor observed.',
    storeys: [
      { height: 3.96, mass: 957_000, stiffness: 138.4e6 },
      { height: 3.96, mass: 957_000, stiffness: 527.6e6 },
      { height: 3.96, mass: 1_040_000, stiffness: 249.5e6 },
    ],
    damping: { kind: 'modal', ratios: [0.02] },
    damper: { floor: 3, mass: 21_870, stiffness: 825_600, damping: 13_390 },
    sensors: [1, 2, 3],
  },
};
