import { describe, expect, test, vi } from 'vitest';
import { LogStore } from '../../../src/checkpoint/store/logStore';
import { memoryStores } from '../../../src/checkpoint/store/stores';
import type { LogRecord } from '../../../src/logging/logRecord';
import { LogsState } from '../../../src/state/logs.svelte';
import type { StoresState } from '../../../src/state/stores.svelte';
import { logRecords } from '../../support/logRecords';
import { recordsIn } from '../../support/wholeLogs';

/** The state above a store with a log of both records for each of `runs`. */
async function logsOf(...runs: readonly string[]) {
  const stores = memoryStores();
  const store = new LogStore(stores.logs);
  for (const run of runs) await store.write(run, logRecords, Infinity);
  return { stores, logs: new LogsState({ stores } as StoresState) };
}

/** Timesteps of each row. */
const stepsOf = (logs: LogsState) => [...logs.log.points('time/total_timesteps').value];

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
  logs.append(logs.run, logRecords);
  expect([stepsOf(logs), logs.revision]).toEqual([[128, 2 ** 33], revision + 1]);
  logs.beginAt(logs.run, 128);
  expect([stepsOf(logs), logs.revision]).toEqual([[128], revision + 2]);
});

test('what happens while a log is being read happens to the log that is read', async () => {
  const { logs } = await logsOf('wide');
  const reading = logs.open('wide');
  logs.beginAt(logs.run, 128);
  logs.append(logs.run, [{ ...logRecords[1], values: { 'time/total_timesteps': 256 } }]);
  expect(logs.log.length).toBe(0);
  await reading;
  expect(stepsOf(logs)).toEqual([128, 256]);
});

test('of two runs that are opened one after the other the last one counts, whichever is read first', async () => {
  const { logs, stores } = await logsOf('slow', 'fast');
  const read = stores.logs.read.bind(stores.logs);
  let release: (() => void) | undefined;
  vi.spyOn(stores.logs, 'read').mockImplementation(async (run, ...range) => {
    if (run === 'slow' && !release) await new Promise<void>((resolve) => (release = resolve));
    return read(run, ...range);
  });
  const slow = logs.open('slow');
  await logs.open('fast');
  logs.beginAt(logs.run, 0);
  release?.();
  await slow;
  expect([logs.run, logs.log.length, logs.others]).toEqual(['fast', 0, ['slow']]);
});

test('where the disk cannot be read, charts begin with what comes', async () => {
  const { logs, stores } = await logsOf('wide');
  await logs.open('wide');
  vi.spyOn(stores.logs, 'read').mockRejectedValue(new Error('The disk does not answer.'));
  await logs.open('deep');
  expect(logs.log.length).toBe(0);
  logs.append(logs.run, [logRecords[0]]);
  expect(stepsOf(logs)).toEqual([128]);
});

test('the log of another run is read once, and is gone with its run', async () => {
  const { logs, stores } = await logsOf('', 'wide');
  const read = vi.spyOn(stores.logs, 'read');
  await logs.openOther('wide');
  const reads = read.mock.calls.length;
  await logs.openOther('wide');
  expect([logs.other('wide')?.length, read.mock.calls.length]).toEqual([2, reads]);
  await logs.open('');
  expect(logs.other('wide')?.length).toBe(2);
  await stores.logs.delete('wide');
  await logs.open('');
  expect(logs.other('wide')).toBeUndefined();
});

test('the log of another run is read anew where the disk may have another by now', async () => {
  const { logs, stores } = await logsOf('', 'wide');
  await logs.open('');
  await logs.openOther('wide');
  const { revision } = logs;
  // Another tab trains it, or an upload takes its place.
  await new LogStore(stores.logs).write('wide', [logRecords[0]], 0);
  await logs.open('');
  expect(logs.other('wide')?.length).toBe(1);
  expect(logs.revision).toBeGreaterThan(revision);
  vi.spyOn(stores.logs, 'read').mockRejectedValue(new Error('The disk does not answer.'));
  await logs.open('');
  expect(logs.other('wide')).toBeUndefined();
});

test('the log of a run that is trained beside the one on the page grows as well, and is whole when the page goes to it', async () => {
  const { logs } = await logsOf('');
  await logs.open('');
  logs.follow('beside');
  logs.beginAt('beside', 0);
  expect(logs.others).toEqual(['beside']);
  await logs.openOther('beside');
  logs.append('beside', [logRecords[0]]);
  expect([stepsOf(logs), logs.other('beside')?.length]).toEqual([[128, 2 ** 33], 1]);
  const reading = logs.open('beside');
  logs.append('beside', [{ ...logRecords[1], values: { 'time/total_timesteps': 256 } }]);
  await reading;
  // None of it is in the store yet.
  expect(stepsOf(logs)).toEqual([128, 256]);
  // Another tab may go on with it once its training here is over: the store then knows better.
  logs.leave('beside');
  await logs.open('beside');
  expect(logs.log.length).toBe(0);
});

