import type { StageNumber } from '../../src/curriculum/settings';
import { STAGE_NUMBERS } from '../../src/curriculum/settings';
import type { Timing } from './timing';
import type { Entrant, StageResult } from './entrant';
import { isWhole, iterationsOf, minibatchesOf } from './portion';

/** Median and extremes of the repeats. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Summary {
  readonly name: string;
  /** Environment steps a second in stage 1, all environments together. */
  readonly stepsPerSecond: Spread;
  /** Milliseconds of a gradient step in stage 1 and in stage 2. */
  readonly firstUpdate: Spread;
  readonly secondUpdate: Spread;
  /** Seconds of one iteration of stage 1. */
  readonly iteration: Spread;
  /** Seconds of all iterations of all stages. */
  readonly curriculum: Spread;
  /** Whether less than whole iterations was measured, in stage 1 or in another. */
  readonly isScaled: { readonly iteration: boolean; readonly curriculum: boolean };
}

/** @param entrant timed in every stage */
export function summarise({ contender, stages, settings }: Entrant): Summary {
  const { n_envs, control_period } = settings;
  const work = (stage: StageNumber) => settings.stages[stage - 1];
  const steps = work(1).hyperparameters.n_steps * n_envs * control_period;
  const resultOf = (stage: StageNumber) => stages.get(stage) as StageResult;
  const curriculum = STAGE_NUMBERS.map((stage) => {
    const seconds = spreadOf(resultOf(stage).iterations.map(total));
    const iterations = iterationsOf(work(stage), n_envs * control_period);
    return mapSpread(seconds, (value) => value * iterations);
  });
  const scaled = STAGE_NUMBERS.map((stage) => !isWhole(resultOf(stage).portion, work(stage)));
  return {
    name: contender.name,
    stepsPerSecond: spreadOf(resultOf(1).iterations.map(({ rollout }) => steps / rollout)),
    firstUpdate: updateMilliseconds(resultOf(1), minibatchesOf(work(1), n_envs)),
    secondUpdate: updateMilliseconds(resultOf(2), minibatchesOf(work(2), n_envs)),
    iteration: spreadOf(resultOf(1).iterations.map(total)),
    curriculum: curriculum.reduce((a, b) => ({
      median: a.median + b.median,
      min: a.min + b.min,
      max: a.max + b.max,
    })),
    isScaled: { iteration: scaled[0], curriculum: scaled.some(Boolean) },
  };
}

function updateMilliseconds({ iterations }: StageResult, minibatches: number): Spread {
  return spreadOf(iterations.map(({ update }) => (1000 * update) / minibatches));
}

function total({ rollout, update }: Timing): number {
  return rollout + update;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return {
    median: (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2,
    min: sorted[0],
    max: sorted[sorted.length - 1],
  };
}

function mapSpread({ median, min, max }: Spread, change: (value: number) => number): Spread {
  return { median: change(median), min: change(min), max: change(max) };
}
