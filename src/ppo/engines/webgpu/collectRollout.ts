import { inverseOf } from '../../../environment/reward';
import type { StageTask } from '../../engine';
import type { Scales } from '../../normalisation';
import { GROUND_RECORD, ROLLOUT, ROWS } from './layouts';
import type { RUN } from './layouts';
import type { StagePrograms } from './stagePrograms';
import { partOf } from './stagePrograms';
import { observationStride } from './shape';
import { TOWER_ROWS } from './sharedConstants';
import type { Values } from './structLayout';
import { advantageGroups } from './tuning';
import type { ValuedRows } from './valuedRows';
import { tilesOf } from './valuedRows';

/** Workgroups in a row of a dispatch; WebGPU allows 65,535. */
const ACROSS = 32_768;

/** A part of a rollout. */
export interface RolloutPart {
  /** Actions before it in the rollout. */
  readonly first: number;
  /** Actions. */
  readonly steps: number;
  readonly groups: Groups;
}

/** A member that collects a rollout. */
export interface CollectingMember {
  readonly slot: number;
  readonly task: StageTask;
  /** Steps of the building from the stage's beginning to the rollout's. */
  readonly stageStep: number;
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

/** Writes a member's scales to their place behind its network: see scales.wgsl. */
export function writeScales(queue: GPUQueue, programs: StagePrograms, slot: number, scales: Scales): void {
  const { observationSize: size } = programs.sizes.shape;
  const stride = observationStride(programs.sizes.shape);
  const data = new Float32Array(stride + stride ** 2 + 4);
  data.set(scales.observationMean);
  for (let row = 0; row < size; row++) {
    data.set(scales.observationTransform.subarray(row * size, (row + 1) * size), (1 + row) * stride);
  }
  data[stride + stride ** 2] = scales.rewardScale;
  const { buffer, offset } = partOf(programs, 'network', slot);
  queue.writeBuffer(buffer, offset + 4 * programs.layout.scales, data);
}

/** Writes the uniform `Rollout`: which part of the rollout comes next. */
export function writeRollout(
  queue: GPUQueue,
  { buffers, sizes }: StagePrograms,
  members: readonly CollectingMember[],
  { first, steps, groups }: RolloutPart,
): void {
  const slots = 1 + Math.max(...members.map(({ slot }) => slot));
  const bySlot = new Map(members.map((member) => [member.slot, runOf(member, first)]));
  const data = ROLLOUT.pack({
    rolloutStep: first,
    steps,
    firstGroup: groups.first,
    samples: sizes.samples,
    environments: sizes.environments,
    records: buffers.records.size / GROUND_RECORD.size,
    finalsPerEnvironment: sizes.finalsPerEnvironment,
    runs: Array.from({ length: slots }, (_, slot) => bySlot.get(slot) ?? NO_RUN),
  });
  queue.writeBuffer(buffers.rollout, 0, data);
}

const NO_RUN: Values<typeof RUN.fields> = {
  ...{ seed: 0, stage: 0, stageStep: 0, forceLimit: 0, amplitude_spread: 0 },
  ...{ velocity_weight: 0, stroke_weight: 0, inverseStrokeLimit: 0 },
};

/** @param first actions before the part of the rollout that comes next */
function runOf({ task, stageStep }: CollectingMember, first: number): Values<typeof RUN.fields> {
  const { seed, stage, environment } = task;
  const { reward, randomisation } = environment;
  return {
    seed,
    stage,
    stageStep: stageStep + first * environment.controlPeriod,
    forceLimit: environment.forceLimit,
    amplitude_spread: randomisation.amplitude_spread,
    velocity_weight: reward.velocity_weight,
    stroke_weight: reward.stroke_weight,
    inverseStrokeLimit: inverseOf(environment.strokeLimit),
  };
}

/** Dispatches the part of the rollout that `writeRollout` wrote. */
export function encodeRollout(
  pass: GPUComputePassEncoder,
  { pipelines, bindings, members }: StagePrograms,
  { count }: Groups,
): void {
  pass.setPipeline(pipelines.collect);
  pass.setBindGroup(0, bindings.collect);
  pass.dispatchWorkgroups(count, 1, members.count);
}

/** Writes which observations the critic values next. */
export function writeValues(queue: GPUQueue, { buffers }: StagePrograms, parts: readonly ValuedRows[]): void {
  for (const { uniform, rows } of parts) queue.writeBuffer(buffers[uniform], 0, ROWS.pack(rows));
}

/** Dispatches the critic's values of what `writeValues` wrote. */
export function encodeValues(
  pass: GPUComputePassEncoder,
  { pipelines, bindings, tuning, members }: StagePrograms,
  parts: readonly ValuedRows[],
): void {
  pass.setPipeline(pipelines.evaluate);
  for (const part of parts) {
    const groups = tilesOf(part, tuning.tileRows);
    const across = Math.min(groups, ACROSS);
    pass.setBindGroup(0, bindings[part.binding]);
    pass.dispatchWorkgroups(across, Math.ceil(groups / across), members.count);
  }
}

/** Dispatches the advantages and the rollout's moments, once the critic has valued all. */
export function encodeEstimates(
  pass: GPUComputePassEncoder,
  { sizes, pipelines, bindings, tuning, members }: StagePrograms,
): void {
  pass.setPipeline(pipelines.advantages);
  pass.setBindGroup(0, bindings.advantages);
  pass.dispatchWorkgroups(advantageGroups(sizes, tuning), 1, members.count);
  pass.setPipeline(pipelines.measure);
  pass.setBindGroup(0, bindings.measure);
  // One for each block of four by four entries of the covariance, up to its diagonal.
  const vectors = observationStride(sizes.shape) / 4;
  pass.dispatchWorkgroups((vectors * (vectors + 1)) / 2, 1, members.count);
}
