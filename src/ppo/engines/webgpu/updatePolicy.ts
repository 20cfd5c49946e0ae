import { PURPOSE, RandomStream } from '../../../random/stream';
import type { StageTask } from '../../engine';
import { UNIFORM_STRIDE } from './stageBuffers';
import type { StagePrograms } from './stagePrograms';

/** Adam's decay rates, as in adam.wgsl. */
const BETA1 = 0.9;
const BETA2 = 0.999;

/** Rows of a tile in multiply.wgsl. */
export const TILE_ROWS = 8;
/** Blocks of a workgroup in weightGradient.wgsl, threads of one in adam.wgsl. */
const BLOCKS = 32;
const ADAM_THREADS = 64;

/**
 * Writes the uniforms of all epochs and minibatches at once, so that nothing is written between their dispatches, and
 * clears what the update leaves.
 *
 * @param step optimizer steps before the update
 */
export function writeUpdate(
  queue: GPUQueue,
  { buffers, sizes }: Pick<StagePrograms, 'buffers' | 'sizes'>,
  task: StageTask,
  step: number,
  { iteration, learningRate }: { readonly iteration: number; readonly learningRate: number },
): void {
  queue.writeBuffer(buffers.stopped, 0, new Uint32Array(1));
  queue.writeBuffer(buffers.statistics, 0, new Uint32Array(buffers.statistics.size / 4));
  const order = new RandomStream(task.seed, task.stage, PURPOSE.minibatchOrder);
  const epochs = new DataView(new ArrayBuffer(buffers.epochs.size));
  for (let epoch = 0; epoch < task.hyperparameters.n_epochs; epoch++) {
    const [first, second] = order.words(iteration, epoch);
    epochs.setUint32(epoch * UNIFORM_STRIDE, first, true);
    epochs.setUint32(epoch * UNIFORM_STRIDE + 4, second, true);
  }
  queue.writeBuffer(buffers.epochs, 0, epochs.buffer);

  const { minibatchesPerEpoch, batchSize, samples } = sizes;
  const minibatches = new DataView(new ArrayBuffer(buffers.minibatches.size));
  for (let number = 0; number * UNIFORM_STRIDE < minibatches.byteLength; number++) {
    const at = number * UNIFORM_STRIDE;
    const first = (number % minibatchesPerEpoch) * batchSize;
    const steps = step + number + 1;
    minibatches.setUint32(at, first, true);
    minibatches.setUint32(at + 4, Math.min(batchSize, samples - first), true);
    minibatches.setUint32(at + 8, number, true);
    // In float64 here: 1 - 0.999^steps loses half its digits in float32 at the start.
    minibatches.setFloat32(at + 12, learningRate / (1 - BETA1 ** steps), true);
    minibatches.setFloat32(at + 16, Math.sqrt(1 - BETA2 ** steps), true);
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
  if (index === 0) encode(pass, programs, 'gather', number / minibatchesPerEpoch, minibatchesPerEpoch);
  encodeGradient(pass, programs, number, Math.min(batchSize, samples - index * batchSize));
  encode(pass, programs, 'adam', number, Math.ceil((4 * programs.layout.blockCount) / ADAM_THREADS));
}

/** Dispatches the gradient of a minibatch's `rows` samples, its norm and its statistics. */
export function encodeGradient(
  pass: GPUComputePassEncoder,
  programs: StagePrograms,
  number: number,
  rows: number,
): void {
  encode(pass, programs, 'gradient', number, Math.ceil(rows / TILE_ROWS), 2);
  encode(pass, programs, 'weightGradient', number, Math.ceil(programs.layout.blockCount / BLOCKS));
  encode(pass, programs, 'norm', number, 1);
}

/** @param uniform number of the epoch or minibatch whose uniform the pass sees */
function encode(
  pass: GPUComputePassEncoder,
  { pipelines, bindings }: StagePrograms,
  name: 'gather' | 'gradient' | 'weightGradient' | 'norm' | 'adam',
  uniform: number,
  groups: number,
  towers = 1,
): void {
  pass.setPipeline(pipelines[name]);
  pass.setBindGroup(0, bindings[name], [uniform * UNIFORM_STRIDE]);
  pass.dispatchWorkgroups(groups, towers);
}