describe('all rows of a log', () => {
  const at = (timesteps: number, stage = 1): LogRecord => ({
    ...logRecords[0],
    stage,
    wallTime: timesteps,
    values: { 'time/total_timesteps': timesteps },
  });
  const wholeOf = async (logs: LogsState, run = logs.run) =>
    (await recordsIn(logs.whole(run)())).map(({ values, stage }) => [stage, values['time/total_timesteps']]);

  test('are those of the store, and those that are not in it yet, each once', async () => {
    const { logs, stores } = await logsOf('');
    const store = new LogStore(stores.logs);
    await store.write('', [at(64), at(128), at(192)], 0);
    await logs.open('');
    expect(await wholeOf(logs)).toEqual([64, 128, 192].map((steps) => [1, steps]));
    // Training resumes before the end of the log.
    logs.beginAt(logs.run, 128);
    expect(await wholeOf(logs)).toEqual([64, 128].map((steps) => [1, steps]));
    logs.append(logs.run, [at(192, 2)]);
    logs.append(logs.run, [at(256, 2)]);
    const expected = [
      [1, 64],
      [1, 128],
      [2, 192],
      [2, 256],
    ];
    expect(await wholeOf(logs)).toEqual(expected);
    await store.write('', [at(192, 2)], 128);
    expect(await wholeOf(logs)).toEqual(expected);
    logs.stored(logs.run, 192);
    expect(await wholeOf(logs)).toEqual(expected);
    await store.write('', [at(256, 2)], 192);
    logs.stored(logs.run, 256);
    expect(await wholeOf(logs)).toEqual(expected);
    // What was told of before it was shown.
    await store.write('', [at(320, 2)], 256);
    logs.stored(logs.run, 320);
    logs.append(logs.run, [at(320, 2)]);
    expect(await wholeOf(logs)).toEqual([...expected, [2, 320]]);
  });

  test('are there where nothing of this visit was stored, and where training was abandoned in between', async () => {
    const { logs } = await logsOf();
    await logs.open('');
    logs.append(logs.run, [at(64), at(128)]);
    expect(await wholeOf(logs)).toEqual([64, 128].map((steps) => [1, steps]));
    logs.beginAt(logs.run, 64);
    logs.append(logs.run, [at(128, 2)]);
    expect(await wholeOf(logs)).toEqual([
      [1, 64],
      [2, 128],
    ]);
  });

  test('stay as they were when somebody began to read them', async () => {
    const { logs, stores } = await logsOf();
    await logs.open('');
    logs.beginAt(logs.run, 0);
    logs.append(logs.run, [at(64)]);
    const source = logs.whole('');
    logs.append(logs.run, [at(128)]);
    await new LogStore(stores.logs).write('', [at(64), at(128)], 0);
    logs.stored(logs.run, 128);
    expect(await recordsIn(source())).toHaveLength(1);
    expect(await recordsIn(source())).toHaveLength(1);
    expect(await wholeOf(logs)).toHaveLength(2);
  });

  test('of another run are those of the store', async () => {
    const { logs } = await logsOf('', 'wide');
    await logs.open('');
    logs.beginAt(logs.run, 0);
    expect(await wholeOf(logs)).toEqual([]);
    expect(await wholeOf(logs, 'wide')).toHaveLength(2);
  });
});

test('a run may be called as what every object has', async () => {
  const { logs } = await logsOf('');
  await logs.open('');
  logs.beginAt('constructor', 0);
  await logs.openOther('constructor');
  logs.append('constructor', [logRecords[0]]);
  expect(logs.other('constructor')?.length).toBe(1);
});

test('the log of another run that is wanted twice at once is read once', async () => {
  const { logs, stores } = await logsOf('wide', 'deep');
  const read = vi.spyOn(stores.logs, 'read');
  await logs.openOther('deep');
  const reads = read.mock.calls.length;
  await Promise.all([logs.openOther('wide'), logs.openOther('wide')]);
  expect([logs.other('wide')?.length, read.mock.calls.length]).toEqual([2, 2 * reads]);
});

test('the log of another run that could not be read is read again when it is wanted again', async () => {
  const { logs, stores } = await logsOf('wide');
  vi.spyOn(stores.logs, 'read').mockRejectedValueOnce(new Error('The disk does not answer.'));
  await expect(logs.openOther('wide')).rejects.toThrow('does not answer');
  await logs.openOther('wide');
  expect(logs.other('wide')?.length).toBe(2);
});
