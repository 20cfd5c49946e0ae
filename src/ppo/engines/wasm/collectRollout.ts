import type { RolloutMoments } from '../../moments';
import { observationMoments, returnMoments } from '../../moments';
import type { Scales } from '../../normalisation';
import type { Rollout } from '../../rollout';
import type { Episode } from '../../runnerState';
import {
  EPISODE_BYTES,
  EPISODE_ENVIRONMENT,
  EPISODE_LENGTH,
  EPISODE_STEP,
  GAE_ENVIRONMENTS,
  GROUP_ROWS,
  Job,
  PANEL,
  Real,
  RETURN_BYTES,
  RETURN_SQUARES,
  RETURN_SUM,
  Word,
} from './assembly/plan';
import type { TimeSlicer, Work } from './timeSlicer';
import type { KernelStage } from './kernelStage';
import { readRows } from './observationPanels';

/** What the update learns from, with the advantages. */
export interface EstimatedRollout extends Omit<Rollout, 'episodes'> {
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
}

/**
 * Runs the policy in the environments, values what it saw and estimates the advantages.
 *
 * @returns the episodes that ended, oldest first, and what the networks saw
 */
export async function collectRollout(
  stage: KernelStage,
  scales: Scales,
  slicer: TimeSlicer,
  onProgress: (fraction: number) => void,
): Promise<{ readonly episodes: readonly Episode[]; readonly moments: RolloutMoments }> {
  const { kernel, layout, task } = stage;
  const { n_steps } = task.hyperparameters;
  const { count } = task.environment;
  const episodes: Episode[] = [];
  writeScales(stage, scales);
  new Uint8Array(kernel.buffer, layout.work.discountedReturns, RETURN_BYTES * count).fill(0);
  stage.run(Job.PACK, 0, layout.strips);
  const rollOut: Work = (first, last, threads) => {
    kernel.setWord(Word.EPISODE_COUNT, 0);
    stage.run(Job.ROLLOUT, first, last, threads);
    episodes.push(...readEpisodes(kernel.buffer, layout.work.episodes, kernel.word(Word.EPISODE_COUNT)));
    onProgress(last / n_steps);
  };
  await slicer.run(Job.ROLLOUT, n_steps, rollOut, layout.chunkSteps);

  const groups = Math.ceil(layout.observationRows / GROUP_ROWS);
  await slicer.run(Job.VALUES, groups, (...range) => stage.run(Job.VALUES, ...range));
  const blocks = Math.ceil(count / GAE_ENVIRONMENTS);
  await slicer.run(Job.ADVANTAGES, blocks, (...range) => stage.run(Job.ADVANTAGES, ...range));
  return { episodes, moments: momentsOf(stage) };
}

function writeScales({ kernel, layout }: KernelStage, scales: Scales): void {
  const { observationMean, observationTransform, rewardScale } = scales;
  const { observationSize: size, observationPanels } = layout;
  new Float64Array(kernel.buffer, layout.work.observationMean).set(observationMean);
  const transform = new Float64Array(kernel.buffer, layout.work.observationTransform);
  for (let row = 0; row < size; row++) {
    transform.set(
      observationTransform.subarray(row * size, (row + 1) * size),
      row * PANEL * observationPanels,
    );
  }
  kernel.setReal(Real.REWARD_SCALE, rewardScale);
}

function momentsOf(stage: KernelStage): RolloutMoments {
  const { kernel, layout, task } = stage;
  const view = new DataView(kernel.buffer, layout.work.discountedReturns);
  const sums = Array.from({ length: task.environment.count }, (_, i) => ({
    sum: view.getFloat64(i * RETURN_BYTES + RETURN_SUM, true),
    squares: view.getFloat64(i * RETURN_BYTES + RETURN_SQUARES, true),
  }));
  return {
    observations: observationMoments(observationsOf(stage), layout.observationSize),
    returns: returnMoments(sums, layout.samples),
  };
}

/** Of the rollout's samples; what fills one panel lies as it is needed. */
function observationsOf({ kernel, layout }: KernelStage): Float32Array {
  const { samples, observationSize: size, observationPanelBytes: panelBytes } = layout;
  const address = layout.rollout.observations;
  if (size === PANEL) return new Float32Array(kernel.buffer, address, samples * size);
  return readRows({ buffer: kernel.buffer, address, panelBytes, size }, 0, samples);
}

/** A copy of the last rollout: what parity with another engine is measured on. */
export function readRollout(stage: KernelStage): EstimatedRollout {
  const { kernel, layout, task } = stage;
  const { rollout, samples } = layout;
  const { count, advantageBaseline } = task.environment;
  const copy = (address: number, first: number, length: number) =>
    Float32Array.from(stage.floats(address + 4 * first, length));
  const valuesFrom = (first: number) => ({
    values: copy(rollout.values, first, samples),
    lastValues: copy(rollout.values, first + samples, count),
  });
  return {
    environments: count,
    observations: observationsOf(stage).slice(),
    actions: copy(rollout.actions, 0, samples),
    logProbabilities: copy(rollout.logProbabilities, 0, samples),
    rewards: copy(rollout.rewards, 0, samples),
    ...valuesFrom(0),
    baseline:
      advantageBaseline === 'none'
        ? null
        : { rewards: copy(rollout.baselineRewards, 0, samples), ...valuesFrom(samples + count) },
    ends: Uint8Array.from(new Uint8Array(kernel.buffer, rollout.ends, samples)),
    advantages: copy(rollout.advantages, 0, samples),
    returns: copy(rollout.returns, 0, samples),
  };
}

/** Reads the episodes that ended and sorts them by step and environment: threads note them in any order. */
function readEpisodes(buffer: ArrayBufferLike, start: number, count: number): Episode[] {
  const view = new DataView(buffer, start);
  return Array.from({ length: count }, (_, i) => i * EPISODE_BYTES)
    .map((entry) => ({
      step: view.getUint32(entry + EPISODE_STEP, true),
      environment: view.getUint32(entry + EPISODE_ENVIRONMENT, true),
      episode: { r: view.getFloat64(entry, true), l: view.getUint32(entry + EPISODE_LENGTH, true) },
    }))
    .sort((a, b) => a.step - b.step || a.environment - b.environment)
    .map(({ episode }) => episode);
}
