import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ownRecords } from '../../../src/cli/ownRecords';
import { UsageError } from '../../../src/cli/usage';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RecordUse } from '../../../src/curriculum/recordUse';
import { withRecordUses } from '../../../src/curriculum/runRecords';
import { RecordShelf } from '../../../src/records/recordShelf';
import { completeRecord } from '../../../src/groundMotion/recordContent';
import { decodeRecord, openRecordFile } from '../../../src/records/recordFile';
import { EL_CENTRO_AT2 } from '../../support/groundMotionFiles';
import { MemoryDisk } from '../../support/memoryDisk';

const CSV = 'time_s,acceleration_ms2\n0,1\n0.02,-2\n0.04,3\n';

let root: string;
let given: string;
let run: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tmd-lab-records-'));
  given = join(root, 'mine');
  run = join(root, 'run');
  mkdirSync(given);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const put = (name: string, text: string) => writeFileSync(join(given, name), text);

/** The use that the page makes of a file that was dropped on it. */
async function useOnThePage(fileName: string, text: string): Promise<RecordUse> {
  const motion = decodeRecord(fileName, new TextEncoder().encode(text));
  const { name, digest } = await new RecordShelf(new MemoryDisk()).add(motion);
  return { name, digest, pga_g: null };
}

async function settings() {
  const elCentro = await useOnThePage('El Centro.AT2', EL_CENTRO_AT2);
  const kobe = await useOnThePage('Kobe.csv', CSV);
  return withRecordUses(withRecordUses(PRESETS.smoke, 1, 'training', [elCentro, kobe]), 4, 'held_out', [
    kobe,
  ]);
}

test('settings without own records need none, and no folder is looked into', async () => {
  expect(await ownRecords(PRESETS.smoke, run, join(root, 'nothing'))).toEqual(new Map());
});

test('records are found by their samples, and kept with the run', async () => {
  put('anything.at2', EL_CENTRO_AT2);
  put('RSN1120.csv', CSV.replaceAll('\n', '\r\n'));
  put('notes.csv', 'not a record');
  put('unused.csv', CSV.replace('3', '4'));
  const wanted = await settings();
  const library = await ownRecords(wanted, run, given);
  expect([...library.values()].map(({ name }) => name).sort()).toEqual(['RSN1120', 'anything']);
  expect(readdirSync(join(run, 'records')).sort()).toEqual(['RSN1120.csv', 'anything.csv']);
  expect(readFileSync(join(run, 'records', 'RSN1120.csv'), 'utf8')).toBe(CSV);
  rmSync(given, { recursive: true });
  expect(await ownRecords(wanted, run, null)).toEqual(library);
});

test('every record that is missing is named, with what there is instead', async () => {
  const wanted = await settings();
  const error = await ownRecords(wanted, run, null).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UsageError);
  expect(String(error)).toMatch(/"El Centro" \(SHA-256 [0-9a-f]{16}…\), "Kobe"/);
  expect(String(error)).toContain('--records DIR');

  put('El Centro.AT2', EL_CENTRO_AT2);
  put('Kobe.csv', CSV.replace('3', '4'));
  put('broken.csv', CSV.replace('3', 'x'));
  const second = String(await ownRecords(wanted, run, given).catch((reason: unknown) => reason));
  expect(second).not.toContain('"El Centro"');
  expect(second).toContain(`neither in ${given} nor in ${join(run, 'records')}/: "Kobe"`);
  expect(second).toMatch(/Kobe\.csv is Kobe:[0-9a-f]{16}\n/);
  expect(second).toContain('broken.csv: line 4 has something else than numbers');
});

test('two files of one name are kept beside each other', async () => {
  put('Kobe.at2', EL_CENTRO_AT2);
  put('Kobe.csv', CSV);
  await ownRecords(await settings(), run, given);
  expect(readdirSync(join(run, 'records')).sort()).toEqual(['Kobe 2.csv', 'Kobe.csv']);
  cpSync(join(run, 'records'), join(root, 'page', 'records'), { recursive: true });
  expect((await ownRecords(await settings(), join(root, 'page'), null)).size).toBe(2);
});

test('a folder that is not there is an error that names it', async () => {
  await expect(ownRecords(await settings(), run, join(root, 'nothing'))).rejects.toThrow(
    `${join(root, 'nothing')} could not be read`,
  );
});

test('what a file leaves open is told by the samples that the run names', async () => {
  const asked = new TextEncoder().encode(['.1', '.3', '-.2'].join('\n'));
  const [content] = openRecordFile('Kobe.txt', asked);
  const motion = completeRecord('Kobe.txt', content, { dt: 0.005, unit: 'cm/s2' });
  const { name, digest } = await new RecordShelf(new MemoryDisk()).add(motion);
  writeFileSync(join(given, 'Kobe.txt'), asked);
  const wanted = withRecordUses(PRESETS.smoke, 1, 'training', [{ name, digest, pga_g: null }]);
  expect([...(await ownRecords(wanted, run, given)).values()]).toEqual([motion]);

  const other = withRecordUses(PRESETS.smoke, 1, 'training', [{ name, digest: '0'.repeat(16), pga_g: null }]);
  const error = String(await ownRecords(other, run, given).catch((reason: unknown) => reason));
  expect(error).toContain('Kobe.txt: it does not say its time step or the unit of its accelerations.');
});
