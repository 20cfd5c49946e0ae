import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { IndexedDbDisk } from '../../../../src/checkpoint/store/indexedDbDisk';
import { readRawFiles } from '../../../../src/checkpoint/store/rawFiles';

test('of a database that is gone there are none, and none is made', async () => {
  const name = crypto.randomUUID();
  await expect(readRawFiles(name)).rejects.toThrow('The database is gone.');
  expect((await indexedDB.databases()).map((database) => database.name)).not.toContain(name);
});

test('all bytes of a database are found, in whichever format', async () => {
  const name = crypto.randomUUID();
  await new IndexedDbDisk(() => undefined, name).write('models/stage1_50kN.zip', Uint8Array.of(1, 2, 3));
  await new Promise<void>((resolve) => {
    const request = indexedDB.open(name, 7);
    request.onupgradeneeded = () => {
      const later = request.result.createObjectStore('later');
      later.put({ name: 'stage2', bytes: Uint8Array.of(4, 5) }, 12);
      later.put('no bytes', 13);
    };
    request.onsuccess = () => (request.result.close(), resolve());
  });
  const files = await readRawFiles(name);
  const contents = await Promise.all(files.map(async ({ content }) => [...(await content.bytes())]));
  expect(files.map((file) => file.name)).toEqual(['files/content/models/stage1_50kN.zip', 'later/12']);
  expect(contents).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
});
