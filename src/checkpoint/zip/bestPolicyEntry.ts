import type { BestPolicy } from '../../ppo/runnerState';
import { ModelZipError } from '../../sb3/errors';

/** The parameters of the stage's best policy so far, little-endian float32. */
export function writeBestPolicy({ parameters }: BestPolicy): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(4 * parameters.length));
  parameters.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return new Uint8Array(view.buffer);
}

/**
 * @param count parameters of the network
 * @throws ModelZipError when they are missing, another network's or not finite
 */
export function readBestPolicy(bytes: Uint8Array | undefined, count: number): Float32Array {
  if (bytes?.length !== 4 * count) throw new ModelZipError('The best policy in the zip has another size');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parameters = Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, true));
  if (!parameters.every(Number.isFinite)) throw new ModelZipError('The best policy in the zip is not finite');
  return parameters;
}
