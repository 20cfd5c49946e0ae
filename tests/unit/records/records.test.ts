import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { RecordMissingError } from '../../../src/curriculum/recordLibrary';
import { PRESETS } from '../../../src/curriculum/presets';
import { isRecordName } from '../../../src/curriculum/recordUse';
import { withRecordUses } from '../../../src/curriculum/runRecords';
import { heldOutRecord } from '../../../src/groundMotion/catalogue';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import { loadRecords } from '../../../src/records/loadRecords';
import {
  decodeRecord,
  encodeRecord,
  openRecordFile,
  recordName,
  recordPath,
} from '../../../src/records/recordFile';
import { RecordRefusedError, RecordShelf, renameRecord } from '../../../src/records/recordShelf';
import { EL_CENTRO_AT2 } from '../../support/groundMotionFiles';
import { MemoryDisk } from '../../support/memoryDisk';

const KOBE: GroundMotion = { name: 'Kobe', dt: 0.005, acceleration: Float64Array.of(0, 1.25, -2, 0.1) };
const bytesOf = (text: string) => new TextEncoder().encode(text);

describe('a record file', () => {
  test('holds the samples of an .AT2 in m/s2 at its own time step', () => {
    const motion = decodeRecord('RSN6_IMPVALL.I_I-ELC180.AT2', bytesOf(EL_CENTRO_AT2));
    expect(motion).toMatchObject({ name: 'RSN6_IMPVALL.I_I-ELC180', dt: 0.01 });
    const text = new TextDecoder().decode(encodeRecord(motion));
    expect(text.split('\n').slice(0, 4)).toEqual([
      'time_s,acceleration_ms2',
      '0,0.0980665',
      '0.01,0.196133',
      '0.02,-2.941995',
    ]);
  });

  test('is the same bytes after it was read and written again', () => {
    const anyRecord = fc.record({
      name: fc.constant('any'),
      dt: fc.integer({ min: 1e5, max: 1e8 }).map((nanoseconds) => nanoseconds / 1e9),
      acceleration: fc.float64Array({ min: -70, max: 70, noNaN: true, minLength: 3, maxLength: 400 }),
    });
    const isStable = fc.property(anyRecord, (record) => {
      fc.pre(record.acceleration.some((value) => value !== 0));
      const bytes = encodeRecord(record);
      const again = decodeRecord('any.csv', bytes);
      expect(again.dt).toBe(record.dt);
      expect(encodeRecord(again)).toEqual(bytes);
    });
    fc.assert(isStable);
  });

  test.each([
    ['a/b:c@d,e.AT2', 'b c d e'],
    ['Düzce 1999 (N-S).at2', 'Düzce 1999 (N-S)'],
    ['...at2', 'record'],
    [`${'x'.repeat(80)}.AT2`, 'x'.repeat(64)],
  ])('%s gives a record that can be named %s', (file, name) => {
    const motion = decodeRecord(file, bytesOf(EL_CENTRO_AT2));
    expect(motion.name).toBe(name);
    expect(isRecordName(motion.name)).toBe(true);
    expect(recordName(recordPath(name))).toBe(name);
  });

  test('of another kind is refused with what to do', () => {
    expect(() => decodeRecord('photo.png', bytesOf('x'))).toThrow(
      'photo.png: it has no line of numbers. Nothing was changed. Records are read as PEER AT2, text and CSV',
    );
  });

  test('that leaves something open is no record before somebody was asked', () => {
    expect(() => decodeRecord('a.txt', bytesOf('0.1\n0.2\n'))).toThrow(
      'a.txt: it does not say its time step or the unit of its accelerations. Nothing was changed. Add it on the page, which asks, and download the record as CSV there.',
    );
    const [content] = openRecordFile('a/b:c.txt', bytesOf('0.1\n0.2\n'));
    expect(content).toMatchObject({ name: 'b c', dt: null });
  });
});

describe('the shelf', () => {
  let disk: MemoryDisk;
  let shelf: RecordShelf;

  beforeEach(() => {
    disk = new MemoryDisk();
    shelf = new RecordShelf(disk);
  });

  test('keeps a record under its name and gives it back', async () => {
    const entry = await shelf.add(KOBE);
    expect(entry.path).toBe('records/Kobe.csv');
    expect(await shelf.read(entry.path)).toEqual(KOBE);
    expect(await shelf.list()).toEqual([entry]);
  });

  test('does not replace a record of that name, nor one that differs in case only', async () => {
    await shelf.add(KOBE);
    const other = { ...KOBE, name: 'KOBE', acceleration: Float64Array.of(1, 2, 3) };
    await expect(shelf.add(other)).rejects.toThrow(RecordRefusedError);
    expect(await shelf.list()).toHaveLength(1);
  });

  test('says under which name the same samples are stored', async () => {
    await shelf.add(KOBE);
    await expect(shelf.add({ ...KOBE, name: 'again' })).rejects.toThrow(/again has the same samples.*"Kobe"/);
  });

  test('renames without changing what runs find it by', async () => {
    const before = await shelf.add(KOBE);
    await renameRecord(disk, before.path, 'Kobe 1995');
    const [after] = await shelf.list();
    expect(after).toEqual({ path: 'records/Kobe 1995.csv', name: 'Kobe 1995', digest: before.digest });
    await expect(renameRecord(disk, after.path, 'a/b')).rejects.toThrow(/cannot be a record's name/);
    await renameRecord(disk, after.path, 'KOBE 1995');
    expect(await shelf.list()).toEqual([{ ...after, path: 'records/KOBE 1995.csv', name: 'KOBE 1995' }]);
  });

  test('renames whole or not at all, so that no second copy is left', async () => {
    const before = await shelf.add(KOBE);
    disk.delete = () => Promise.reject(new Error('a rename deletes nothing by itself'));
    await renameRecord(disk, before.path, 'Kobe 1995');
    expect((await shelf.list()).map(({ name }) => name)).toEqual(['Kobe 1995']);
    expect(await disk.deletedPaths()).toEqual([before.path]);
    disk.move = () => Promise.reject(new Error('the disk is gone'));
    await expect(renameRecord(disk, 'records/Kobe 1995.csv', 'Kobe')).rejects.toThrow('the disk is gone');
    expect((await shelf.list()).map(({ name }) => name)).toEqual(['Kobe 1995']);
  });
});

describe('the records that a run names', () => {
  test('are loaded by their digest, whatever they are called now', async () => {
    const disk = new MemoryDisk();
    const shelf = new RecordShelf(disk);
    const kobe = await shelf.add(KOBE);
    await shelf.add(heldOutRecord('M4.5', 'clough-penzien'));
    const use = { name: 'as it was called', digest: kobe.digest, pga_g: 0.3 };
    const settings = withRecordUses(withRecordUses(PRESETS.v9, 1, 'training', [use]), 4, 'held_out', [use]);
    const library = await loadRecords(disk, settings);
    expect([...library]).toEqual([[use.digest, KOBE]]);
  });

  test('stop the run when one is missing', async () => {
    const use = { name: 'Kobe', digest: '00112233445566ff', pga_g: null };
    const settings = withRecordUses(PRESETS.v9, 4, 'held_out', [use]);
    await expect(loadRecords(new MemoryDisk(), settings)).rejects.toThrow(RecordMissingError);
    expect(await loadRecords(new MemoryDisk(), PRESETS.v9)).toEqual(new Map());
  });
});
