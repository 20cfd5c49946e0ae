import type { Schedule } from './schedule';

/** PPO's hyperparameters of one stage, under Stable-Baselines3's names and with its meaning. */
export interface Hyperparameters {
  /** Actions that each environment takes between two updates, each held for the control period. */
  readonly n_steps: number;
  /** Samples in a minibatch. */
  readonly batch_size: number;
  /** Passes over the rollout in one update. */
  readonly n_epochs: number;
  readonly learning_rate: Schedule;
  readonly gamma: number;
  readonly gae_lambda: number;
  readonly clip_range: number;
  /** Clip range of the value function; null: no clipping. */
  readonly clip_range_vf: number | null;
  readonly ent_coef: number;
  readonly vf_coef: number;
  readonly max_grad_norm: number;
  readonly normalize_advantage: boolean;
  /** Stops the update's epochs once the approximate KL divergence passes 1.5 times this; null: never. */
  readonly target_kl: number | null;
}

export type ActivationFunction = 'tanh' | 'relu';

/** `policy_kwargs`: the shape of the two separate networks and how they start. */
export interface PolicySettings {
  /** Widths of the hidden layers, the same for actor and critic. */
  readonly net_arch: readonly number[];
  readonly activation_fn: ActivationFunction;
  /** Initial logarithm of the action's standard deviation. */
  readonly log_std_init: number;
}
