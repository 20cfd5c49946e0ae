import { PURPOSE, RandomStream } from '../../../random/stream';
import type { StageTask } from '../../engine';
import { ADAM } from '../../adamConstants';
import { EPOCH, MINIBATCH } from './layouts';
import { ADAM_THREADS, MOST_MEMBERS } from './sharedConstants';
import { UNIFORM_STRIDE } from './stageBuffers';
import type { StagePrograms } from './stagePrograms';
import { weightGradientGroups } from './tuning';

/** A member that updates its policy. */
export interface UpdatingMember {
  readonly slot: number;
  readonly task: StageTask;
  /** Optimizer steps before the update. */
  readonly step: number;
  readonly iteration: number;
  readonly learningRate: number;
}

/**
 * Writes the uniforms of all epochs and minibatches at once, so that nothing is written between their dispatches, and
 * clears what the update leaves.
 */
export function writeUpdate(
  queue: GPUQueue,
  { buffers, sizes }: Pick<StagePrograms, 'buffers' | 'sizes'>,
  members: readonly UpdatingMember[],
): void {
  for (const buffer of [buffers.stopped, buffers.statistics]) {
    queue.writeBuffer(buffer, 0, new Uint32Array(buffer.size / 4));
  }
  const epochs = new DataView(new ArrayBuffer(buffers.epochs.size));
  for (let epoch = 0; epoch * UNIFORM_STRIDE < epochs.byteLength; epoch++) {
    const keys = members.map(({ task, iteration }) =>
      new RandomStream(task.seed, task.stage, PURPOSE.minibatchOrder).words(iteration, epoch),
    );
    EPOCH.write(epochs, epoch * UNIFORM_STRIDE, {
      firstWords: bySlot(members, (i) => keys[i][0]),
      secondWords: bySlot(members, (i) => keys[i][1]),
      firstGroup: 0,
    });
  }
  queue.writeBuffer(buffers.epochs, 0, epochs.buffer);

  const { minibatchesPerEpoch, batchSize, samples } = sizes;
  const minibatches = new DataView(new ArrayBuffer(buffers.minibatches.size));
  for (let number = 0; number * UNIFORM_STRIDE < minibatches.byteLength; number++) {
    const first = (number % minibatchesPerEpoch) * batchSize;
    const steps = (i: number) => members[i].step + number + 1;
    MINIBATCH.write(minibatches, number * UNIFORM_STRIDE, {
      first,
      size: Math.min(batchSize, samples - first),
      number,
      firstGroup: 0,
      // In float64 here: 1 - 0.999^steps loses half its digits in float32 at the start.
      stepSizes: bySlot(members, (i) => members[i].learningRate / (1 - ADAM.beta1 ** steps(i))),
      rootCorrections: bySlot(members, (i) => Math.sqrt(1 - ADAM.beta2 ** steps(i))),
    });
  }
  queue.writeBuffer(buffers.minibatches, 0, minibatches.buffer);
}

/** A number for each member where its slot is, and zeros. */
function bySlot(members: readonly UpdatingMember[], numberOf: (i: number) => number): Float64Array {
  const numbers = new Float64Array(MOST_MEMBERS);
  members.forEach(({ slot }, i) => {
    numbers[slot] = numberOf(i);
  });
  return numbers;
}

/** A pass of a minibatch of which some workgroups can be dispatched by themselves. */
export interface MinibatchPart {
  readonly name: 'gather' | 'gradient' | 'weightGradient';
  /** Number of the epoch or minibatch whose uniform the pass sees. */
  readonly uniform: number;
  readonly groups: number;
  readonly towers: number;
}

/**
 * What of a minibatch comes before its step, in order: an epoch's first one orders the samples, too.
 *
 * @param number of the minibatch within the update, from 0
 */
export function partsOf(programs: StagePrograms, number: number): MinibatchPart[] {
  const { batchSize, samples, minibatchesPerEpoch } = programs.sizes;
  const index = number % minibatchesPerEpoch;
  const gradient = gradientParts(programs, number, Math.min(batchSize, samples - index * batchSize));
  if (index > 0) return gradient;
  const uniform = number / minibatchesPerEpoch;
  return [{ name: 'gather', uniform, groups: minibatchesPerEpoch, towers: 1 }, ...gradient];
}

/** The gradient of a minibatch's `rows` samples. */
function gradientParts({ layout, tuning }: StagePrograms, uniform: number, rows: number): MinibatchPart[] {
  const rowsOfGroup = tuning.tileRows * tuning.gradientTiles;
  return [
    { name: 'gradient', uniform, groups: Math.ceil(rows / rowsOfGroup), towers: 2 },
    { name: 'weightGradient', uniform, groups: weightGradientGroups(layout, tuning), towers: 1 },
  ];
}

/** Dispatches one minibatch, after the order of the samples where an epoch begins. */
export function encodeMinibatch(pass: GPUComputePassEncoder, programs: StagePrograms, number: number): void {
  for (const part of partsOf(programs, number)) encodePart(pass, programs, part, part.groups);
  encodeStep(pass, programs, number);
}

/** Dispatches the minibatch that `samples` holds already: its first `rows`. */
export function encodeGathered(
  pass: GPUComputePassEncoder,
  programs: StagePrograms,
  number: number,
  rows: number,
): void {
  for (const part of gradientParts(programs, number, rows)) encodePart(pass, programs, part, part.groups);
  encodeStep(pass, programs, number);
}

/** Dispatches the statistics and the step that they allow. */
export function encodeStep(pass: GPUComputePassEncoder, programs: StagePrograms, number: number): void {
  const { layout, tuning } = programs;
  const groups = Math.min(tuning.adamGroups, Math.ceil((4 * layout.blockCount) / ADAM_THREADS));
  encode(pass, programs, 'adam', { uniform: number, groups });
}

/** Writes which workgroup of a part comes first in the dispatch that follows. */
export function writeFirstGroup(
  queue: GPUQueue,
  { buffers }: StagePrograms,
  { name, uniform }: MinibatchPart,
  first: number,
): void {
  const [buffer, layout] = name === 'gather' ? [buffers.epochs, EPOCH] : [buffers.minibatches, MINIBATCH];
  queue.writeBuffer(buffer, uniform * UNIFORM_STRIDE + layout.offset('firstGroup'), Uint32Array.of(first));
}

/** Dispatches so many workgroups of a part, from the one that `writeFirstGroup` wrote, or the first. */
export function encodePart(
  pass: GPUComputePassEncoder,
  programs: StagePrograms,
  { name, ...part }: MinibatchPart,
  groups: number,
): void {
  encode(pass, programs, name, { ...part, groups });
}

interface Dispatch {
  /** Number of the epoch or minibatch whose uniform the pass sees. */
  readonly uniform: number;
  readonly groups: number;
  readonly towers?: number;
}

function encode(
  pass: GPUComputePassEncoder,
  { pipelines, bindings, members }: StagePrograms,
  name: MinibatchPart['name'] | 'adam',
  { uniform, groups, towers = 1 }: Dispatch,
): void {
  pass.setPipeline(pipelines[name]);
  pass.setBindGroup(0, bindings[name], [uniform * UNIFORM_STRIDE]);
  pass.dispatchWorkgroups(groups, towers, members.count);
}
