import { describe, expect, test } from 'vitest';
import { allThreads, candidates, MeasuredThreads } from '../../../../src/ppo/engines/wasm/threadChoice';

/** Milliseconds that a piece takes on a machine, by number of threads. */
type Machine = (threads: number) => number;

const RANGE = 20;

/** Cores that share the work evenly; more threads than cores wait for each other. */
const cores =
  (count: number): Machine =>
  (threads) =>
    threads <= count ? 1 / threads : 2;

/** Works for `milliseconds` of the machine's time, in ranges of the usual length. @returns it by number of threads */
function work(choice: MeasuredThreads, machine: Machine, milliseconds: number): Map<number, number> {
  const spent = new Map<number, number>();
  for (let time = 0; time < milliseconds; time += RANGE) {
    const threads = choice.next;
    choice.record(RANGE / machine(threads), RANGE);
    spent.set(threads, (spent.get(threads) ?? 0) + RANGE);
  }
  return spent;
}

/** Long enough for the first trial of up to 8 threads. */
const TRIAL = 1000;

describe('the number of threads', () => {
  test.each([
    [1, [1]],
    [2, [1, 2]],
    [4, [1, 2, 4]],
    [6, [1, 2, 4, 6]],
    [8, [1, 2, 4, 8]],
  ])('that are tried of %i', (most, expected) => {
    expect(candidates(most)).toEqual(expected);
  });

  test.each([
    ['one core where eight are claimed', 8, cores(1), 1],
    ['two cores where four are claimed', 4, cores(2), 2],
    ['as many cores as are claimed', 8, cores(8), 8],
    ['six cores', 6, cores(6), 6],
    ['threads that gain next to nothing', 4, (threads: number) => (threads === 1 ? 1 : 0.97), 1],
    ['one thread', 1, cores(4), 1],
  ] as const)('is measured: %s', (_, most, machine, expected) => {
    const choice = new MeasuredThreads(most);
    work(choice, machine, TRIAL);
    expect(choice.settled).toBe(expected);
    expect(choice.next).toBe(expected);
  });

  test('is all that there are until others have proved faster', () => {
    const choice = new MeasuredThreads(4);
    work(choice, cores(1), 100);
    expect(choice.settled).toBe(4);
  });

  test('is not misled by the first pieces, which run in slow code, or by one turn that another program disturbs', () => {
    const choice = new MeasuredThreads(2);
    let ranges = 0;
    while (ranges * RANGE < TRIAL) {
      const isCold = ranges < 2;
      const isDisturbed = ranges === 7;
      const slowness = isCold ? 20 : isDisturbed ? 10 : 1;
      choice.record(RANGE / (cores(2)(choice.next) * slowness), RANGE);
      ranges++;
    }
    expect(choice.settled).toBe(2);
  });

  test('follows a machine that becomes busy, and one that becomes free, within seconds of work', () => {
    const choice = new MeasuredThreads(4);
    work(choice, cores(4), 12_000);
    expect(choice.settled).toBe(4);
    work(choice, cores(1), 15_000);
    expect(choice.settled).toBe(1);
    work(choice, cores(4), 15_000);
    expect(choice.settled).toBe(4);
  });

  test('stays where another is faster by no more than noise', () => {
    const choice = new MeasuredThreads(2);
    work(choice, cores(2), TRIAL);
    const evened: Machine = (threads) => (threads === 1 ? 0.48 : 0.5);
    work(choice, evened, 400_000);
    expect(choice.settled).toBe(2);
  });

  test('costs little where what was offered is right', () => {
    const choice = new MeasuredThreads(8);
    work(choice, cores(8), TRIAL);
    const spent = work(choice, cores(8), 600_000);
    expect(spent.get(8) ?? 0).toBeGreaterThan(0.99 * 600_000);
    // Tried now and then all the same.
    expect(spent.get(1) ?? 0).toBeGreaterThan(0);
  });

  test('is what a person asked for, without a trial', () => {
    const choice = allThreads(3);
    choice.record(1, 1e6);
    expect(choice.next).toBe(3);
    expect(choice.settled).toBe(3);
  });
});
