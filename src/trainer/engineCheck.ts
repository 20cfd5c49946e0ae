import { NO_RECORDS } from '../curriculum/recordUse';
import type { RunSettings } from '../curriculum/settings';
import type { Engine, IterationResult } from '../ppo/engine';
import { NonFiniteError } from '../ppo/errors';
import { initialState } from '../ppo/initialPolicy';
import { NO_NORMALISATION, scalesOf } from '../ppo/normalisation';
import type { EngineState } from '../ppo/runnerState';
import { stageTask } from '../ppo/stageTask';
import { PURPOSE, RandomStream } from '../random/stream';

/** As large as shows a fault, and as small as costs nothing beside a training. */
const ENVIRONMENTS = 4;
const RECORDS = 2;
const STEPS = 32;
const BATCH = 64;
const LEARNING_RATE = 1e-3;
/** Of a standard normal variable, added to the weights: a fresh policy acts almost the same everywhere. */
const NOISE = 0.03;

/** WGSL leaves functions such as `tanh` eleven bits on some devices; what is broken is off by far more. */
const TOLERANCE = 0.02;
/** Adam divides by the gradient's own size, which makes much of small differences: of the mean step. */
const STEP_TOLERANCE = 0.2;

/**
 * What a GPU computes otherwise than WebAssembly does, which has to be there.
 *
 * @returns words for people; null: nothing
 * @throws GpuFailure when the device gives way
 */
export async function differenceFromWebAssembly(gpu: Engine, settings: RunSettings): Promise<string | null> {
  const { WasmEngine } = await import('../ppo/engines/wasm/wasmEngine');
  // More threads than one would take longer to start than the work takes.
  const spawn = () => {
    throw new Error('One thread was asked for.');
  };
  const reference = new WasmEngine({ threads: 1, spawn });
  try {
    return await findDifference(gpu, reference, settings);
  } finally {
    reference.dispose();
  }
}

/**
 * Computes a small rollout and its update on both engines, under the settings of a run as far as they decide which kernels
 * run, and compares what came out.
 *
 * @returns what an engine that cannot be trusted has otherwise, for people; null: nothing
 * @throws what either engine throws
 */
export async function findDifference(
  engine: Engine,
  reference: Engine,
  settings: RunSettings,
): Promise<string | null> {
  const expected = await compute(reference, settings);
  let actual: Computed;
  try {
    actual = await compute(engine, settings);
  } catch (error) {
    if (error instanceof NonFiniteError) return `${error.what} is not finite`;
    throw error;
  }
  const values = valuesOf(expected.result);
  for (const [name, value] of Object.entries(valuesOf(actual.result))) {
    const wanted = values[name];
    // NaN compares false with everything: it must not pass.
    if (!(Math.abs(value - wanted) <= TOLERANCE * Math.max(1, Math.abs(wanted)))) {
      return `${name} is ${value.toPrecision(4)} instead of ${wanted.toPrecision(4)}`;
    }
  }
  const step = meanDistance(expected.after, expected.before);
  const off = meanDistance(actual.after, expected.after);
  if (!(off <= STEP_TOLERANCE * step)) {
    return `the weights after an update are off by ${(off / step).toPrecision(2)} of its size`;
  }
  return null;
}

interface Computed {
  readonly result: IterationResult;
  /** Parameters. */
  readonly before: Float32Array;
  readonly after: Float32Array;
}

async function compute(engine: Engine, settings: RunSettings): Promise<Computed> {
  const small = smallTask(settings);
  const state = startOf(settings);
  await engine.begin(small, state);
  const result = await engine.iterate({
    iteration: 0,
    learningRate: LEARNING_RATE,
    scales: scalesOf(NO_NORMALISATION, state.architecture.observationSize),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const { parameters } = await engine.snapshot();
  return { result, before: state.parameters, after: parameters };
}

/** The first stage in small: what decides which kernels run is the run's own. */
function smallTask(settings: RunSettings) {
  const [first, ...others] = settings.stages;
  const hyperparameters = {
    ...first.hyperparameters,
    n_steps: STEPS,
    batch_size: BATCH,
    n_epochs: 1,
    target_kl: null,
  };
  return stageTask(
    {
      ...settings,
      n_envs: ENVIRONMENTS,
      training_records: RECORDS,
      records: NO_RECORDS,
      stages: [{ ...first, hyperparameters }, others[0], others[1], others[2]],
    },
    1,
  );
}

function startOf(settings: RunSettings): EngineState {
  const state = initialState(settings);
  const random = new RandomStream(settings.seed, 0, PURPOSE.initialisation);
  return { ...state, parameters: state.parameters.map((value, i) => value + NOISE * random.normal(1, i)) };
}

/** What is compared, by the name that people know it by. */
function valuesOf({ statistics, moments, episodes }: IterationResult): Record<string, number> {
  const { explained_variance, ...certain } = statistics;
  const { observations, returns } = moments;
  return {
    ...certain,
    // It may lie far below zero, where a small difference is large.
    explained_variance: Math.max(-1, Number.isFinite(explained_variance) ? explained_variance : -1),
    'the number of episodes': episodes.length,
    'the mean of the returns': returns.mean,
    'the deviation of the returns': Math.sqrt(returns.variance),
    ...Object.fromEntries(
      Array.from(observations.mean, (mean, i) => [`the mean of observation ${i + 1}`, mean]),
    ),
    ...Object.fromEntries(
      Array.from(observations.mean, (_, i, means = observations.mean) => [
        `the deviation of observation ${i + 1}`,
        Math.sqrt(observations.covariance[i * means.length + i]),
      ]),
    ),
  };
}

function meanDistance(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;
}
