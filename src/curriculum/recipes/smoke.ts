import type { RunSettings } from '../settings';
import { mapStages } from './mapStages';
import { V9 } from './v9';

/** The four v9 stages cut to a few hundred steps: for tests, and for a look at the whole course within a minute. */
export const SMOKE: RunSettings = {
  ...V9,
  preset: 'smoke',
  n_envs: 2,
  policy: { net_arch: [16, 16], activation_fn: 'tanh', log_std_init: 0 },
  stages: mapStages(V9.stages, (stage) => ({
    ...stage,
    total_timesteps: 256,
    hyperparameters: { ...stage.hyperparameters, n_steps: 64, batch_size: 64, n_epochs: 2 },
  })),
};
