import { V9_REWARD } from '../environment/reward';
import { NO_RANDOMISATION } from '../environment/specification';
import type { Hyperparameters } from './hyperparameters';
import { constant, cosine, linear } from './schedule';
import type { RunSettings } from './settings';

/** What all four stages of the v9 recipe share. */
const V9_COMMON = {
  gamma: 0.99,
  gae_lambda: 0.95,
  clip_range: 0.2,
  clip_range_vf: 0.15,
  vf_coef: 0.5,
  max_grad_norm: 0.5,
  normalize_advantage: true,
  target_kl: null,
} satisfies Partial<Hyperparameters>;

/** The recipe as published: "v9 advanced PPO". Entropy coefficients that it anneals are its means, as it used them. */
const V9: RunSettings = {
  preset: 'v9',
  run: '',
  seed: 0,
  n_envs: 4,
  integrator: 'newmark',
  spectrum: 'clough-penzien',
  training_records: 10,
  control_period: 1,
  advantage_baseline: 'none',
  staggered_starts: false,
  validation_interval: 0,
  validation_patience: 0,
  reward: V9_REWARD,
  normalisation: { norm_obs: false, norm_reward: false },
  policy: { net_arch: [256, 256, 256], activation_fn: 'tanh', log_std_init: 0 },
  randomisation: NO_RANDOMISATION,
  stages: [
    {
      number: 1,
      magnitude: 'M4.5',
      force_limit_kN: 50,
      total_timesteps: 300_000,
      initial_std: null,
      action_head_scale: 1,
      hyperparameters: {
        ...V9_COMMON,
        n_steps: 2048,
        batch_size: 256,
        n_epochs: 10,
        learning_rate: constant(3e-4),
        ent_coef: 0.025,
      },
    },
    {
      number: 2,
      magnitude: 'M5.7',
      force_limit_kN: 100,
      total_timesteps: 300_000,
      initial_std: null,
      action_head_scale: 1,
      hyperparameters: {
        ...V9_COMMON,
        n_steps: 4096,
        batch_size: 512,
        n_epochs: 12,
        learning_rate: cosine(3e-4, 2e-4),
        ent_coef: 0.015,
      },
    },
    {
      number: 3,
      magnitude: 'M7.4',
      force_limit_kN: 150,
      total_timesteps: 400_000,
      initial_std: null,
      action_head_scale: 1,
      hyperparameters: {
        ...V9_COMMON,
        n_steps: 8192,
        batch_size: 512,
        n_epochs: 15,
        learning_rate: cosine(2e-4, 1e-4),
        ent_coef: 0.0055,
      },
    },
    {
      number: 4,
      magnitude: 'M8.4',
      force_limit_kN: 150,
      total_timesteps: 400_000,
      initial_std: null,
      action_head_scale: 1,
      hyperparameters: {
        ...V9_COMMON,
        n_steps: 8192,
        batch_size: 512,
        n_epochs: 20,
        learning_rate: cosine(1e-4, 5e-5),
        ent_coef: 0.003,
      },
    },
  ],
};

/** Of the action, in parts of the force limit, at the start of a stage of the calm recipe. */
const EXPLORING_STD = 2.7;

/** What all four stages of the calm recipe share; docs/recipe.md says why. */
const CALM_COMMON = {
  n_epochs: 10,
  learning_rate: linear(1e-3, 0),
  gamma: 0.99,
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
 * be wide, and a stage has to let go of what the stage before was certain of.
 */
const CALM: RunSettings = {
  ...V9,
  preset: 'calm',
  n_envs: 256,
  training_records: 250,
  control_period: 5,
  advantage_baseline: 'uncontrolled',
  staggered_starts: true,
  reward: { velocity_weight: 0, exponent: 4, relative: true },
  normalisation: { norm_obs: true, norm_reward: true },
  policy: { net_arch: [64, 64], activation_fn: 'tanh', log_std_init: 1 },
  stages: [
    {
      ...V9.stages[0],
      total_timesteps: 3_000_000,
      initial_std: EXPLORING_STD,
      hyperparameters: { ...CALM_COMMON, n_steps: 50, batch_size: 1600, gamma: 0.95, gae_lambda: 0.95 },
    },
    {
      ...V9.stages[1],
      total_timesteps: 8_000_000,
      initial_std: EXPLORING_STD,
      action_head_scale: 0.1,
      hyperparameters: { ...CALM_COMMON, n_steps: 200, batch_size: 3200 },
    },
    {
      ...V9.stages[2],
      total_timesteps: 8_000_000,
      initial_std: EXPLORING_STD,
      action_head_scale: 0.1,
      hyperparameters: { ...CALM_COMMON, n_steps: 300, batch_size: 4800 },
    },
    {
      ...V9.stages[3],
      total_timesteps: 4_000_000,
      initial_std: EXPLORING_STD,
      hyperparameters: { ...CALM_COMMON, n_steps: 300, batch_size: 4800, learning_rate: linear(3e-4, 0) },
    },
  ],
};

/** The four v9 stages cut to a few hundred steps: for tests, and for a look at the whole course within a minute. */
const SMOKE: RunSettings = {
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

function mapStages<Stage>(
  stages: readonly [Stage, Stage, Stage, Stage],
  change: (stage: Stage) => Stage,
): [Stage, Stage, Stage, Stage] {
  return [change(stages[0]), change(stages[1]), change(stages[2]), change(stages[3])];
}

export const PRESETS: Readonly<Record<string, RunSettings>> = { calm: CALM, v9: V9, smoke: SMOKE };
export const DEFAULT_PRESET = 'calm';
