import { V9_REWARD } from '../../environment/reward';
import { NO_RANDOMISATION } from '../../environment/specification';
import type { Hyperparameters } from '../hyperparameters';
import { NO_RECORDS } from '../recordUse';
import { constant, cosine } from '../schedule';
import type { RunSettings } from '../settings';

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

/** A stage begins with the policy as the one before left it. */
const POLICY_KEPT = { initial_std: null, action_head_scale: 1 };

/** The recipe as published: "v9 advanced PPO". Entropy coefficients that it anneals are its means, as it used them. */
export const V9: RunSettings = {
  preset: 'v9',
  run: '',
  seed: 0,
  n_envs: 4,
  integrator: 'newmark',
  spectrum: 'clough-penzien',
  seismometers: [],
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
  records: NO_RECORDS,
  stages: [
    {
      number: 1,
      magnitude: 'M4.5',
      force_limit_kN: 50,
      stroke_limit_m: null,
      earlier_magnitudes: 0,
      training_records: null,
      total_timesteps: 300_000,
      ...POLICY_KEPT,
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
      stroke_limit_m: null,
      earlier_magnitudes: 0,
      training_records: null,
      total_timesteps: 300_000,
      ...POLICY_KEPT,
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
      stroke_limit_m: null,
      earlier_magnitudes: 0,
      training_records: null,
      total_timesteps: 400_000,
      ...POLICY_KEPT,
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
      stroke_limit_m: null,
      earlier_magnitudes: 0,
      training_records: null,
      total_timesteps: 400_000,
      ...POLICY_KEPT,
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
