import { PURPOSE, RandomStream } from '../../../random/stream';
import type { StageTask } from '../../engine';
import { ADAM } from '../../adamConstants';
import { EPOCH, MINIBATCH } from './layouts';
import { ADAM_THREADS, GRADIENT_BLOCKS, TILE_ROWS } from './sharedConstants';
import { UNIFORM_STRIDE } from './stageBuffers';
import type { StagePrograms } from './stagePrograms';

interface UpdateNumbers {
  /** Optimizer steps before the update. */
  readonly step: number;
  readonly iteration: number;
  readonly learningRate: number;
}

/**
 * Writes the uniforms of all epochs and minibatches at once, so that nothing is written between their dispatches, and
 * clears what the update leaves.
 *
 */
export function writeUpdate(
  queue: GPUQueue,
  { buffers, sizes }: Pick<StagePrograms, 'buffers' | 'sizes'>,
  task: StageTask,
  { step, iteration, learningRate }: UpdateNumbers,
): void {
  queue.writeBuffer(buffers.stopped, 0, new Uint32Array(1));
  queue.writeBuffer(buffers.statistics, 0, new Uint32Array(buffers.statistics.size / 4));
  const order = new RandomStream(task.seed, task.stage, PURPOSE.minibatchOrder);
  const epochs = new DataView(new ArrayBuffer(buffers.epochs.size));
  for (let epoch = 0; epoch < task.hyperparameters.n_epochs; epoch++) {
    EPOCH.write(epochs, epoch * UNIFORM_STRIDE, { key: order.words(iteration, epoch) });
  }
  queue.writeBuffer(buffers.epochs, 0, epochs.buffer);

  const { minibatchesPerEpoch, batchSize, samples } = sizes;
  const minibatches = new DataView(new ArrayBuffer(buffers.minibatches.size));
  for (let number = 0; number * UNIFORM_STRIDE < minibatches.byteLength; number++) {
    const first = (number % minibatchesPerEpoch) * batchSize;
    const steps = step + number + 1;
    MINIBATCH.write(minibatches, number * UNIFORM_STRIDE, {
      first,
      size: Math.min(batchSize, samples - first),
      number,
      // In float64 here: 1 - 0.999^steps loses half its digits in float32 at the start.
      stepSize: learningRate / (1 - ADAM.beta1 ** steps),
      rootCorrection: Math.sqrt(1 - ADAM.beta2 ** steps),
    });
  }
  queue.writeBuffer(buffers.minibatches, 0, minibatches.buffer);
}

/**
 * Dispatches one minibatch, after the order of the samples where an epoch begins.
 *
 * @param number of the minibatch within the update, from 0
 */
export function encodeMinibatch(pass: GPUComputePassEncoder, programs: StagePrograms, number: number): void {
  const { batchSize, samples, minibatchesPerEpoch } = programs.sizes;
  const index = number % minibatchesPerEpoch;
  if (index === 0) {
    encode(pass, programs, 'gather', { uniform: number / minibatchesPerEpoch, groups: minibatchesPerEpoch });
  }
  encodeGradient(pass, programs, number, Math.min(batchSize, samples - index * batchSize));
  const groups = Math.ceil((4 * programs.layout.blockCount) / ADAM_THREADS);
  encode(pass, programs, 'adam', { uniform: number, groups });
}

/** Dispatches the gradient of a minibatch's `rows` samples, its norm and its statistics. */
export function encodeGradient(
  pass: GPUComputePassEncoder,
  programs: StagePrograms,
  number: number,
  rows: number,
): void {
  const blockGroups = Math.ceil(programs.layout.blockCount / GRADIENT_BLOCKS);
  encode(pass, programs, 'gradient', { uniform: number, groups: Math.ceil(rows / TILE_ROWS), towers: 2 });
  encode(pass, programs, 'weightGradient', { uniform: number, groups: blockGroups });
  encode(pass, programs, 'norm', { uniform: number, groups: 1 });
}

interface Dispatch {
  /** Number of the epoch or minibatch whose uniform the pass sees. */
  readonly uniform: number;
  readonly groups: number;
  readonly towers?: number;
}

function encode(
  pass: GPUComputePassEncoder,
  { pipelines, bindings }: StagePrograms,
  name: 'gather' | 'gradient' | 'weightGradient' | 'norm' | 'adam',
  { uniform, groups, towers = 1 }: Dispatch,
): void {
  pass.setPipeline(pipelines[name]);
  pass.setBindGroup(0, bindings[name], [uniform * UNIFORM_STRIDE]);
  pass.dispatchWorkgroups(groups, towers);
}
