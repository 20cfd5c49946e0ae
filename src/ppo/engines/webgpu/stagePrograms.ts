import type { StageTask } from '../../engine';
import { DeviceMemoryError } from '../../errors';
import type { Architecture } from '../../parameters';
import type { Binding } from './bindings';
import { createBindings } from './bindings';
import { MemberTable } from './memberTable';
import type { NetworkLayout } from './networkLayout';
import { networkLayout } from './networkLayout';
import type { PassConstants } from './passConstants';
import { passConstants } from './passConstants';
import type { Pipelines } from './pipelines';
import { createPipelines } from './pipelines';
import { assertWithinLimits } from './requirements';
import type { BufferName, StageBuffers, StageExtent, StageSizes } from './stageBuffers';
import { createStageBuffers, membersAllowed, stageSizes, wholeTiles } from './stageBuffers';
import type { EngineDevice } from './submitter';
import type { Tuning } from './tuning';
import { tuningOf } from './tuning';

/** Everything that a stage needs on the GPU: memory, programs, and which memory a program works on. */
export interface StagePrograms {
  readonly sizes: StageSizes;
  readonly layout: NetworkLayout;
  readonly tuning: Tuning;
  /** Members that there is room for. */
  readonly capacity: number;
  readonly members: MemberTable;
  readonly buffers: StageBuffers;
  readonly pipelines: Pipelines;
  readonly bindings: Readonly<Record<Binding, GPUBindGroup>>;
}

/** What a stage's programs are made for. */
export interface StagePlan extends StageExtent {
  readonly tuning: Tuning;
  readonly constants: PassConstants;
}

/** Plans the programs of a stage for a device, without anything on it. */
export function planStage(
  { device, software, tuning }: EngineDevice,
  task: StageTask,
  architecture: Architecture,
): StagePlan {
  const sizes = stageSizes(task);
  const layout = networkLayout(architecture, wholeTiles(sizes.batchSize));
  const chosen = { ...tuningOf(device.limits, software, layout), ...tuning };
  const constants = passConstants(sizes, layout, chosen, task.environment);
  return { sizes, layout, task, tuning: chosen, constants };
}

/**
 * How many members of a stage the device's limits have room for, whatever memory there is.
 *
 * @throws LimitError where the device allows too little for a pass or a buffer
 */
export function membersPossible(limits: GPUSupportedLimits, plan: StagePlan): number {
  assertWithinLimits(limits, plan.sizes.shape, plan.constants);
  return membersAllowed(limits, plan);
}

/**
 * Lays a stage out on the GPU.
 *
 * @param most members that it should have room for; it has less where the device's buffers or its memory are too small
 * @throws LimitError where the device allows too little for a pass or a buffer, DeviceMemoryError where it has no memory left for
 * a single member, and ShaderError
 */
export async function createStagePrograms(
  { device }: EngineDevice,
  plan: StagePlan,
  most = 1,
): Promise<StagePrograms> {
  const { sizes, layout, tuning, constants } = plan;
  const allowed = Math.min(most, membersPossible(device.limits, plan));
  const pipelines = await createPipelines(device, sizes.shape, constants);
  // After what else may be refused: nothing is held then.
  const { buffers, capacity } = await createFittingBuffers(device, plan, allowed);
  const bindings = createBindings(device, pipelines, buffers);
  const members = new MemberTable(device.queue, buffers.members, plan);
  return { sizes, layout, tuning, capacity, members, buffers, pipelines, bindings };
}

/**
 * Makes the buffers of a stage with room for as many members as there is memory for: all, or half as many, and so on.
 *
 * @throws DeviceMemoryError where there is none for a single one
 */
async function createFittingBuffers(device: GPUDevice, plan: StagePlan, most: number) {
  for (let capacity = most; ; capacity = Math.floor(capacity / 2)) {
    device.pushErrorScope('out-of-memory');
    const buffers = createStageBuffers(device, plan, capacity);
    const refusal = await device.popErrorScope();
    if (!refusal) return { buffers, capacity };
    const all = Object.values(buffers);
    all.forEach((buffer) => buffer.destroy());
    const bytes = all.reduce((sum, { size }) => sum + size, 0);
    if (capacity === 1) throw new DeviceMemoryError(bytes, refusal.message);
  }
}

/** The member's part of a buffer that has one for each, in bytes. */
export function partOf({ buffers, capacity }: StagePrograms, name: BufferName, slot: number) {
  const buffer = buffers[name];
  const size = buffer.size / capacity;
  return { buffer, offset: slot * size, size };
}
