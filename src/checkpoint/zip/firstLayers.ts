import type { TrainableNetwork } from '../../ppo/foldedNetwork';
import { firstLayers } from '../../ppo/foldedNetwork';
import { ModelZipError } from '../../sb3/errors';

/** The first layers as the networks have them in training: parameters and both moments, little-endian float32. */
export function writeFirstLayers(network: TrainableNetwork): Uint8Array<ArrayBuffer> {
  const parts = vectorsOf(network).flatMap((vector) =>
    ranges(network).map(([begin, end]) => vector.subarray(begin, end)),
  );
  const view = new DataView(new ArrayBuffer(4 * parts.reduce((sum, { length }) => sum + length, 0)));
  let offset = 0;
  for (const part of parts) {
    for (const value of part) offset = (view.setFloat32(offset, value, true), offset + 4);
  }
  return new Uint8Array(view.buffer);
}

/**
 * @returns `network` with the first layers that `writeFirstLayers` wrote
 * @throws ModelZipError when they are missing or another network's
 */
export function readFirstLayers<Network extends TrainableNetwork>(
  bytes: Uint8Array | undefined,
  network: Network,
): Network {
  const places = ranges(network);
  const size = 3 * 4 * places.reduce((sum, [begin, end]) => sum + end - begin, 0);
  if (bytes?.length !== size) throw new ModelZipError('The first layers in the zip have another size');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = 0;
  const [parameters, expAvg, expAvgSq] = vectorsOf(network).map((vector) => {
    const copy = vector.slice();
    for (const [begin, end] of places) {
      for (let i = begin; i < end; i++) copy[i] = view.getFloat32((offset += 4) - 4, true);
    }
    return copy;
  });
  return { ...network, parameters, optimizer: { ...network.optimizer, expAvg, expAvgSq } };
}

function vectorsOf({ parameters, optimizer }: TrainableNetwork): Float32Array[] {
  return [parameters, optimizer.expAvg, optimizer.expAvgSq];
}

/** Where weights and biases lie in the flat vectors. */
function ranges({ architecture }: TrainableNetwork): [number, number][] {
  return firstLayers(architecture).flatMap(({ weight, bias, outputs }): [number, number][] => [
    [weight, weight + outputs * architecture.observationSize],
    [bias, bias + outputs],
  ]);
}
