import { observationSizeOf } from '../../src/building/building';
import { scheduleValue } from '../../src/curriculum/schedule';
import type { RunSettings } from '../../src/curriculum/settings';
import type { Engine, StageTask } from '../../src/ppo/engine';
import { initialState } from '../../src/ppo/initialPolicy';
import { NO_NORMALISATION, scalesOf } from '../../src/ppo/normalisation';
import type { Request } from './contender';
import type { Timing } from './timing';
import { settingsOf, stageTask } from './stages';

/** A moment of the update, as the engine tells it. */
interface Mark {
  readonly fraction: number;
  readonly time: number;
}

/** Times an engine through its interface. */
export class EngineRunner {
  readonly #engine: Engine;
  #iteration = 0;
  #learningRate = 0;
  #observationSize = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** @returns the iteration's timing for `run`, null for `enter` */
  async answer(request: Request): Promise<Timing | null> {
    if (request.command === 'run') return this.run();
    const settings = settingsOf(request.preset);
    await this.enter(settings, stageTask(settings, request.stage, request.portion));
    return null;
  }

  /** Makes the engine ready for iterations. */
  async enter(settings: RunSettings, task: StageTask): Promise<void> {
    this.#observationSize = observationSizeOf(task.environment.building);
    this.#iteration = 0;
    this.#learningRate = scheduleValue(task.hyperparameters.learning_rate, 1);
    await this.#engine.begin(task, initialState(settings));
  }

  /** One iteration. */
  async run(): Promise<Timing> {
    const begin = performance.now();
    let rolloutEnd = begin;
    const marks: Mark[] = [];
    await this.#engine.iterate({
      iteration: this.#iteration++,
      learningRate: this.#learningRate,
      scales: scalesOf(NO_NORMALISATION, this.#observationSize),
      signal: new AbortController().signal,
      onProgress: ({ phase, fraction }) => {
        if (phase === 'rollout') rolloutEnd = performance.now();
        else marks.push({ fraction, time: performance.now() });
      },
    });
    const end = performance.now();
    const updateBegin = Math.max(rolloutEnd, beginOf(marks) ?? rolloutEnd);
    return { rollout: (updateBegin - begin) / 1000, update: (end - updateBegin) / 1000 };
  }
}

/**
 * When the update began. Engines say when a part of it is done, not when it begins, and between the last environment
 * step and the first gradient step lie the values and advantages: so its pace is followed back.
 */
function beginOf(marks: readonly Mark[]): number | null {
  const first = marks[0];
  const last = marks.at(-1);
  if (!first || !last || last.fraction <= first.fraction) return null;
  return first.time - (first.fraction * (last.time - first.time)) / (last.fraction - first.fraction);
}
