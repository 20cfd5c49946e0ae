import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DiskFullError, RunExistsError } from '../../../src/checkpoint/store/errors';
import { LogStore } from '../../../src/checkpoint/store/logStore';
import type { Stores } from '../../../src/checkpoint/store/stores';
import { memoryStores } from '../../../src/checkpoint/store/stores';
import { relocateRun } from '../../../src/trainer/relocateRun';
import { logRecords } from '../../support/logRecords';
import { recordsIn } from '../../support/wholeLogs';

const DIRECTORY = 'models/rl_v9_advanced/';
const LINES = [{ text: 'said', level: 'info', at: 1 }] as const;

let stores: Stores;
let logs: LogStore;
let leftovers: unknown[];

beforeEach(async () => {
  stores = memoryStores();
  logs = new LogStore(stores.logs);
  leftovers = [];
  for (const name of ['stage1_50kN.zip', 'stage2_100kN.zip'])
    await stores.disk.write(`${DIRECTORY}first/${name}`, Uint8Array.of(1));
  await logs.write('first', [logRecords[0]], Infinity);
  await stores.consoles.write('first', LINES);
});

const relocate = (keep: boolean) =>
  relocateRun({ ...stores, logs }, 'first', 'second', {
    keep,
    tellOfLeftover: (error) => leftovers.push(error),
  });

/** Which of a run's parts are there: files, rows of its log, lines of its console. */
async function partsOf(run: string): Promise<number[]> {
  const files = await stores.disk.list(`${DIRECTORY}${run}/`);
  return [files.length, (await recordsIn(logs.stream(run))).length, (await stores.consoles.read(run)).length];
}

describe('a run gets another name', () => {
  test.each([
    { keep: true, left: [2, 1, 1] },
    { keep: false, left: [0, 0, 0] },
  ])('with its log and its console, kept: $keep', async ({ keep, left }) => {
    await relocate(keep);
    expect(await partsOf('second')).toEqual([2, 1, 1]);
    expect(await partsOf('first')).toEqual(left);
    expect(leftovers).toEqual([]);
  });

  const full = () => Promise.reject(new DiskFullError('x', 1));
  test.each([
    ['log', () => vi.spyOn(stores.logs, 'copy').mockImplementationOnce(full)],
    ['console', () => vi.spyOn(stores.consoles, 'write').mockImplementationOnce(full)],
    ['checkpoints', () => vi.spyOn(stores.disk, 'move').mockImplementationOnce(full)],
  ])('whole or not at all: there is no space for the %s', async (_, fill) => {
    fill();
    await expect(relocate(false)).rejects.toThrow(DiskFullError);
    expect(await partsOf('first')).toEqual([2, 1, 1]);
    expect(await partsOf('second')).toEqual([0, 0, 0]);
  });

  test('and says what it could not clear away under the old one', async () => {
    vi.spyOn(stores.logs, 'delete').mockRejectedValueOnce(new Error('silent'));
    await relocate(false);
    expect(await partsOf('second')).toEqual([2, 1, 1]);
    expect(leftovers).toEqual([new Error('silent')]);
  });

  test('that is not in use', async () => {
    await stores.disk.write(`${DIRECTORY}second/stage1_50kN.zip`, Uint8Array.of(5));
    await expect(relocate(false)).rejects.toThrow(RunExistsError);
    expect(await partsOf('first')).toEqual([2, 1, 1]);
  });
});
