import { linear } from '../schedule';
import type { RunSettings } from '../settings';
import { EARLIER } from './allRound';
import { CALM } from './calm';
import { withMoreEnvironments } from './moreEnvironments';

const [one, two, three, four] = CALM.stages;

/**
 * The calm recipe with three seismometers on the ground, from its displacement to its acceleration: the policy knows what has just
 * shaken the building. There are as many records as fit in the memory that M8.4 takes, and the two large magnitudes are trained
 * on for longer.
 */
export const SEISMOMETERS: RunSettings = {
  ...CALM,
  preset: 'seismometers',
  seismometers: [0.1, 0.5, 3],
  stages: [
    { ...one, training_records: 4000 },
    { ...two, training_records: 3000 },
    { ...three, training_records: 2000, total_timesteps: 48_000_000 },
    {
      ...four,
      total_timesteps: 24_000_000,
      action_head_scale: three.action_head_scale,
      hyperparameters: { ...four.hyperparameters, learning_rate: linear(1e-3, 0) },
    },
  ],
};

const { stages, ...more } = withMoreEnvironments(SEISMOMETERS, 'seismometers-gpu');

/**
 * It with more environments. In stage 3, validation chooses what was there after a third of the iterations, so it has half of them. Half of
 * the last stage is on the magnitudes before, so that its policy serves all four, which costs M8.4 a few tenths of a per cent.
 */
export const SEISMOMETERS_ON_GPU: RunSettings = {
  ...more,
  stages: [
    stages[0],
    stages[1],
    { ...stages[2], total_timesteps: 96_000_000 },
    { ...stages[3], earlier_magnitudes: EARLIER, total_timesteps: 192_000_000 },
  ],
};
