import { parameterLayout } from '../../parameters';
import type { Architecture, ParameterTensor } from '../../parameters';
import type { LAYER } from './layouts';
import { ARCHITECTURE } from './layouts';
import type { Values } from './structLayout';

/** Where a tensor of the flat parameters lies among the GPU's, whose rows are longer. */
interface Placement {
  readonly flat: number;
  readonly rows: number;
  readonly columns: number;
  readonly padded: number;
  readonly paddedRows: number;
  readonly stride: number;
}

/** A weight and where its transpose is kept. */
interface Transpose {
  readonly weight: number;
  readonly transposed: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** How the two towers lie in the GPU's memory: see network.wgsl. */
export interface NetworkLayout {
  /** The uniform `Architecture`. */
  readonly uniform: ArrayBuffer;
  /** Floats of the parameters with their padding: the beginning of `network`, and the size of `gradients`. */
  readonly parametersSize: number;
  /** Floats of a member's part of `network`: the parameters, every weight once more, transposed, and the scales. */
  readonly networkSize: number;
  /** Rows of a minibatch, in whole tiles. */
  readonly batchRows: number;
  /** Floats of `activations` and of `deltas`. */
  readonly activationsSize: number;
  /** Place of log_std in `network`. */
  readonly logStd: number;
  /** Place of the scales in `network`: see scales.wgsl. */
  readonly scales: number;
  /** 8 x 8 blocks of all weights. */
  readonly blockCount: number;
  /** Vectors of four floats that the widest layer's activations take. */
  readonly widest: number;
  /** Vectors of every hidden layer, which a thread's columns must divide. */
  readonly hidden: readonly number[];
  readonly placements: readonly Placement[];
  readonly transposes: readonly Transpose[];
}

/** @param batchRows rows of a minibatch, in whole tiles */
export function networkLayout(architecture: Architecture, batchRows: number): NetworkLayout {
  const tensors = new PlacedTensors(architecture);
  const { layers, activationsSize, blockCount } = placeTowers(architecture, batchRows, tensors);
  const logStd = tensors.place('log_std').padded;
  const hidden = architecture.netArch.map((width) => wholeEights(width) / 4);
  let networkSize = tensors.size;
  const transposes = layers.map(({ backward: weight, inputs, outputs }) => {
    const transposed = networkSize;
    networkSize += inputs * outputs;
    return { weight, inputs, outputs, transposed };
  });
  const scales = networkSize;
  networkSize += scalesSize(architecture);
  return {
    uniform: ARCHITECTURE.pack({
      layersPerTower: architecture.netArch.length + 1,
      activation: architecture.activation === 'relu' ? 1 : 0,
      logStd,
      scales,
      parametersSize: tensors.size,
      blockCount,
      layers: layers.map((layer, i) => ({ ...layer, forward: transposes[i].transposed })),
    }),
    parametersSize: tensors.size,
    networkSize,
    batchRows,
    activationsSize,
    logStd,
    scales,
    blockCount,
    widest: Math.max(wholeEights(architecture.observationSize) / 4, ...hidden),
    hidden,
    placements: tensors.placements,
    transposes,
  };
}

/** The towers' layers, one behind the other, but for where their weights stand transposed. */
function placeTowers({ observationSize, netArch }: Architecture, batchRows: number, tensors: PlacedTensors) {
  const layers: Omit<Values<typeof LAYER.fields>, 'forward'>[] = [];
  let activationsSize = 0;
  let blockCount = 0;
  for (const [tower, head] of [
    ['policy_net', 'action_net'],
    ['value_net', 'value_net'],
  ]) {
    let inputActivations = activationsSize;
    activationsSize += wholeEights(observationSize) * batchRows;
    for (const name of [...netArch.map((_, layer) => `mlp_extractor.${tower}.${2 * layer}`), head]) {
      const weight = tensors.place(`${name}.weight`);
      const bias = tensors.place(`${name}.bias`);
      const [inputs, outputs] = [weight.stride, weight.paddedRows];
      layers.push({
        inputs,
        outputs,
        backward: weight.padded,
        bias: bias.padded,
        inputActivations,
        outputActivations: activationsSize,
        firstBlock: blockCount,
      });
      inputActivations = activationsSize;
      activationsSize += outputs * batchRows;
      blockCount += (outputs / 8) * (inputs / 8);
    }
  }
  return { layers, activationsSize, blockCount };
}

/** The tensors of the flat parameters, placed one behind the other with their padding. */
class PlacedTensors {
  readonly #tensors: ReadonlyMap<string, ParameterTensor>;
  readonly placements: Placement[] = [];
  size = 0;

  constructor(architecture: Architecture) {
    this.#tensors = new Map(parameterLayout(architecture).map((tensor) => [tensor.name, tensor]));
  }

  place(name: string): Placement {
    const placement = placementOf(this.#tensors.get(name) as ParameterTensor, this.size);
    this.size += placement.paddedRows * placement.stride;
    this.placements.push(placement);
    return placement;
  }
}

/** Where a tensor goes among those that take `padded` floats: a matrix in whole blocks of 8 x 8, a vector in whole eights. */
function placementOf({ offset, shape }: ParameterTensor, padded: number): Placement {
  const isMatrix = shape.length > 1;
  const [rows, columns] = [isMatrix ? shape[0] : 1, shape.at(-1) ?? 1];
  const paddedRows = isMatrix ? wholeEights(rows) : 1;
  return { flat: offset, rows, columns, padded, paddedRows, stride: wholeEights(columns) };
}

/** Flat parameters, or what Adam keeps of them, as the GPU has them. */
export function withPadding({ parametersSize, placements }: NetworkLayout, flat: Float32Array) {
  const parameters = new Float32Array(parametersSize);
  for (const { flat: from, rows, columns, padded, stride } of placements) {
    for (let row = 0; row < rows; row++) {
      const part = flat.subarray(from + row * columns, from + (row + 1) * columns);
      parameters.set(part, padded + row * stride);
    }
  }
  return parameters;
}

/** The inverse of `withPadding`. */
export function withoutPadding({ placements }: NetworkLayout, parameters: Float32Array): Float32Array {
  const flat = new Float32Array(placements.reduce((sum, { rows, columns }) => sum + rows * columns, 0));
  for (const { flat: to, rows, columns, padded, stride } of placements) {
    for (let row = 0; row < rows; row++) {
      const from = padded + row * stride;
      flat.set(parameters.subarray(from, from + columns), to + row * columns);
    }
  }
  return flat;
}

/** Content of a member's part of `network` for flat parameters, without its scales. */
export function withTransposes(layout: NetworkLayout, flat: Float32Array): Float32Array<ArrayBuffer> {
  const network = new Float32Array(layout.networkSize);
  network.set(withPadding(layout, flat));
  for (const { weight, transposed, inputs, outputs } of layout.transposes) {
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < inputs; i++) {
        network[transposed + i * outputs + o] = network[weight + o * inputs + i];
      }
    }
  }
  return network;
}

/** Floats of the scales: the observations' mean and the rows of their transform, then the reward's scale. */
function scalesSize({ observationSize }: Architecture): number {
  const stride = wholeEights(observationSize);
  return stride + stride ** 2 + 4;
}

function wholeEights(width: number): number {
  return 8 * Math.ceil(width / 8);
}
