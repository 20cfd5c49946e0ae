import type { Architecture } from '../../parameters';
import { parameterLayout } from '../../parameters';
import { MAX_LAYERS, PANEL } from './assembly/plan';

/** A hidden layer as the kernels keep it. Widths are padded to whole panels; places are in floats. */
export interface PackedLayer {
  readonly inputs: number;
  readonly outputs: number;
  /** Strips of `PANEL` inputs, each (outputs, PANEL) row-major. */
  readonly weight: number;
  readonly bias: number;
}

export interface PackedTower {
  readonly layers: readonly PackedLayer[];
  readonly headWeight: number;
  readonly headBias: number;
}

/** Where the kernels keep the parameters, and Adam's moments and the gradient alike. */
export interface PackedNetwork {
  /** The actor, the critic. */
  readonly towers: readonly PackedTower[];
  readonly logStd: number;
  /** In floats. What is padding stays zero, whatever the gradient steps. */
  readonly size: number;
  /** For each parameter in torch's layout, its place here. */
  readonly places: Uint32Array;
}

/** @throws RangeError when the network has no hidden layer, or more than the kernels have room for */
export function packedNetwork(architecture: Architecture): PackedNetwork {
  const depth = architecture.netArch.length;
  if (depth < 1 || depth > MAX_LAYERS) {
    throw new RangeError(`The WebAssembly engine trains 1 to ${MAX_LAYERS} hidden layers, not ${depth}.`);
  }
  const layout = new Map(parameterLayout(architecture).map((tensor) => [tensor.name, tensor]));
  const places = new Uint32Array([...layout.values()].reduce((sum, { size }) => sum + size, 0));
  let size = 0;

  /** Gives a tensor room for `rows` x `columns`, stored in panels of columns. */
  const place = (name: string, rows: number, columns: number): number => {
    const tensor = layout.get(name);
    if (!tensor) throw new Error(`The network has no ${name}.`);
    const start = size;
    const width = tensor.shape.at(-1) ?? 1;
    for (let i = 0; i < tensor.size; i++) {
      const row = Math.floor(i / width);
      const column = i % width;
      const panel = Math.floor(column / PANEL);
      places[tensor.offset + i] = start + (panel * rows + row) * PANEL + (column % PANEL);
    }
    size += rows * columns;
    return start;
  };

  const tower = (name: string, head: string): PackedTower => {
    const layers = architecture.netArch.map((_, index) => {
      const layer = `mlp_extractor.${name}.${2 * index}`;
      const [outputs, inputs] = (layout.get(`${layer}.weight`)?.shape ?? []).map(padded);
      const weight = place(`${layer}.weight`, outputs, inputs);
      return { inputs, outputs, weight, bias: place(`${layer}.bias`, 1, outputs) };
    });
    const last = layers[layers.length - 1].outputs;
    return {
      layers,
      headWeight: place(`${head}.weight`, 1, last),
      headBias: place(`${head}.bias`, 1, PANEL),
    };
  };

  const towers = [tower('policy_net', 'action_net'), tower('value_net', 'value_net')];
  const logStd = place('log_std', 1, PANEL);
  return { towers, logStd, size, places };
}

/** Writes a vector in torch's layout into the kernels'. */
export function pack({ places }: PackedNetwork, vector: Float32Array, into: Float32Array): void {
  into.fill(0);
  vector.forEach((value, i) => (into[places[i]] = value));
}

/** Reads a vector in torch's layout out of the kernels'. */
export function unpack({ places }: PackedNetwork, from: Float32Array): Float32Array {
  return Float32Array.from(places, (place) => from[place]);
}

function padded(width: number): number {
  return Math.ceil(width / PANEL) * PANEL;
}
