import type { CataloguedBuilding } from './cataloguedBuilding';

/** A steel moment frame as its shear model: `npm run figures -- shearModels` finds the stiffnesses. */
export const SAC_TWENTY_STOREY: CataloguedBuilding = {
  id: 'sac-twenty-storey',
  publishedFrequencies: [0.261, 0.753, 1.299],
  publishedOf: 'frame',
  design: {
    kind: 'shear',
    name: 'SAC 20-storey benchmark, Los Angeles',
    source:
      'Y. Ohtori, R. E. Christenson, B. F. Spencer, S. J. Dyke, Benchmark control problems for seismically excited nonlinear buildings, Journal of Engineering Mechanics 130, 2004, 366-385: masses, heights, 2 % of damping, frequencies; as in siwalan/BenchmarkControlProblems. The two basements, braced at the ground, are left out. The stiffnesses are not published: the shear frame with the first three frequencies whose storeys differ least from their neighbours. Added here: a damper on the roof of 1 % of the first modal mass, tuned by Warburton’s formula; every fourth floor observed.',
    storeys: [
      { height: 5.49, mass: 563_320, stiffness: 239.9e6 },
      { height: 3.96, mass: 551_640, stiffness: 240.3e6 },
      { height: 3.96, mass: 551_640, stiffness: 242.9e6 },
      { height: 3.96, mass: 551_640, stiffness: 249.6e6 },
      { height: 3.96, mass: 551_640, stiffness: 261.1e6 },
      { height: 3.96, mass: 551_640, stiffness: 275.3e6 },
      { height: 3.96, mass: 551_640, stiffness: 287.8e6 },
      { height: 3.96, mass: 551_640, stiffness: 293.2e6 },
      { height: 3.96, mass: 551_640, stiffness: 287.9e6 },
      { height: 3.96, mass: 551_640, stiffness: 272.5e6 },
      { height: 3.96, mass: 551_640, stiffness: 251.3e6 },
      { height: 3.96, mass: 551_640, stiffness: 231.1e6 },
      { height: 3.96, mass: 551_640, stiffness: 217.8e6 },
      { height: 3.96, mass: 551_640, stiffness: 214.4e6 },
      { height: 3.96, mass: 551_640, stiffness: 220.2e6 },
      { height: 3.96, mass: 551_640, stiffness: 231.3e6 },
      { height: 3.96, mass: 551_640, stiffness: 242.8e6 },
      { height: 3.96, mass: 551_640, stiffness: 251.1e6 },
      { height: 3.96, mass: 551_640, stiffness: 255.2e6 },
      { height: 3.96, mass: 583_760, stiffness: 256.2e6 },
    ],
    damping: { kind: 'modal', ratios: [0.02] },
    damper: { floor: 20, mass: 55_690, stiffness: 146_100, damping: 8986 },
    sensors: [4, 8, 12, 16, 20],
  },
};
