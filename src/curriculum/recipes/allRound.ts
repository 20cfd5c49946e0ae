import { linear } from '../schedule';
import type { RunSettings } from '../settings';
import { CALM_ROBUST } from './calm';

const [one, two, three, four] = CALM_ROBUST.stages;

/** Part of the last two stages' time that keeps up the earlier magnitudes. */
const EARLIER = 0.5;

/**
 * The robust recipe for a final model that serves all magnitudes: half of the time of stages 3 and 4 is on those before. The
 * last stage then has more to learn than to scale up what stage 3 knows, so it is as long and as free as that one.
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
      total_timesteps: three.total_timesteps,
      action_head_scale: three.action_head_scale,
      hyperparameters: { ...four.hyperparameters, learning_rate: linear(1e-3, 0) },
    },
  ],
};
