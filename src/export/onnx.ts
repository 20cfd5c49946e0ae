import { PbfWriter } from 'pbf';
import type { ActivationFunction } from '../curriculum/hyperparameters';
import type { Architecture, ParameterTensor } from '../ppo/parameters';
import { ACTION_SIZE, parameterLayout } from '../ppo/parameters';

/** Names of the graph's ends: what a runtime feeds and fetches. */
export const ONNX_INPUT = 'observation';
export const ONNX_OUTPUT = 'action';

/** Opset 17 has every operator in use and is read by all current runtimes; 8 is the format that came with it. */
const OPSET_VERSION = 17;
const IR_VERSION = 8;
/** `TensorProto.DataType.FLOAT` and `AttributeProto.AttributeType.INT`. */
const FLOAT = 1;
const INT = 2;

interface Node {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Integer attributes by name. */
  readonly attributes?: Readonly<Record<string, number>>;
}

interface Initializer {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

interface Graph {
  readonly observationSize: number;
  readonly nodes: readonly Node[];
  readonly initializers: readonly Initializer[];
}

/**
 * The deterministic actor as an ONNX model: `observation` (batch x observation size, SI units, float32) to `action` (batch x 1,
 * clipped to [-1, 1]; times the force limit it is the control force). Format: onnx.proto of ONNX 1.12.
 *
 * @param parameters flat, in the order of `parameterLayout`
 * @param metadata goes into the model's `metadata_props`
 */
export function encodeOnnx(
  architecture: Architecture,
  parameters: Float32Array,
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const graph = actorGraph(architecture, parameters);
  const writer = new PbfWriter();
  writer.writeVarintField(1, IR_VERSION);
  writer.writeStringField(2, 'TMD Lab');
  writer.writeMessage(7, writeGraph, graph);
  writer.writeMessage(8, (version, message) => message.writeVarintField(2, version), OPSET_VERSION);
  for (const [key, value] of Object.entries(metadata)) {
    writer.writeMessage(14, writeProperty, { key, value });
  }
  return Uint8Array.from(writer.finish());
}

function actorGraph(architecture: Architecture, parameters: Float32Array): Graph {
  const layout = new Map(parameterLayout(architecture).map((tensor) => [tensor.name, tensor]));
  const initializers: Initializer[] = [];
  const nodes: Node[] = [];
  const add = (name: string) => {
    const tensor = layout.get(name) as ParameterTensor;
    const { shape, offset, size } = tensor;
    initializers.push({ name, shape, data: parameters.subarray(offset, offset + size) });
    return name;
  };
  const addLinear = (layer: string, input: string, output: string) => {
    const inputs = [input, add(`${layer}.weight`), add(`${layer}.bias`)];
    // torch keeps weights as (out, in).
    nodes.push({ operator: 'Gemm', inputs, output, attributes: { transB: 1 } });
  };
  let previous = ONNX_INPUT;
  architecture.netArch.forEach((_, layer) => {
    addLinear(`mlp_extractor.policy_net.${2 * layer}`, previous, `linear_${layer}`);
    previous = `hidden_${layer}`;
    nodes.push({
      operator: OPERATORS[architecture.activation],
      inputs: [`linear_${layer}`],
      output: previous,
    });
  });
  addLinear('action_net', previous, 'mean');
  initializers.push({ name: 'low', shape: [], data: Float32Array.of(-1) });
  initializers.push({ name: 'high', shape: [], data: Float32Array.of(1) });
  nodes.push({ operator: 'Clip', inputs: ['mean', 'low', 'high'], output: ONNX_OUTPUT });
  return { observationSize: architecture.observationSize, nodes, initializers };
}

const OPERATORS: Readonly<Record<ActivationFunction, string>> = { tanh: 'Tanh', relu: 'Relu' };

function writeGraph({ observationSize, nodes, initializers }: Graph, writer: PbfWriter): void {
  for (const node of nodes) writer.writeMessage(1, writeNode, node);
  writer.writeStringField(2, 'policy');
  for (const initializer of initializers) writer.writeMessage(5, writeInitializer, initializer);
  writer.writeMessage(11, writeValueInfo, { name: ONNX_INPUT, size: observationSize });
  writer.writeMessage(12, writeValueInfo, { name: ONNX_OUTPUT, size: ACTION_SIZE });
}

function writeNode({ operator, inputs, output, attributes = {} }: Node, writer: PbfWriter): void {
  for (const input of inputs) writer.writeStringField(1, input);
  writer.writeStringField(2, output);
  writer.writeStringField(3, output);
  writer.writeStringField(4, operator);
  for (const [name, value] of Object.entries(attributes)) {
    writer.writeMessage(5, writeAttribute, { name, value });
  }
}

function writeAttribute({ name, value }: { name: string; value: number }, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeVarintField(3, value);
  writer.writeVarintField(20, INT);
}

function writeInitializer({ name, shape, data }: Initializer, writer: PbfWriter): void {
  for (const length of shape) writer.writeVarintField(1, length);
  writer.writeVarintField(2, FLOAT);
  writer.writeStringField(8, name);
  writer.writeBytesField(9, littleEndian(data));
}

/** A float32 tensor of any number of rows. */
function writeValueInfo({ name, size }: { name: string; size: number }, writer: PbfWriter): void {
  writer.writeStringField(1, name);
  writer.writeMessage(2, writeTensorType, size);
}

function writeTensorType(size: number, writer: PbfWriter): void {
  writer.writeMessage(1, writeElementsAndShape, size);
}

function writeElementsAndShape(size: number, writer: PbfWriter): void {
  writer.writeVarintField(1, FLOAT);
  writer.writeMessage(2, writeShape, size);
}

function writeShape(size: number, writer: PbfWriter): void {
  writer.writeMessage(1, (name, dimension) => dimension.writeStringField(2, name), 'batch');
  writer.writeMessage(1, (length, dimension) => dimension.writeVarintField(1, length), size);
}

function writeProperty({ key, value }: { key: string; value: string }, writer: PbfWriter): void {
  writer.writeStringField(1, key);
  writer.writeStringField(2, value);
}

function littleEndian(data: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * data.length));
  data.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return new Uint8Array(view.buffer);
}
