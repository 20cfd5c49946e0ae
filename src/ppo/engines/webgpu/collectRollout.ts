import { inverseOf } from '../../../environment/reward';
import type { StageTask } from '../../engine';
import type { Scales } from '../../normalisation';
import { ROLLOUT, ROWS } from './layouts';
import type { StagePrograms } from './stagePrograms';
import { observationStride } from './shape';
import { TOWER_ROWS } from './sharedConstants';
import { advantageGroups } from './tuning';
import type { ValuedRows } from './valuedRows';
import { tilesOf } from './valuedRows';

/** Workgroups in a row of a dispatch; WebGPU allows 65,535. */
const ACROSS = 32_768;

/** A part of a rollout. */
export interface RolloutPart {
  /** Steps of the building since the stage began. */
  readonly stageStep: number;
  /** Actions before it in the rollout. */
  readonly first: number;
  /** Actions. */
  readonly steps: number;
  readonly groups: Groups;
}

/** Workgroups of a pass, each with environments of its own. */
interface Groups {
  readonly first: number;
  readonly count: number;
}

/** All workgroups of a rollout. */
export function rolloutGroups({ sizes }: StagePrograms): Groups {
  return { first: 0, count: Math.ceil(sizes.environments / TOWER_ROWS) };
}

/** Writes the uniform `Scales`. */
export function writeScales(queue: GPUQueue, { buffers, sizes }: StagePrograms, scales: Scales): void {
  const { observationSize: size } = sizes.shape;
  const stride = observationStride(sizes.shape);
  const observationMean = new Float64Array(stride);
  const observationTransform = new Float64Array(stride ** 2);
  observationMean.set(scales.observationMean);
  for (let row = 0; row < size; row++) {
    const entries = scales.observationTransform.subarray(row * size, (row + 1) * size);
    observationTransform.set(entries, row * stride);
  }
  const reward = scales.rewardScale;
  const data = sizes.layouts.SCALES.pack({ observationMean, observationTransform, reward });
  queue.writeBuffer(buffers.scales, 0, data);
}

/** Writes the uniform `Rollout`: which part of the rollout comes next. */
export function writeRollout(
  queue: GPUQueue,
  { buffers, sizes }: StagePrograms,
  { seed, stage, environment }: StageTask,
  { stageStep, first, steps, groups }: RolloutPart,
): void {
  const { reward, randomisation } = environment;
  const data = ROLLOUT.pack({
    seed,
    stage,
    stageStep,
    rolloutStep: first,
    steps,
    firstGroup: groups.first,
    samples: sizes.samples,
    environments: environment.count,
    records: environment.records.length,
    finalsPerEnvironment: sizes.finalsPerEnvironment,
    forceLimit: environment.forceLimit,
    amplitude_spread: randomisation.amplitude_spread,
    velocity_weight: reward.velocity_weight,
    stroke_weight: reward.stroke_weight,
    inverseStrokeLimit: inverseOf(environment.strokeLimit),
  });
  queue.writeBuffer(buffers.rollout, 0, data);
}

/** Dispatches the part of the rollout that `writeRollout` wrote. */
export function encodeRollout(
  pass: GPUComputePassEncoder,
  { pipelines, bindings }: StagePrograms,
  { count }: Groups,
): void {
  pass.setPipeline(pipelines.collect);
  pass.setBindGroup(0, bindings.collect);
  pass.dispatchWorkgroups(count);
}

/** Writes which observations the critic values next. */
export function writeValues(queue: GPUQueue, { buffers }: StagePrograms, parts: readonly ValuedRows[]): void {
  for (const { uniform, rows } of parts) queue.writeBuffer(buffers[uniform], 0, ROWS.pack(rows));
}

/** Dispatches the critic's values of what `writeValues` wrote. */
export function encodeValues(
  pass: GPUComputePassEncoder,
  { pipelines, bindings, tuning }: StagePrograms,
  parts: readonly ValuedRows[],
): void {
  pass.setPipeline(pipelines.evaluate);
  for (const part of parts) {
    const groups = tilesOf(part, tuning.tileRows);
    const across = Math.min(groups, ACROSS);
    pass.setBindGroup(0, bindings[part.binding]);
    pass.dispatchWorkgroups(across, Math.ceil(groups / across));
  }
}

/** Dispatches the advantages and the rollout's moments, once the critic has valued all. */
export function encodeEstimates(
  pass: GPUComputePassEncoder,
  { sizes, pipelines, bindings, tuning }: StagePrograms,
): void {
  pass.setPipeline(pipelines.advantages);
  pass.setBindGroup(0, bindings.advantages);
  pass.dispatchWorkgroups(advantageGroups(sizes, tuning));
  pass.setPipeline(pipelines.measure);
  pass.setBindGroup(0, bindings.measure);
  // One for each block of four by four entries of the covariance, up to its diagonal.
  const vectors = observationStride(sizes.shape) / 4;
  pass.dispatchWorkgroups((vectors * (vectors + 1)) / 2);
}
