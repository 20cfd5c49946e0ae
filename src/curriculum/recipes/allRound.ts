import { linear } from '../schedule';
import type { RunSettings } from '../settings';
import { CALM_ROBUST } from './calm';

const [one, two, three, four] = CALM_ROBUST.stages;

/** Part of a stage's time that keeps up the earlier magnitudes. */
export const EARLIER = 0.5;

/** Of stage 4: with as few as stage 3 has, one seed of three had not learnt M4.5 yet. */
const LAST_TIMESTEPS = 96_000_000;

/**
 * The robust recipe for a final model that serves all magnitudes: half of the time of stages 3 and 4 is on those before. The
 * last stage then has more to learn than to scale up what stage 3 knows, so it is as free as that one, and longer.
 */
export const ALL_ROUND: RunSettings = {
  ...CALM_ROBUST,
  preset: 'all-round',
  stages: [
    one,
    two,
    { ...three, earlier_magnitudes: EARLIER },
    {
      ...four,
      earlier_magnitudes: EARLIER,
      total_timesteps: LAST_TIMESTEPS,
      action_head_scale: three.action_head_scale,
      hyperparameters: { ...four.hyperparameters, learning_rate: linear(1e-3, 0) },
    },
  ],
};
