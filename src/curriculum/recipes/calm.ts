import { USUAL_IMPERFECTIONS } from '../../environment/specification';
import type { Hyperparameters } from '../hyperparameters';
import { linear } from '../schedule';
import type { RunSettings } from '../settings';
import { withMoreEnvironments } from './moreEnvironments';
import { V9 } from './v9';

/** Of the action, in parts of the force limit, at the start of a stage of the calm recipe. */
const EXPLORING_STD = 2.7;

/** What all four stages of the calm recipe share; docs/recipe.md says why. */
const COMMON = {
  n_epochs: 10,
  learning_rate: linear(1e-3, 0),
  gae_lambda: 1,
  clip_range: 0.2,
  clip_range_vf: null,
  ent_coef: 0.01,
  vf_coef: 0.5,
  max_grad_norm: 0.5,
  normalize_advantage: true,
  target_kl: null,
} satisfies Partial<Hyperparameters>;

/**
 * A recipe that learns, on the stages, names and force limits of v9. The best law is close to bang-bang: exploration has to
 * be wide, and a stage has to let go of what the stage before was certain of. Rollouts are as long as a record where they
 * can be, so that little of an advantage is the critic's guess.
 */
export const CALM: RunSettings = {
  ...V9,
  preset: 'calm',
  n_envs: 256,
  training_records: 1000,
  control_period: 5,
  advantage_baseline: 'uncontrolled',
  staggered_starts: true,
  validation_interval: 4,
  reward: { ...V9.reward, velocity_weight: 0, exponent: 6, relative: true },
  normalisation: { norm_obs: true, norm_reward: true },
  policy: { net_arch: [64, 64], activation_fn: 'tanh', log_std_init: 1 },
  stages: [
    {
      ...V9.stages[0],
      total_timesteps: 10_000_000,
      initial_std: EXPLORING_STD,
      hyperparameters: { ...COMMON, n_steps: 200, batch_size: 3200, gamma: 0.99 },
    },
    {
      ...V9.stages[1],
      total_timesteps: 24_000_000,
      initial_std: EXPLORING_STD,
      action_head_scale: 0.1,
      hyperparameters: { ...COMMON, n_steps: 400, batch_size: 6400, gamma: 0.99 },
    },
    {
      ...V9.stages[2],
      total_timesteps: 24_000_000,
      initial_std: EXPLORING_STD,
      action_head_scale: 0.1,
      hyperparameters: { ...COMMON, n_steps: 600, batch_size: 9600, gamma: 0.995 },
    },
    {
      ...V9.stages[3],
      total_timesteps: 8_000_000,
      initial_std: EXPLORING_STD,
      hyperparameters: {
        ...COMMON,
        n_steps: 600,
        batch_size: 9600,
        gamma: 0.995,
        learning_rate: linear(3e-4, 0),
      },
    },
  ],
};

export const CALM_ON_GPU: RunSettings = withMoreEnvironments(CALM, 'calm-gpu');

/** Trained under sensors and an actuator that are not ideal, for a controller that stands them. */
export const CALM_ROBUST: RunSettings = {
  ...CALM,
  preset: 'robust',
  randomisation: USUAL_IMPERFECTIONS,
};
