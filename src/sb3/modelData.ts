import type { ActivationFunction, Hyperparameters } from '../curriculum/hyperparameters';
import { ModelZipError } from './errors';
import { isPickled, readPickled } from './pickledValue';
import { Call, Global } from './pickleReader';
import type { RecoveredSchedule } from './schedules';
import { recoverSchedule } from './schedules';
import { checkSpaces } from './spaces';

/** How a model was trained, as far as it can be taken over. */
export interface ForeignRecipe {
  /** What is missing here could not be taken over. */
  readonly hyperparameters: Partial<Omit<Hyperparameters, 'learning_rate'>>;
  readonly learning_rate: RecoveredSchedule;
}

/** What a model of Stable-Baselines3 says of itself, as far as training here needs it. */
export interface ModelData {
  readonly activation: ActivationFunction;
  readonly numTimesteps: number;
  /** Timesteps of the `learn()` that it was saved in or after. */
  readonly stageTimesteps: number;
  readonly nUpdates: number;
  readonly recipe: ForeignRecipe;
  readonly warnings: readonly string[];
}

/** Keys that only another algorithm's model has. */
const OTHER_ALGORITHMS: readonly (readonly [string, string])[] = [
  ['_last_lstm_states', 'RecurrentPPO'],
  ['cg_max_steps', 'TRPO'],
  ['exploration_fraction', 'DQN'],
  ['policy_delay', 'TD3'],
  ['target_entropy', 'SAC'],
  ['tau', 'an off-policy algorithm'],
];

const NUMBERS = [
  'n_steps',
  'batch_size',
  'n_epochs',
  'gamma',
  'gae_lambda',
  'ent_coef',
  'vf_coef',
  'max_grad_norm',
] as const;

const POLICY_CLASS = 'stable_baselines3.common.policies ActorCriticPolicy';

/**
 * Reads the entry `data`.
 *
 * @throws ModelZipError when the model is not a PPO model that this page can train
 */
export function readData(bytes: Uint8Array): ModelData {
  const values = parse(bytes);
  refuseOtherAlgorithms(values);
  if (values.get('use_sde') === true) {
    throw new ModelZipError('The model explores by gSDE, which this page does not');
  }
  // Set by Stable-Baselines3 only where a VecNormalize wraps the environments; its statistics are another file.
  if (values.get('_last_original_obs')) {
    throw new ModelZipError(
      'The model was trained on observations that VecNormalize scaled, and the scales are not in the zip',
      'Train it without VecNormalize, or fold its statistics into the first layers before you save it.',
    );
  }
  checkPolicyClass(values.get('policy_class'));
  const activation = readPolicyKwargs(values.get('policy_kwargs'));
  const warnings = checkSpaces(values.get('observation_space'), values.get('action_space'));
  const clipRanges = readClipRanges(values);
  const numTimesteps = count(values.get('num_timesteps'));
  // `learn()` sets it to `num_timesteps` when it begins, and to zero where it resets that.
  const timestepsAtStart = count(values.get('_num_timesteps_at_start') ?? numTimesteps);
  return {
    activation,
    numTimesteps,
    stageTimesteps: Math.max(0, numTimesteps - timestepsAtStart),
    nUpdates: count(values.get('_n_updates')),
    recipe: {
      hyperparameters: { ...readHyperparameters(values), ...clipRanges.hyperparameters },
      learning_rate: recoverSchedule(values.get('learning_rate')),
    },
    warnings: [...warnings, ...clipRanges.warnings],
  };
}

function parse(bytes: Uint8Array): ReadonlyMap<string, unknown> {
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
  return new Map<string, unknown>(Object.entries(data));
}

function refuseOtherAlgorithms(values: ReadonlyMap<string, unknown>): void {
  const other = OTHER_ALGORITHMS.find(([key]) => values.has(key));
  if (other) throw new ModelZipError(`The model is one of ${other[1]}, not of PPO`);
  if (values.has('gae_lambda') && !values.has('clip_range')) {
    throw new ModelZipError('The model is one of A2C, not of PPO');
  }
  const missing = ['n_steps', 'gae_lambda', 'clip_range', 'n_epochs'].find((key) => !values.has(key));
  if (missing) throw new ModelZipError(`The model is not one of PPO: it has no "${missing}"`);
}

