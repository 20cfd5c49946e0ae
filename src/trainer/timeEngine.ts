import { NO_RECORDS } from '../curriculum/recordUse';
import type { RunSettings } from '../curriculum/settings';
import type { Engine, StageTask } from '../ppo/engine';
import { initialState } from '../ppo/initialPolicy';
import { scheduleValue } from '../curriculum/schedule';
import { NO_NORMALISATION, scalesOf } from '../ppo/normalisation';
import { stageTask } from '../ppo/stageTask';

/** How many records there are costs an engine nothing but memory. */
const RECORDS = 2;
/** Milliseconds for the smallest part of an iteration, in which code gets warm and threads are chosen. */
const WARM_UP = 250;
/** Milliseconds of the larger part, as far as it can be foreseen. */
const LARGER = 250;
/** Milliseconds after which an engine is not waited for. */
const MOST = 1500;

/** How fast an engine is at some settings. */
export interface EngineSpeed {
  /** Environment steps a second, updates included. */
  readonly stepsPerSecond: number;
  /** It was stopped before it had an answer: it does fewer steps than that. */
  readonly isBound: boolean;
}

/** A part of an iteration, and what it took. */
interface Part {
  readonly steps: number;
  readonly milliseconds: number;
}

/** A trial of an engine that was stopped: it had not done in time what it was given. */
class Stopped extends Error {
  override readonly name = 'Stopped';
}

/**
 * Times two parts of an iteration of stage 1, with all its epochs, its environments, batch and networks. What an iteration
 * costs besides its work, as the answers of a slow queue, is in both of them, and so not in what is between them. It takes a
 * second and a half at most from when the kernels are compiled.
 *
 * @param signal stops it; the reason is thrown
 * @param now milliseconds, monotonic
 * @throws what the engine throws
 */
export async function timeEngine(
  engine: Engine,
  settings: RunSettings,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<EngineSpeed> {
  const { n_steps } = settings.stages[0].hyperparameters;
  const whole = { steps: n_steps, stepsOfTime: n_steps * settings.control_period * settings.n_envs };
  const smallest = smallestPart(settings);
  const parts: Part[] = [];
  await enter(engine, settings, smallest);
  const until = now() + MOST;
  try {
    const small = await fastest(engine, smallest, { settings, signal, now, until, atLeast: WARM_UP });
    parts.push(small);
    const larger = largerPart(small, n_steps);
    if (larger > smallest) {
      await enter(engine, settings, larger);
      signal.throwIfAborted();
      parts.push(await fastest(engine, larger, { settings, signal, now, until, atLeast: 0 }));
    }
    return { stepsPerSecond: speedOf(whole, parts), isBound: false };
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
    const least = parts.length > 0 ? parts : [{ steps: smallest, milliseconds: MOST }];
    return { stepsPerSecond: speedOf(whole, least), isBound: parts.length === 0 };
  }
}

interface Trial {
  readonly settings: RunSettings;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** When it is stopped. */
  readonly until: number;
  /** Milliseconds for which iterations are repeated. */
  readonly atLeast: number;
}

/** The fastest of some iterations: other programs only make them slower. */
async function fastest(engine: Engine, steps: number, trial: Trial): Promise<Part> {
  const { settings, signal, now, until, atLeast } = trial;
  const { learning_rate } = settings.stages[0].hyperparameters;
  const { observationSize } = initialState(settings).architecture;
  const options = {
    learningRate: scheduleValue(learning_rate, 1),
    scales: scalesOf(NO_NORMALISATION, observationSize),
    onProgress: () => undefined,
  };
  const begin = now();
  const controller = new AbortController();
  const stop = () => controller.abort(signal.aborted ? signal.reason : new Stopped());
  const timer = setTimeout(stop, Math.max(0, until - begin));
  signal.addEventListener('abort', stop);
  try {
    let milliseconds = Infinity;
    for (let iteration = 0; iteration < 2 || now() - begin < atLeast; iteration++) {
      const started = now();
      await engine.iterate({ ...options, iteration, signal: controller.signal });
      milliseconds = Math.min(milliseconds, now() - started);
    }
    return { steps, milliseconds };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** Steps of the smallest part: a minibatch in an epoch. */
function smallestPart({ n_envs, stages }: RunSettings): number {
  const { n_steps, batch_size } = stages[0].hyperparameters;
  return Math.min(n_steps, Math.max(1, Math.ceil(batch_size / n_envs)));
}

/** Whole minibatches as well, and as many as time allows. */
function largerPart({ steps, milliseconds }: Part, n_steps: number): number {
  const times = Math.max(2, Math.floor(LARGER / milliseconds));
  return Math.min(n_steps, times * steps);
}

/** Follows the line through two parts to the whole iteration; one part alone stands for all of it. */
function speedOf(whole: { readonly steps: number; readonly stepsOfTime: number }, parts: readonly Part[]) {
  const [first, second] = parts;
  const last = second ?? first;
  // A disturbance of the smaller part alone must not make the rest cost nothing.
  const perStep = second
    ? Math.max(
        (second.milliseconds - first.milliseconds) / (second.steps - first.steps),
        second.milliseconds / second.steps / 4,
      )
    : first.milliseconds / first.steps;
  const milliseconds = last.milliseconds + perStep * (whole.steps - last.steps);
  return (1000 * whole.stepsOfTime) / milliseconds;
}

function enter(engine: Engine, settings: RunSettings, steps: number): Promise<void> {
  return engine.begin(partOf(settings, steps), initialState(settings));
}

/** The first stage with few records and a shorter rollout. */
function partOf(settings: RunSettings, n_steps: number): StageTask {
  const task = stageTask({ ...settings, training_records: RECORDS, records: NO_RECORDS }, 1);
  return { ...task, hyperparameters: { ...task.hyperparameters, n_steps, target_kl: null } };
}
