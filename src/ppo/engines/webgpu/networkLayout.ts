import { OBSERVATION_SIZE, parameterLayout } from '../../parameters';
import type { Architecture, ParameterTensor } from '../../parameters';

/** Layers that a tower can have: four hidden ones and the head. */
const MAX_LAYERS_PER_TOWER = 5;
/** Words of a `Layer`, and of what stands before the layers in network.wgsl (they begin on 16 bytes). */
const LAYER_WORDS = 12;
const HEADER_WORDS = 8;

/** How the two towers lie in the GPU's memory; the counterpart of network.wgsl. */
export interface NetworkLayout {
  /** The uniform `Architecture`. */
  readonly uniform: Uint32Array<ArrayBuffer>;
  /** Floats of `network`. */
  readonly networkSize: number;
  /** Floats of `activations` and of `deltas`. */
  readonly activationsSize: number;
  readonly parameterCount: number;
  /** 8 x 4 blocks of all weight gradients. */
  readonly blockCount: number;
  /** Vectors of four floats that the widest layer's activations take. */
  readonly widest: number;
}

/** @param batchRows rows of a minibatch, a multiple of eight */
export function networkLayout(architecture: Architecture, batchRows: number): NetworkLayout {
  const tensors = new Map(parameterLayout(architecture).map((tensor) => [tensor.name, tensor]));
  const layers: number[] = [];
  const layersPerTower = architecture.netArch.length + 1;
  let network = 0;
  let activations = 0;
  let blocks = 0;
  let parameterCount = 0;
  const take = (size: number) => (network += size) - size;
  for (const [tower, head] of [
    ['policy_net', 'action_net'],
    ['value_net', 'value_net'],
  ]) {
    let input = activations;
    activations += OBSERVATION_SIZE * batchRows;
    for (let layer = 0; layer < layersPerTower; layer++) {
      const name = layer < architecture.netArch.length ? `mlp_extractor.${tower}.${2 * layer}` : head;
      const weight = tensors.get(`${name}.weight`) as ParameterTensor;
      const bias = tensors.get(`${name}.bias`) as ParameterTensor;
      const [flatOutputs, flatInputs] = weight.shape;
      const [outputs, inputs] = [padded(flatOutputs), padded(flatInputs)];
      const output = activations;
      activations += outputs * batchRows;
      layers.push(
        ...[inputs, outputs, take(inputs * outputs), take(inputs * outputs), take(outputs)],
        ...[weight.offset, bias.offset, flatInputs, flatOutputs, input, output, blocks],
      );
      blocks += (outputs / 8) * (inputs / 4);
      input = output;
      parameterCount = Math.max(parameterCount, weight.offset + weight.size, bias.offset + bias.size);
    }
  }
  const logStd = take(4);
  const uniform = new Uint32Array(HEADER_WORDS + 2 * MAX_LAYERS_PER_TOWER * LAYER_WORDS);
  const isRelu = architecture.activation === 'relu' ? 1 : 0;
  uniform.set([layersPerTower, isRelu, logStd, parameterCount, blocks]);
  uniform.set(layers, HEADER_WORDS);
  return {
    uniform,
    networkSize: network,
    activationsSize: activations,
    parameterCount,
    blockCount: blocks,
    widest: Math.max(...architecture.netArch.map(padded)) / 4,
  };
}

function padded(width: number): number {
  return 8 * Math.ceil(width / 8);
}
