import type { ActivationFunction, Hyperparameters } from '../curriculum/hyperparameters';
import type { Schedule } from '../curriculum/schedule';
import { otherAlgorithm } from './algorithm';
import { UnsuitableModelError, UnsuitableZipError } from './errors';
import { likelySchedule } from './likelySchedule';
import { NUMPY_SCALAR_GLOBALS, readNumpyScalar } from './numpyScalar';
import { isPickled, readPickled } from './pickledValue';
import { readPolicyKwargs } from './policyKwargs';
import { nameOf, ofItsOwn, readForNames } from './pythonNames';
import type { RecoveredSchedule } from './schedules';
import { recoverSchedule } from './schedules';
import { readSpaces } from './spaces';

/** How a model was trained, as far as it can be taken over. */
export interface ForeignRecipe {
  /** What is missing here could not be taken over. */
  readonly hyperparameters: Partial<Omit<Hyperparameters, 'learning_rate'>>;
  readonly learning_rate: RecoveredSchedule;
  /** What a learning rate that is a Python function is by its names and numbers; null: they do not tell. */
  readonly likelyLearningRate: Schedule | null;
}

/** What a model of Stable-Baselines3 says of itself, as far as training here needs it. */
export interface ModelData {
  readonly activation: ActivationFunction;
  readonly observationSize: number;
  readonly numTimesteps: number;
  /** Timesteps of the `learn()` that it was saved in or after. */
  readonly stageTimesteps: number;
  readonly nUpdates: number;
  /** At its last update, 1 to 0; null: it does not say. */
  readonly progressRemaining: number | null;
  readonly recipe: ForeignRecipe;
  readonly warnings: readonly string[];
}

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

const GLOBALS_OF_NUMBERS: ReadonlySet<string> = new Set(NUMPY_SCALAR_GLOBALS);

/** What is said of a model that stood behind `VecNormalize`, which may have scaled rewards only, or be folded in by now. */
const VEC_NORMALIZE =
  'It was trained behind VecNormalize, whose statistics are in another file. If that scaled the observations and is not ' +
  'folded into the first layers, this policy sees other numbers here than it learnt on.';

/**
 * Reads the entry `data`.
 *
 * @throws ModelZipError when the model is not a PPO model that this page can train
 */
export function readData(bytes: Uint8Array): ModelData {
  const values = parse(bytes);
  const other = otherAlgorithm(values);
  if (other !== null) throw new UnsuitableModelError(`The model is one of ${other}, not of PPO`);
  if (Number(values.get('use_sde') ?? 0) !== 0) {
    throw new UnsuitableModelError('The model explores by gSDE, which this page does not');
  }
  checkPolicyClass(values.get('policy_class'));
  const activation = readPolicyKwargs(values.get('policy_kwargs'));
  const spaces = readSpaces(values.get('observation_space'), values.get('action_space'));
  const warnings = [...spaces.warnings];
  // Stable-Baselines3 sets it only where a VecNormalize wraps the environments, whatever that scales, and never takes it back.
  if (values.get('_last_original_obs')) warnings.push(VEC_NORMALIZE);
  const clipRanges = readClipRanges(values);
  const progressRemaining = values.get('_current_progress_remaining');
  const numTimesteps = count(values.get('num_timesteps'));
  // `learn()` sets it to `num_timesteps` when it begins, and to zero where it resets that.
  const timestepsAtStart = count(values.get('_num_timesteps_at_start') ?? numTimesteps);
  return {
    activation,
    observationSize: spaces.observationSize,
    numTimesteps,
    stageTimesteps: Math.max(0, numTimesteps - timestepsAtStart),
    nUpdates: count(values.get('_n_updates')),
    progressRemaining: typeof progressRemaining === 'number' ? progressRemaining : null,
    recipe: {
      hyperparameters: { ...readHyperparameters(values), ...clipRanges.hyperparameters },
      learning_rate: recoverSchedule(values.get('learning_rate')),
      likelyLearningRate: likelySchedule(values.get('learning_rate')),
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
    throw new UnsuitableZipError('The entry "data" of the zip is not JSON, so it is not a model of PPO');
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    throw new UnsuitableZipError('The entry "data" of the zip is not an object, so it is not a model of PPO');
  }
  return new Map(Object.entries(data).map(([key, value]) => [key, withPlainNumber(value)]));
}

/** A number is pickled where it is one of numpy's. */
function withPlainNumber(value: unknown): unknown {
  if (!isPickled(value) || !/^<class 'numpy\.(float|u?int|bool)/.test(value[':type:'])) return value;
  return readNumpyScalar(readPickled(value, GLOBALS_OF_NUMBERS)) ?? value;
}

function checkPolicyClass(value: unknown): void {
  if (!isPickled(value)) throw new UnsuitableZipError('The model does not say of which class its policy is');
  const policy = nameOf(readForNames(value));
  const isOfSb3 = policy.module?.startsWith('stable_baselines3.') ?? false;
  if (isOfSb3 && policy.name === 'ActorCriticPolicy') return;
  const which = isOfSb3 ? policy.name : ofItsOwn('a class', policy);
  throw new UnsuitableModelError(
    `The model's policy is ${which}, and this page trains ActorCriticPolicy ("MlpPolicy") only`,
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
    normalize_advantage: Number(values.get('normalize_advantage') ?? 1) !== 0,
    ...((targetKl === null || typeof targetKl === 'number') && { target_kl: targetKl }),
  };
}

/** Both may be schedules in Stable-Baselines3; here they are numbers. */
function readClipRanges(values: ReadonlyMap<string, unknown>) {
  const hyperparameters: { clip_range?: number; clip_range_vf?: number | null } = {};
  const warnings: string[] = [];
  for (const key of ['clip_range', 'clip_range_vf'] as const) {
    if (!values.has(key)) {
      warnings.push(`Its ${key} is not in the zip: the setting on this page applies.`);
      continue;
    }
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
