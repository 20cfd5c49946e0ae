import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, test } from 'vitest';
import { ConsoleStore } from '../../../../src/checkpoint/store/consoleStore';
import type { ConsoleLine } from '../../../../src/logging/consoleLine';

let database: string;
let store: ConsoleStore;
let databases = 0;

beforeEach(() => {
  database = `consoles ${databases++}`;
  store = new ConsoleStore(database);
});

const said = (text: string, at = 1): ConsoleLine => ({ text, level: 'info', at });
const read = (run: string) => new ConsoleStore(database).read(run);

describe('the stored console of a run', () => {
  test('is what was written last, with its times, and empty before', async () => {
    expect(await read('')).toEqual([]);
    await store.write('', [said('STAGE 1', 5)]);
    await store.write('', [said('STAGE 1', 5), { text: 'no', level: 'error', at: 6 }]);
    expect(await read('')).toEqual([said('STAGE 1', 5), { text: 'no', level: 'error', at: 6 }]);
  });

  test('is its own: other runs keep theirs', async () => {
    await store.write('', [said('here')]);
    await store.write('wide', [said('there')]);
    await store.delete('');
    expect(await read('')).toEqual([]);
    expect(await read('wide')).toEqual([said('there')]);
  });
});
