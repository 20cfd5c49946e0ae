import type { ShearFrame, Storey } from './design';

/** What others call the task of controlling it: model hubs, and monitor files. */
export const V9_TASK_NAME = 'TMD-12-Storey-v9';

const STOREYS = 12;
/** The storey, counted from 1, whose stiffness is 60 % of the others'. */
const SOFT_STOREY = 8;

function storey(number: number): Storey {
  return { height: 3.5, mass: 200_000, stiffness: (number === SOFT_STOREY ? 0.6 : 1) * 20e6 };
}

/**
 * The building of the published recipe "v9 advanced PPO": 12 storeys with a soft one, and 4 t on the roof. What settings
 * that name no building mean. The recipe's model has no heights; 3.5 m are usual, and pictures are drawn with them.
 */
export const V9_BUILDING: ShearFrame = {
  kind: 'shear',
  name: 'v9',
  source: 'The published recipe "v9 advanced PPO", see docs/model.md',
  storeys: Array.from({ length: STOREYS }, (_, index) => storey(index + 1)),
  damping: { kind: 'rayleigh', ratios: [0.015, 0.015], modesOf: 'whole' },
  damper: { floor: STOREYS, mass: 4_000, stiffness: 50_000, damping: 2_000 },
  sensors: [STOREYS, 8, 6],
};
