import { ENTRY_NAME } from '../../src/checkpoint/zip/tmdLabEntry';
import { readZip } from '../../src/sb3/zipReader';
import { writeZip } from '../../src/sb3/zipWriter';

/**
 * A checkpoint of ours as a model of Stable-Baselines3: without the entries that only this program writes.
 *
 * @param changes of values in the entry `data`
 */
export async function asSavedByPython(
  zip: Uint8Array<ArrayBuffer>,
  changes: Readonly<Record<string, number | undefined>> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const files = await readZip(zip, { entries: 64, totalSize: 2 ** 26 });
  const own = [...files.keys()].filter((name) => name.startsWith('tmd_lab'));
  if (!own.includes(ENTRY_NAME)) throw new Error('It is not one of ours.');
  own.forEach((name) => files.delete(name));
  const data = JSON.parse(new TextDecoder().decode(files.get('data'))) as Record<string, unknown>;
  files.set('data', new TextEncoder().encode(JSON.stringify({ ...data, ...changes })));
  return writeZip(files);
}
