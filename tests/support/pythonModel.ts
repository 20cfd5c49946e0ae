import { readFileSync } from 'node:fs';
import { ENTRY_NAME } from '../../src/checkpoint/zip/tmdLabEntry';
import { readZip } from '../../src/sb3/zipReader';
import { writeZip } from '../../src/sb3/zipWriter';

type Zip = Uint8Array<ArrayBuffer>;

const LIMITS = { entries: 64, totalSize: 2 ** 26 };

/** A zip of `tests/golden/sb3` that Stable-Baselines3 saved. */
export function foreignModel(name: 'ppo_float_lr' | 'ppo_closure_lr'): Zip {
  return Uint8Array.from(readFileSync(new URL(`../golden/sb3/${name}.zip`, import.meta.url)));
}

/** What the entry `data` of a model in `tests/golden/sb3/foreign_data.json` tells. */
export function foreignData(name: string): Readonly<Record<string, unknown>> {
  const file = new URL('../golden/sb3/foreign_data.json', import.meta.url);
  const models = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Record<string, unknown>>>;
  return models[name];
}

/** A zip with other values in its entry `data`. */
export async function withData(zip: Zip, changes: Readonly<Record<string, unknown>>): Promise<Zip> {
  const files = await readZip(zip, LIMITS);
  const data = JSON.parse(new TextDecoder().decode(files.get('data'))) as Record<string, unknown>;
  files.set('data', new TextEncoder().encode(JSON.stringify({ ...data, ...changes })));
  return writeZip(files);
}

/**
 * A checkpoint of ours as a model of Stable-Baselines3: without the entries that only this program writes.
 *
 * @param changes of values in the entry `data`
 */
export async function asSavedByPython(
  zip: Zip,
  changes: Readonly<Record<string, unknown>> = {},
): Promise<Zip> {
  const files = await readZip(zip, LIMITS);
  const own = [...files.keys()].filter((name) => name.startsWith('tmd_lab'));
  if (!own.includes(ENTRY_NAME)) throw new Error('It is not one of ours.');
  own.forEach((name) => files.delete(name));
  return withData(await writeZip(files), changes);
}
