import type { Schedule } from './schedule';

/** PPO's hyperparameters of one stage, under Stable-Baselines3's names and with its meaning. */
export interface Hyperparameters {
  /**
   * Actions that each environment takes between two updates, each held for the control period. The rollout has
   * `n_steps * n_envs` samples.
   */
  readonly n_steps: number;
  /** Samples in a minibatch: one step of the optimizer is taken for each. The last of an epoch may be smaller. */
  readonly batch_size: number;
  /** Passes over the rollout in one update, each in an order of its own. */
  readonly n_epochs: number;
  /** Step size of Adam, as a function of the part of the stage that remains; constant within an update. */
  readonly learning_rate: Schedule;
  /** Discount factor: what a reward one action later counts for, 0 to 1. */
  readonly gamma: number;
  /**
   * Weight of longer looks ahead in the advantages, 0 to 1 (Schulman et al. 2016): at 0 they trust the critic after one
   * action, at 1 the rewards alone. Smaller has less noise and more of the critic's error.
   */
  readonly gae_lambda: number;
  /**
   * How far from 1 the ratio of an action's probability under the new policy and the old one is followed: beyond, the sample
   * no longer pushes the policy further that way.
   */
  readonly clip_range: number;
  /**
   * Clip range of the value function: how far from the rollout's value the value loss follows a new one, in the units of
   * the returns, so it depends on how rewards are scaled. Null: no clipping.
   */
  readonly clip_range_vf: number | null;
  /** Weight of the entropy bonus in the loss: more keeps the policy exploring. */
  readonly ent_coef: number;
  /** Weight of the value loss, the mean squared error of the critic, in the loss. */
  readonly vf_coef: number;
  /** Norm that the gradient of all parameters together is shortened to where it is longer. */
  readonly max_grad_norm: number;
  /** Whether the advantages of each minibatch are shifted and scaled to mean 0 and standard deviation 1. */
  readonly normalize_advantage: boolean;
  /**
   * Approximate KL divergence between the old and the new policy to keep to: the update stops before the first minibatch whose
   * own passes 1.5 times this. Null: it never stops early.
   */
  readonly target_kl: number | null;
}

/** What stands between two layers of the networks. */
export type ActivationFunction = 'tanh' | 'relu';

/** `policy_kwargs`: the shape of the two separate networks and how they start. */
export interface PolicySettings {
  /** Widths of the hidden layers, the same for actor and critic. */
  readonly net_arch: readonly number[];
  /** Applied after every hidden layer, in actor and critic. */
  readonly activation_fn: ActivationFunction;
  /** Logarithm of the standard deviation that actions have around the policy's mean at first; it is learnt like a weight. */
  readonly log_std_init: number;
}
