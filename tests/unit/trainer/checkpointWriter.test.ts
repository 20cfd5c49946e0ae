import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Checkpoint } from '../../../src/checkpoint/checkpoint';
import type { Disk, FileEntry } from '../../../src/checkpoint/store/disk';
import { StorageSilentError } from '../../../src/checkpoint/store/errors';
import { PATIENCE } from '../../../src/checkpoint/store/patience';
import { CheckpointWriter } from '../../../src/trainer/checkpointWriter';
import type { TrainerEvent } from '../../../src/trainer/protocol';

vi.mock('../../../src/checkpoint/zip/modelZip', () => ({
  encodeCheckpoint: () => Promise.resolve(Uint8Array.of(1, 2, 3)),
}));

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';
const CHECKPOINT = {} as Checkpoint;

let events: TrainerEvent[];
let answers: { readonly resolve: (entry: FileEntry) => void; readonly reject: (error: Error) => void }[];
let writer: CheckpointWriter;

beforeEach(() => {
  vi.useFakeTimers();
  events = [];
  answers = [];
  const write = () => new Promise<FileEntry>((resolve, reject) => answers.push({ resolve, reject }));
  writer = new CheckpointWriter({ write } as unknown as Disk, (event) => events.push(event));
});

afterEach(() => vi.useRealTimers());

const ENTRY = { path: PATH, size: 3, writtenAt: 7 };
const offered: unknown = expect.objectContaining({
  type: 'unsaved',
  path: PATH,
  bytes: Uint8Array.of(1, 2, 3),
});

test('a save that does not end is told within 10 s, with the bytes to download', async () => {
  const saving = writer.write(PATH, CHECKPOINT);
  await vi.advanceTimersByTimeAsync(PATIENCE - 1);
  expect(events).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(PATIENCE).toBeLessThan(10_000);
  expect(events).toEqual([offered]);
  expect(events[0]).toMatchObject({ problem: { name: 'SaveUnderWayError' } });
  answers[0].resolve(ENTRY);
  expect(await saving).toBe(true);
});

test('it is taken back once the disk has it after all', async () => {
  const saving = writer.write(PATH, CHECKPOINT);
  await vi.advanceTimersByTimeAsync(PATIENCE);
  answers[0].resolve(ENTRY);
  await saving;
  expect(events).toEqual([offered, { type: 'saved', path: PATH, at: 7 }]);
});

test('training goes on when the disk is given up, and the next save tries this one again', async () => {
  const saving = writer.write(PATH, CHECKPOINT);
  await vi.advanceTimersByTimeAsync(3 * PATIENCE);
  answers[0].reject(new StorageSilentError(3 * PATIENCE));
  expect(await saving).toBe(false);
  expect(events.at(-1)).toMatchObject({ type: 'unsaved', problem: { name: 'StorageSilentError' } });
  const retrying = writer.retry();
  answers[1].resolve(ENTRY);
  await retrying;
  expect(events.at(-1)).toEqual({ type: 'saved', path: PATH, at: 7 });
});

test('a save that ends in time is not spoken of, then or later', async () => {
  const saving = writer.write(PATH, CHECKPOINT);
  await vi.advanceTimersByTimeAsync(PATIENCE - 1);
  answers[0].resolve(ENTRY);
  expect(await saving).toBe(true);
  await vi.advanceTimersByTimeAsync(PATIENCE);
  expect(events).toEqual([{ type: 'saved', path: PATH, at: 7 }]);
});

test('a newer checkpoint of the same name is not saved by an older one that arrives', async () => {
  const first = writer.write(PATH, CHECKPOINT);
  await vi.advanceTimersByTimeAsync(0);
  answers[0].resolve(ENTRY);
  await first;
  // The disk has lost it. While it is written again, training saves the next.
  const again = writer.writeAgain([PATH]);
  const next = writer.write(PATH, CHECKPOINT);
  await vi.advanceTimersByTimeAsync(0);
  answers[1].resolve(ENTRY);
  await again;
  answers[2].reject(new Error('no more space'));
  expect(await next).toBe(false);
  expect(events.at(-1)).toEqual(offered);
  const retrying = writer.retry();
  answers[3].resolve(ENTRY);
  await retrying;
  expect(events.map(({ type }) => type)).toEqual(['saved', 'unsaved', 'saved']);
});
