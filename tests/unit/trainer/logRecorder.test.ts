import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { IndexedDbLogPieces } from '../../../src/checkpoint/store/logPieces';
import { LogStore } from '../../../src/checkpoint/store/logStore';
import type { LogRecord } from '../../../src/logging/logRecord';
import { LogRecorder, withLogFirst } from '../../../src/trainer/logRecorder';
import { logRecords } from '../../support/logRecords';
import { MemoryDisk } from '../../support/memoryDisk';
import { recordsIn } from '../../support/wholeLogs';

let pieces: IndexedDbLogPieces;
let store: LogStore;
let databases = 0;
const problems: unknown[] = [];

beforeEach(() => {
  pieces = new IndexedDbLogPieces(`recorded logs ${databases++}`);
  store = new LogStore(pieces);
  problems.length = 0;
});

afterEach(() => {
  vi.restoreAllMocks();
});

const open = () => LogRecorder.open(store.of('run'), { onProblem: (error) => problems.push(error) });
const at = (timesteps: number): LogRecord => ({
  ...logRecords[0],
  values: { 'time/total_timesteps': timesteps },
});

async function record(start: number, timesteps: readonly number[]): Promise<void> {
  const recorder = await open();
  recorder.hear({ type: 'stage', stage: 1, numTimesteps: start });
  timesteps.forEach((steps) => recorder.hear({ type: 'log', record: at(steps) }));
  await recorder.flush();
}

const stored = async () =>
  (await recordsIn(store.stream('run'))).map(({ values }) => values['time/total_timesteps']);

describe('the recorder of a log', () => {
  test('keeps what training told', async () => {
    await record(0, [64, 128]);
    expect(await stored()).toEqual([64, 128]);
    expect(problems).toEqual([]);
  });

  test('replaces what was abandoned when training resumes before it', async () => {
    await record(0, [64, 128, 192]);
    await record(64, [128]);
    expect(await stored()).toEqual([64, 128]);
    await record(0, []);
    expect(await stored()).toEqual([]);
  });

  test('tells of a disk that refuses once, goes on, and stores everything when it can', async () => {
    const recorder = await open();
    recorder.hear({ type: 'stage', stage: 1, numTimesteps: 0 });
    recorder.hear({ type: 'log', record: at(64) });
    const write = vi.spyOn(store, 'write').mockRejectedValue(new DOMException('', 'QuotaExceededError'));
    await recorder.flush();
    recorder.hear({ type: 'log', record: at(128) });
    await recorder.flush();
    expect(write).toHaveBeenCalledTimes(2);
    expect(problems).toHaveLength(1);
    write.mockRestore();
    await recorder.flush();
    expect(await stored()).toEqual([64, 128]);
  });

  test('tells up to where rows are stored, and forgets what training abandons while they are written', async () => {
    const told: number[] = [];
    const recorder = await LogRecorder.open(store.of('run'), {
      onProblem: (error) => problems.push(error),
      onStored: (timesteps) => told.push(timesteps),
    });
    const hear = (...timesteps: number[]) =>
      timesteps.forEach((steps) => recorder.hear({ type: 'log', record: at(steps) }));
    recorder.hear({ type: 'stage', stage: 1, numTimesteps: 0 });
    hear(64, 128, 192);
    const writing = recorder.flush();
    await Promise.resolve();
    // The device was lost: training goes on from an earlier state.
    recorder.hear({ type: 'stage', stage: 1, numTimesteps: 64 });
    await writing;
    expect(told).toEqual([64]);
    hear(128);
    await recorder.flush();
    expect(await stored()).toEqual([64, 128]);
    expect(told).toEqual([64, 128]);
  });

  test('forgets what training abandons of rows that the disk refused', async () => {
    const recorder = await open();
    recorder.hear({ type: 'stage', stage: 1, numTimesteps: 0 });
    [64, 128, 192].forEach((steps) => recorder.hear({ type: 'log', record: at(steps) }));
    const write = vi.spyOn(store, 'write').mockImplementation(async () => {
      await Promise.resolve();
      recorder.hear({ type: 'stage', stage: 1, numTimesteps: 128 });
      recorder.hear({ type: 'log', record: at(256) });
      throw new DOMException('', 'QuotaExceededError');
    });
    await recorder.flush();
    write.mockRestore();
    await recorder.flush();
    expect(await stored()).toEqual([64, 128, 256]);
  });

  test('stores what came before a checkpoint before the checkpoint, or says why not', async () => {
    const disk = new MemoryDisk();
    const recorder = await open();
    recorder.hear({ type: 'stage', stage: 1, numTimesteps: 0 });
    recorder.hear({ type: 'log', record: at(64) });
    const write = vi.spyOn(disk, 'write').mockImplementation(async () => {
      expect(await stored()).toEqual([64]);
      return { path: '', size: 0, writtenAt: 0, sha256: '' };
    });
    await withLogFirst(disk, recorder).write('stage1_50kN.zip', new Uint8Array());
    expect(write).toHaveBeenCalledOnce();
    vi.spyOn(store, 'write').mockRejectedValue(new Error('full'));
    recorder.hear({ type: 'log', record: at(128) });
    write.mockRestore();
    await withLogFirst(disk, recorder).write('stage1_50kN.zip', new Uint8Array());
    expect(problems).toEqual([new Error('full')]);
    expect(await disk.list('')).toHaveLength(1);
  });

  test('leaves a log that it cannot read as it is', async () => {
    await record(0, [64]);
    const read = vi.spyOn(pieces, 'last').mockRejectedValue(new Error('unreadable'));
    await record(0, [64, 128]);
    expect(problems).toHaveLength(1);
    read.mockRestore();
    expect(await stored()).toEqual([64]);
  });
});
