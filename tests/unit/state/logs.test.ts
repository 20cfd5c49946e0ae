import { expect, test, vi } from 'vitest';
import { LogStore } from '../../../src/checkpoint/store/logStore';
import { memoryStores } from '../../../src/checkpoint/store/stores';
import { LogColumns } from '../../../src/logging/logColumns';
import { LogsState } from '../../../src/state/logs.svelte';
import type { StoresState } from '../../../src/state/stores.svelte';
import { logRecords } from '../../support/logRecords';

/** The state above a store with a log of both records for each of `runs`. */
async function logsOf(...runs: readonly string[]) {
  const stores = memoryStores();
  const store = new LogStore(stores.logs);
  const log = new LogColumns();
  logRecords.forEach((record) => log.append(record));
  for (const run of runs) await store.of(run).write(log, 0);
  return { stores, logs: new LogsState({ stores } as StoresState) };
}

/** Timesteps of each row. */
const stepsOf = (logs: LogsState) => [...(logs.log.column('time/total_timesteps') ?? [])];

test('the log of a run is read, and which other runs have one', async () => {
  const { logs } = await logsOf('wide', '', 'deep');
  await logs.open('wide');
  expect(stepsOf(logs)).toEqual([128, 2 ** 33]);
  expect([logs.run, logs.others]).toEqual(['wide', ['', 'deep']]);
});

test('the log grows, and forgets what training writes anew; both are told', async () => {
  const { logs } = await logsOf();
  await logs.open('');
  const { revision } = logs;
  logs.append(logRecords);
  expect([stepsOf(logs), logs.revision]).toEqual([[128, 2 ** 33], revision + 1]);
  logs.beginAt(128);
  expect([stepsOf(logs), logs.revision]).toEqual([[128], revision + 2]);
});

test('what happens while a log is being read happens to the log that is read', async () => {
  const { logs } = await logsOf('wide');
  const reading = logs.open('wide');
  logs.beginAt(128);
  logs.append([{ ...logRecords[1], values: { 'time/total_timesteps': 256 } }]);
  expect(logs.log.length).toBe(0);
  await reading;
  expect(stepsOf(logs)).toEqual([128, 256]);
});

test('of two runs that are opened one after the other the last one counts, whichever is read first', async () => {
  const { logs, stores } = await logsOf('slow', 'fast');
  const read = stores.logs.read.bind(stores.logs);
  let release = () => {};
  vi.spyOn(stores.logs, 'read').mockImplementation(async (run) => {
    if (run === 'slow') await new Promise<void>((resolve) => (release = resolve));
    return read(run);
  });
  const slow = logs.open('slow');
  await logs.open('fast');
  logs.beginAt(0);
  release();
  await slow;
  expect([logs.run, logs.log.length, logs.others]).toEqual(['fast', 0, ['slow']]);
});

test('where the disk cannot be read, charts begin with what comes', async () => {
  const { logs, stores } = await logsOf('wide');
  await logs.open('wide');
  vi.spyOn(stores.logs, 'read').mockRejectedValue(new Error('The disk does not answer.'));
  await logs.open('deep');
  expect(logs.log.length).toBe(0);
  logs.append([logRecords[0]]);
  expect(stepsOf(logs)).toEqual([128]);
});

test('the log of another run is read once, and is gone with its run', async () => {
  const { logs, stores } = await logsOf('', 'wide');
  const read = vi.spyOn(stores.logs, 'read');
  await logs.openOther('wide');
  await logs.openOther('wide');
  expect([logs.other('wide')?.length, read.mock.calls.length]).toEqual([2, 1]);
  await logs.open('');
  expect(logs.other('wide')?.length).toBe(2);
  await stores.logs.delete('wide');
  await logs.open('');
  expect(logs.other('wide')).toBeUndefined();
});
