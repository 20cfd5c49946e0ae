import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Job } from '../../../../src/ppo/engines/wasm/assembly/plan';
import { TimeSlicer } from '../../../../src/ppo/engines/wasm/timeSlicer';

const workers = { threadsFor: () => 1, record: () => undefined };
let clock = 0;

beforeEach(() => {
  clock = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => clock);
});
afterEach(() => vi.restoreAllMocks());

/** Pieces of one millisecond each. */
const work = (first: number, last: number) => {
  clock += last - first;
};

test('gives the event loop a turn while iterations are shorter than the interval between two turns', async () => {
  const slicer = new TimeSlicer(workers, new AbortController().signal);
  let turns = 0;
  let isCounting = true;
  const count = () => {
    if (!isCounting) return;
    turns++;
    setImmediate(count);
  };
  setImmediate(count);
  for (let iteration = 0; iteration < 100; iteration++) {
    slicer.heed(new AbortController().signal);
    await slicer.run(Job.ROLLOUT, 1, work);
  }
  isCounting = false;
  expect(turns).toBeGreaterThanOrEqual(5);
});

test('an interrupt that comes between two short iterations is heard by one that follows', async () => {
  const controller = new AbortController();
  setImmediate(() => controller.abort(new Error('interrupted')));
  const slicer = new TimeSlicer(workers, new AbortController().signal);
  slicer.heed(controller.signal);
  const iterations = async () => {
    for (let iteration = 0; iteration < 1000; iteration++) await slicer.run(Job.UPDATE, 1, work);
  };
  await expect(iterations()).rejects.toThrow('interrupted');
});

test('ranges grow until they fill the interval, and no further than asked', async () => {
  const slicer = new TimeSlicer(workers, new AbortController().signal);
  const ranges: number[] = [];
  const measure = (first: number, last: number) => {
    ranges.push(last - first);
    work(first, last);
  };
  await slicer.run(Job.ROLLOUT, 200, measure);
  expect(ranges.slice(0, 7)).toEqual([1, 2, 4, 8, 16, 20, 20]);
  ranges.length = 0;
  await slicer.run(Job.VALUES, 30, measure, 4);
  expect(Math.max(...ranges)).toBe(4);
});
