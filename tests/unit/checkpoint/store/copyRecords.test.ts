import 'fake-indexeddb/auto';
import { describe, expect, test } from 'vitest';
import type { CopyEntry, CopyRecords, KeptFolder } from '../../../../src/checkpoint/store/copyRecords';
import { IndexedDbCopyRecords } from '../../../../src/checkpoint/store/copyRecords';
import { MemoryCopyRecords } from '../../../support/memoryCopyRecords';

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';

/** The handle is cloned by browsers only: here it is a name. */
const folder = (id: string, run: string | null = null): KeptFolder => ({
  id,
  run,
  handle: { name: id } as FileSystemDirectoryHandle,
});
const entry = (changes: Partial<CopyEntry> = {}): CopyEntry => ({
  ...{ folder: 'all', path: PATH, sha256: 'aa', size: 1, writtenAt: 2, fate: 'kept' },
  ...changes,
});

describe.each<[string, () => CopyRecords]>([
  ['IndexedDB', () => new IndexedDbCopyRecords(crypto.randomUUID())],
  ['the stand-in of the tests', () => new MemoryCopyRecords()],
])('what %s remembers of second copies', (_, open) => {
  test('folders, each in place of the one before', async () => {
    const records = open();
    expect(await records.folders()).toEqual([]);
    await records.keepFolder(folder('all'));
    await records.keepFolder(folder('run soft', 'soft'));
    await records.keepFolder(folder('all'));
    expect(await records.folders()).toEqual([folder('all'), folder('run soft', 'soft')]);
  });

  test('files, by folder and path, until their folder is forgotten', async () => {
    const records = open();
    await records.put([entry(), entry({ folder: 'private' }), entry({ path: `${PATH}x` })]);
    await records.put([entry({ size: 9 })]);
    await records.put([]);
    expect((await records.entries('all')).map(({ size }) => size).sort()).toEqual([1, 9]);
    await records.drop('all', [`${PATH}x`]);
    expect(await records.entries('all')).toEqual([entry({ size: 9 })]);
    await records.forgetFolder('all');
    expect(await records.entries('all')).toEqual([]);
    expect(await records.entries('private')).toEqual([entry({ folder: 'private' })]);
  });

  test('which files a person deleted, in every folder', async () => {
    const records = open();
    await records.put([entry(), entry({ folder: 'private' }), entry({ path: `${PATH}x` })]);
    await records.noteDeleted([PATH, 'nothing']);
    const fates = [...(await records.entries('all')), ...(await records.entries('private'))];
    expect(fates.map(({ fate }) => fate).sort()).toEqual(['deleted', 'deleted', 'kept']);
  });
});
