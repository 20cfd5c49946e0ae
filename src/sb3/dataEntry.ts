import type { Hyperparameters } from '../curriculum/hyperparameters';
import type { Architecture } from '../ppo/parameters';
import type { Counters } from '../ppo/runnerState';
import { writePickled } from './pickledValue';
import type { PickleWriter } from './pickleWriter';
import { writeSchedule } from './schedules';
import { writeActionSpace, writeObservationSpace } from './spaces';

/** The entry `data`: JSON in which a value that JSON cannot hold is a pickle in base64. */

interface DataSource {
  readonly architecture: Architecture;
  readonly counters: Counters;
  readonly hyperparameters: Hyperparameters;
  readonly n_envs: number;
  readonly seed: number;
  /** Timesteps that the stage will have done at its end, counted over all stages. */
  readonly totalTimesteps: number;
  readonly timestepsAtStageStart: number;
  readonly progressRemaining: number;
}

/** Every key that Stable-Baselines3 writes for PPO, in its order; `lr_schedule` it rebuilds from `learning_rate`. */
export function writeData(source: DataSource): string {
  const { architecture, counters, hyperparameters } = source;
  const data = {
    policy_class: writePickled("<class 'abc.ABCMeta'>", (pickle) =>
      pickle.global('stable_baselines3.common.policies', 'ActorCriticPolicy'),
    ),
    verbose: 0,
    policy_kwargs: writePickled("<class 'dict'>", (pickle) => writePolicyKwargs(pickle, architecture)),
    num_timesteps: counters.numTimesteps,
    _total_timesteps: source.totalTimesteps,
    _num_timesteps_at_start: source.timestepsAtStageStart,
    seed: source.seed,
    action_noise: null,
    start_time: 0,
    learning_rate: writeSchedule(hyperparameters.learning_rate),
    tensorboard_log: null,
    _last_obs: null,
    _last_episode_starts: null,
    _last_original_obs: null,
    _episode_num: 0,
    use_sde: false,
    sde_sample_freq: -1,
    _current_progress_remaining: source.progressRemaining,
    _stats_window_size: 100,
    ep_info_buffer: null,
    ep_success_buffer: null,
    _n_updates: counters.nUpdates,
    observation_space: writeObservationSpace(architecture.observationSize),
    action_space: writeActionSpace(),
    n_envs: source.n_envs,
    n_steps: hyperparameters.n_steps,
    gamma: hyperparameters.gamma,
    gae_lambda: hyperparameters.gae_lambda,
    ent_coef: hyperparameters.ent_coef,
    vf_coef: hyperparameters.vf_coef,
    max_grad_norm: hyperparameters.max_grad_norm,
    rollout_buffer_class: null,
    rollout_buffer_kwargs: {},
    batch_size: hyperparameters.batch_size,
    n_epochs: hyperparameters.n_epochs,
    clip_range: hyperparameters.clip_range,
    clip_range_vf: hyperparameters.clip_range_vf,
    normalize_advantage: hyperparameters.normalize_advantage,
    target_kl: hyperparameters.target_kl,
  };
  return JSON.stringify(data, null, 4);
}

function writePolicyKwargs(pickle: PickleWriter, { netArch, activation }: Architecture): PickleWriter {
  pickle.emptyDict().mark().string('net_arch').emptyList().mark();
  for (const width of netArch) pickle.integer(width);
  pickle.appends().string('activation_fn');
  return pickle.global('torch.nn.modules.activation', activation === 'tanh' ? 'Tanh' : 'ReLU').setItems();
}
