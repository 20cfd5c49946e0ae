import type { ActivationFunction, Hyperparameters } from '../curriculum/hyperparameters';
import type { Schedule } from '../curriculum/schedule';
import { scheduleValue } from '../curriculum/schedule';
import { OBSERVATION_BOUNDS } from '../environment/observation';
import type { Architecture } from '../ppo/parameters';
import type { Counters } from '../ppo/runnerState';
import { ModelZipError } from './errors';
import { PickleWriter } from './pickleWriter';
import type { PickleValue } from './pickleReader';
import { Call, Global, readPickle } from './pickleReader';

/** The entry `data`: JSON in which a value that JSON cannot hold is a pickle in base64. */

/** Points of the table that stands for a cosine schedule. */
const TABLE_POINTS = 101;

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
    policy_class: pickled("<class 'abc.ABCMeta'>", (pickle) =>
      pickle.global('stable_baselines3.common.policies', 'ActorCriticPolicy'),
    ),
    verbose: 0,
    policy_kwargs: pickled("<class 'dict'>", (pickle) => writePolicyKwargs(pickle, architecture)),
    num_timesteps: counters.numTimesteps,
    _total_timesteps: source.totalTimesteps,
    _num_timesteps_at_start: source.timestepsAtStageStart,
    seed: source.seed,
    action_noise: null,
    start_time: 0,
    learning_rate: writeLearningRate(hyperparameters.learning_rate),
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
    observation_space: pickled("<class 'gymnasium.spaces.box.Box'>", (pickle) =>
      writeBox(pickle, OBSERVATION_BOUNDS),
    ),
    action_space: pickled("<class 'gymnasium.spaces.box.Box'>", (pickle) => writeBox(pickle, [1])),
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

function pickled(type: string, write: (pickle: PickleWriter) => PickleWriter) {
  return { ':type:': type, ':serialized:': toBase64(write(new PickleWriter()).finish()) };
}

function writePolicyKwargs(pickle: PickleWriter, { netArch, activation }: Architecture): PickleWriter {
  pickle.emptyDict().mark().string('net_arch').emptyList().mark();
  for (const width of netArch) pickle.integer(width);
  pickle.appends().string('activation_fn');
  return pickle.global('torch.nn.modules.activation', activation === 'tanh' ? 'Tanh' : 'ReLU').setItems();
}

/** `Box(low, high, shape, dtype)` through public names only, which all versions of numpy and gymnasium have. */
function writeBox(pickle: PickleWriter, bounds: readonly number[]): PickleWriter {
  pickle.global('gymnasium.spaces.box', 'Box').mark();
  for (const sign of [-1, 1]) {
    pickle.global('numpy', 'array').mark().emptyList().mark();
    for (const bound of bounds) pickle.float(sign * bound);
    pickle.appends().string('<f4').tuple().reduce();
  }
  pickle.mark().integer(bounds.length).tuple();
  return pickle.global('numpy', 'dtype').mark().string('<f4').tuple().reduce().tuple().reduce();
}

/** A number, a `LinearSchedule`, or a table for `numpy.interp`: what Python evaluates without code of ours. */
function writeLearningRate(schedule: Schedule): unknown {
  if (schedule.shape === 'constant') return schedule.value;
  if (schedule.shape === 'linear') {
    return pickled("<class 'stable_baselines3.common.utils.LinearSchedule'>", (pickle) =>
      pickle
        .global('stable_baselines3.common.utils', 'LinearSchedule')
        .mark()
        .float(schedule.initial)
        .float(schedule.final)
        .float(1)
        .tuple()
        .reduce(),
    );
  }
  const progress = Array.from({ length: TABLE_POINTS }, (_, i) => i / (TABLE_POINTS - 1));
  return pickled("<class 'functools.partial'>", (pickle) => {
    pickle.global('functools', 'partial').mark().global('numpy', 'interp').tuple().reduce();
    pickle.mark().global('numpy', 'interp').emptyTuple().emptyDict().mark();
    for (const [name, values] of [
      ['xp', progress],
      ['fp', progress.map((remaining) => scheduleValue(schedule, remaining))],
    ] as const) {
      pickle.string(name).emptyList().mark();
      for (const value of values) pickle.float(value);
      pickle.appends();
    }
    return pickle.setItems().none().tuple().build();
  });
}

/** What a model of Stable-Baselines3 says of itself, as far as training here needs it. */
export interface ModelData {
  readonly activation: ActivationFunction;
  readonly numTimesteps: number;
  readonly nUpdates: number;
  readonly warnings: readonly string[];
}

const KWARGS_GLOBALS: ReadonlySet<string> = new Set([
  'torch.nn.modules.activation Tanh',
  'torch.nn.modules.activation ReLU',
  'torch.optim.adam Adam',
  'builtins dict',
]);

/**
 * @throws ModelZipError when the model is not a PPO model that this page can train
 */
export function readData(bytes: Uint8Array): ModelData {
  let data: unknown;
  try {
    // Python writes NaN and Infinity, which JSON does not have.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    data = JSON.parse(text.replace(/:\s*(NaN|-?Infinity)\b/g, ': null'));
  } catch {
    throw new ModelZipError('The entry "data" of the zip is not JSON');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new ModelZipError('The entry "data" of the zip is not an object');
  }
  const values = new Map<string, unknown>(Object.entries(data));
  const missing = ['n_steps', 'gae_lambda', 'clip_range', 'n_epochs'].find((key) => !values.has(key));
  if (missing) throw new ModelZipError(`The model is not one of PPO: it has no "${missing}"`);
  if (values.get('use_sde') === true)
    throw new ModelZipError('The model explores by gSDE, which this page does not');
  const learningRate = values.get('learning_rate');
  return {
    activation: readActivation(values.get('policy_kwargs')),
    numTimesteps: count(values.get('num_timesteps')),
    nUpdates: count(values.get('_n_updates')),
    warnings:
      typeof learningRate === 'object'
        ? [
            'Its learning rate is a Python function, which is not taken over: the settings on this page apply.',
          ]
        : [],
  };
}

function readActivation(kwargs: unknown): ActivationFunction {
  // Tanh is the default of Stable-Baselines3's ActorCriticPolicy.
  if (typeof kwargs !== 'object' || kwargs === null || !(':serialized:' in kwargs)) return 'tanh';
  const pickle = readPickle(fromBase64(String(kwargs[':serialized:'])), KWARGS_GLOBALS);
  const entries: PickleValue = pickle instanceof Call ? pickle.entries : pickle;
  const activation = entries instanceof Map ? entries.get('activation_fn') : undefined;
  return activation instanceof Global && activation.name.endsWith(' ReLU') ? 'relu' : 'tanh';
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    throw new ModelZipError('A value of the entry "data" is not base64');
  }
}
