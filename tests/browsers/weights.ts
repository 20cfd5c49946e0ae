import { createHash } from 'node:crypto';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import { readZip } from '../../src/sb3/zipReader';

const LIMITS = { entries: 100, totalSize: 2 ** 28 };

/** SHA-256 of the weights in a checkpoint's zip: of `policy.pth`, as Stable-Baselines3 names it. */
export async function weightsOf(zip: Buffer): Promise<string> {
  const weights = (await readZip(Uint8Array.from(zip), LIMITS)).get('policy.pth');
  if (!weights) throw new Error('The zip has no policy.pth.');
  return createHash('sha256').update(weights).digest('hex');
}

/** Name of the engine that trained it. */
export async function engineOf(zip: Buffer): Promise<string> {
  const decoded = await decodeModelZip(Uint8Array.from(zip));
  if (decoded.origin !== 'tmd-lab') throw new Error('The zip is not of this program.');
  return decoded.checkpoint.engine;
}
