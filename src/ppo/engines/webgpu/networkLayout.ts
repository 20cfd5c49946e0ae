import { OBSERVATION_SIZE, parameterLayout } from '../../parameters';
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
  /** Floats of `network`: the parameters, and every weight once more, transposed. */
  readonly networkSize: number;
  /** Floats of `activations` and of `deltas`. */
  readonly activationsSize: number;
  /** Place of log_std in `network`. */
  readonly logStd: number;
  /** 8 x 8 blocks of all weights. */
  readonly blockCount: number;
  /** Vectors of four floats that the widest layer's activations take. */
  readonly widest: number;
  readonly placements: readonly Placement[];
  readonly transposes: readonly Transpose[];
}

/** @param batchRows rows of a minibatch, a multiple of eight */
export function networkLayout(architecture: Architecture, batchRows: number): NetworkLayout {
  const tensors = new Map(parameterLayout(architecture).map((tensor) => [tensor.name, tensor]));
  const layersPerTower = architecture.netArch.length + 1;
  const placements: Placement[] = [];
  const weights: Omit<Transpose, 'transposed'>[] = [];
  const layers: Omit<Values<typeof LAYER.fields>, 'forward'>[] = [];
  let size = 0;
  let activations = 0;
  let blocks = 0;
  const place = (name: string, padding: (rows: number, columns: number) => [number, number]) => {
    const { offset, shape } = tensors.get(name) as ParameterTensor;
    const [columns, rows] = [shape.at(-1) ?? 1, shape.length > 1 ? shape[0] : 1];
    const [paddedRows, stride] = padding(rows, columns);
    const padded = size;
    size += paddedRows * stride;
    placements.push({ flat: offset, rows, columns, padded, stride });
    return { padded, paddedRows, stride };
  };
  for (const [tower, head] of [
    ['policy_net', 'action_net'],
    ['value_net', 'value_net'],
  ]) {
    let inputActivations = activations;
    activations += OBSERVATION_SIZE * batchRows;
    for (let layer = 0; layer < layersPerTower; layer++) {
      const name = layer < layersPerTower - 1 ? `mlp_extractor.${tower}.${2 * layer}` : head;
      const weight = place(`${name}.weight`, (rows, columns) => [padded(rows), padded(columns)]);
      const bias = place(`${name}.bias`, (_, columns) => [1, padded(columns)]);
      const [inputs, outputs] = [weight.stride, weight.paddedRows];
      weights.push({ weight: weight.padded, inputs, outputs });
      layers.push({
        ...{ inputs, outputs, backward: weight.padded, bias: bias.padded },
        ...{ inputActivations, outputActivations: activations, firstBlock: blocks },
      });
      inputActivations = activations;
      activations += outputs * batchRows;
      blocks += (outputs / 8) * (inputs / 8);
    }
  }
  const logStd = place('log_std', (_, columns) => [1, padded(columns)]).padded;
  const parametersSize = size;
  const transposes = weights.map((weight) => {
    const transposed = size;
    size += weight.inputs * weight.outputs;
    return { ...weight, transposed };
  });
  return {
    uniform: ARCHITECTURE.pack({
      layersPerTower,
      activation: architecture.activation === 'relu' ? 1 : 0,
      logStd,
      parametersSize,
      blockCount: blocks,
      layers: layers.map((layer, i) => ({ ...layer, forward: transposes[i].transposed })),
    }),
    parametersSize,
    networkSize: size,
    activationsSize: activations,
    logStd,
    blockCount: blocks,
    widest: Math.max(OBSERVATION_SIZE, ...architecture.netArch.map(padded)) / 4,
    placements,
    transposes,
  };
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

/** Content of `network` for flat parameters. */
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

function padded(width: number): number {
  return 8 * Math.ceil(width / 8);
}