function checkPolicyClass(value: unknown): void {
  if (!isPickled(value)) throw new ModelZipError('The model does not say of which class its policy is');
  const names = ['ActorCriticPolicy', 'ActorCriticCnnPolicy', 'MultiInputActorCriticPolicy'];
  const globals = new Set(names.map((name) => `stable_baselines3.common.policies ${name}`));
  const policy = readPickled(value, globals);
  const name = policy instanceof Global ? policy.name : 'a class of its own';
  if (name !== POLICY_CLASS) {
    throw new ModelZipError(
      `The model's policy is ${name.split(' ').at(-1)}, and this page trains ActorCriticPolicy ("MlpPolicy") only`,
    );
  }
}

const ACTIVATIONS = [
  'Tanh',
  'ReLU',
  'ELU',
  'LeakyReLU',
  'GELU',
  'SiLU',
  'Mish',
  'Sigmoid',
  'Softplus',
  'SELU',
];

const KWARGS_GLOBALS: ReadonlySet<string> = new Set([
  ...ACTIVATIONS.map((name) => `torch.nn.modules.activation ${name}`),
  ...['adam Adam', 'adamw AdamW', 'rmsprop RMSprop', 'sgd SGD'].map((name) => `torch.optim.${name}`),
  'stable_baselines3.common.torch_layers FlattenExtractor',
  'stable_baselines3.common.torch_layers NatureCNN',
  'stable_baselines3.common.torch_layers CombinedExtractor',
  'builtins dict',
]);

function readPolicyKwargs(value: unknown): ActivationFunction {
  // Plain JSON when there is no class in it; Tanh is the default of ActorCriticPolicy.
  if (!isPickled(value)) return 'tanh';
  const pickle = readPickled(value, KWARGS_GLOBALS);
  const entries = pickle instanceof Call ? pickle.entries : pickle;
  const named = (key: string) => {
    const entry = entries instanceof Map ? entries.get(key) : undefined;
    return entry instanceof Global ? entry.name.split(' ')[1] : null;
  };
  const extractor = named('features_extractor_class');
  if (extractor && extractor !== 'FlattenExtractor') {
    throw new ModelZipError(
      `The model sees through a ${extractor}, and this page's policies see the observation itself`,
    );
  }
  const optimizer = named('optimizer_class');
  if (optimizer && optimizer !== 'Adam') {
    throw new ModelZipError(`The model was optimised by ${optimizer}, and this page has Adam only`);
  }
  const activation = named('activation_fn') ?? 'Tanh';
  if (activation === 'Tanh') return 'tanh';
  if (activation === 'ReLU') return 'relu';
  throw new ModelZipError(
    `The model's activation function is ${activation}, and this page has Tanh and ReLU`,
  );
}

function readHyperparameters(values: ReadonlyMap<string, unknown>): ForeignRecipe['hyperparameters'] {
  const numbers = NUMBERS.flatMap((key) => {
    const value = values.get(key);
    return typeof value === 'number' ? [[key, value] as const] : [];
  });
  const targetKl = values.get('target_kl') ?? null;
  return {
    ...(Object.fromEntries(numbers) as Partial<Record<(typeof NUMBERS)[number], number>>),
    normalize_advantage: values.get('normalize_advantage') !== false,
    ...((targetKl === null || typeof targetKl === 'number') && { target_kl: targetKl }),
  };
}

/** Both may be schedules in Stable-Baselines3; here they are numbers. */
function readClipRanges(values: ReadonlyMap<string, unknown>) {
  const hyperparameters: { clip_range?: number; clip_range_vf?: number | null } = {};
  const warnings: string[] = [];
  for (const key of ['clip_range', 'clip_range_vf'] as const) {
    const value = values.get(key) ?? null;
    const schedule = recoverSchedule(value);
    if (key === 'clip_range_vf' && value === null) hyperparameters[key] = null;
    else if (typeof schedule === 'object' && schedule.shape === 'constant')
      hyperparameters[key] = schedule.value;
    else
      warnings.push(`Its ${key} is not a constant and is not taken over: the setting on this page applies.`);
  }
  return { hyperparameters, warnings };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : 0;
}
