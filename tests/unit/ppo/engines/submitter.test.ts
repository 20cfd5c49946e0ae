import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Submitter } from '../../../../src/ppo/engines/webgpu/submitter';

/** When a queue says that work which was done at `done` is done; milliseconds. */
type Answer = (done: number) => number;

const AT_ONCE: Answer = (done) => done;
/** What an empty queue takes in Firefox. */
const LATE: Answer = (done) => done + 103;
/** It looks for finished work ten times a second. */
const TEN_TIMES_A_SECOND: Answer = (done) => 100 * (Math.floor(done / 100) + 1) + 3;

/** A device whose queue takes `cost` milliseconds for each workgroup, and computes one submission after the other. */
function fakeGpu(cost: () => number, answer: Answer, software = false) {
  let freeAt = 0;
  const seen = { unanswered: 0, mostInFlight: 0, check: (): void => undefined };
  const device = {
    createCommandEncoder: () => {
      let work = 0;
      return {
        beginComputePass: () => ({
          dispatchWorkgroups: (amount: number) => (work += amount * cost()),
          end: () => undefined,
        }),
        finish: () => work,
      };
    },
    queue: {
      submit: (buffers: number[]) => {
        freeAt = buffers.reduce((at, work) => at + work, Math.max(freeAt, performance.now()));
      },
      onSubmittedWorkDone: async () => {
        seen.mostInFlight = Math.max(seen.mostInFlight, ++seen.unanswered);
        const wait = answer(Math.max(freeAt, performance.now())) - performance.now();
        await new Promise((resolve) => setTimeout(resolve, wait));
        seen.unanswered--;
      },
    },
  };
  const gpu = { device: device as unknown as GPUDevice, software, check: () => seen.check() };
  return { gpu, seen, submitter: new Submitter(gpu) };
}

type Fake = ReturnType<typeof fakeGpu>;

/** Submits `steps` as the engine does, and gives the portions. */
async function work({ submitter }: Fake, steps: number, onDone?: () => void): Promise<number[]> {
  const portions: number[] = [];
  for (let done = 0; done < steps; done += portions[portions.length - 1]) {
    const amount = Math.min(submitter.amount('steps'), steps - done);
    portions.push(amount);
    await submitter.submit('steps', amount, (pass) => pass.dispatchWorkgroups(amount), { onDone });
  }
  await submitter.drain();
  return portions;
}

/** `body` on the fake clock, with the milliseconds that it took there. */
async function timed<T>(body: Promise<T>): Promise<{ result: T; taken: number }> {
  const begin = performance.now();
  let end = begin;
  const ending = body.finally(() => (end = performance.now()));
  ending.catch(() => undefined);
  await vi.runAllTimersAsync();
  return { result: await ending, taken: end - begin };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance', 'setTimeout'] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe('portions', () => {
  test.each([
    ['at once', AT_ONCE],
    ['103 ms late', LATE],
  ])('grow until the work takes 100 ms, with answers %s', async (_, answer) => {
    const fake = fakeGpu(() => 0.5, answer);
    await timed(fake.submitter.settle());
    const { result: portions } = await timed(work(fake, 5000));
    // Two are on the way before the first one's time is known.
    expect(portions.slice(0, 8)).toEqual([8, 8, 16, 16, 32, 32, 64, 64]);
    expect(fake.submitter.amount('steps')).toBe(200);
  });

  test('are the same when the queue answers late', async () => {
    const portions = [];
    for (const answer of [AT_ONCE, LATE]) {
      const fake = fakeGpu(() => 0.5, answer);
      await timed(fake.submitter.settle());
      portions.push((await timed(work(fake, 3000))).result);
    }
    expect(portions[1]).toEqual(portions[0]);
    expect(portions[0].length).toBeGreaterThan(10);
  });

  test('stay near 100 ms of work where the queue looks for finished work ten times a second', async () => {
    const fake = fakeGpu(() => 0.5, TEN_TIMES_A_SECOND);
    await timed(fake.submitter.settle());
    await timed(work(fake, 2000));
    const { result: portions } = await timed(work(fake, 8000));
    for (const amount of portions.slice(0, -1)) {
      expect(amount).toBeGreaterThanOrEqual(80);
      expect(amount).toBeLessThanOrEqual(600);
    }
  });

  test('shrink when the work becomes slower', async () => {
    let cost = 0.5;
    const fake = fakeGpu(() => cost, LATE);
    await timed(fake.submitter.settle());
    await timed(work(fake, 5000));
    cost = 5;
    await timed(work(fake, 5000));
    expect(fake.submitter.amount('steps')).toBeLessThanOrEqual(21);
  });

  test('of work that takes longer than it should are one at a time, and not less', async () => {
    const fake = fakeGpu(() => 400, LATE);
    await timed(fake.submitter.settle());
    await timed(work(fake, 20));
    expect(fake.submitter.amount('steps')).toBe(1);
  });
});

describe('on a software adapter', () => {
  test('the first portion is one alone, and no other takes more than it should', async () => {
    const fake = fakeGpu(() => 106, AT_ONCE, true);
    await timed(fake.submitter.settle());
    const { result: portions } = await timed(work(fake, 12));
    expect(portions).toEqual(Array.from({ length: 12 }, () => 1));
  });

  test('portions grow where there is time', async () => {
    const fake = fakeGpu(() => 1, AT_ONCE, true);
    await timed(fake.submitter.settle());
    const { result: portions } = await timed(work(fake, 1000));
    expect(portions.slice(0, 5)).toEqual([1, 2, 2, 4, 4]);
    expect(fake.submitter.amount('steps')).toBe(100);
  });

  test('a minibatch is cut into parts until it is known to be short enough', () => {
    const { submitter } = fakeGpu(() => 1, AT_ONCE, true);
    expect(submitter.fits('minibatches')).toBe(false);
    expect(submitter.fits('steps')).toBe(true);
    submitter.learn('minibatches', 1, 20);
    expect(submitter.fits('minibatches')).toBe(true);
  });
});

describe('one of a kind', () => {
  test('fits a portion until it is known to take longer', async () => {
    const fake = fakeGpu(() => 400, LATE);
    expect(fake.submitter.fits('steps')).toBe(true);
    await timed(fake.submitter.settle());
    await timed(work(fake, 4));
    expect(fake.submitter.fits('steps')).toBe(false);
    expect(fake.submitter.fits('minibatches')).toBe(true);
  });

  test('that was submitted in parts fits again once its parts take less together', () => {
    const { submitter } = fakeGpu(() => 1, AT_ONCE);
    submitter.learn('minibatches', 1, 400);
    expect(submitter.fits('minibatches')).toBe(false);
    submitter.learn('minibatches', 1, 20);
    submitter.learn('minibatches', 1, 20);
    expect(submitter.fits('minibatches')).toBe(true);
  });

  test('tells how long each of its portions took', async () => {
    const fake = fakeGpu(() => 3, AT_ONCE);
    const told: number[] = [];
    const submit = async () => {
      await fake.submitter.submit('gradient', 4, (pass) => pass.dispatchWorkgroups(4), {
        onDone: (taken) => told.push(taken),
      });
      await fake.submitter.drain();
    };
    await timed(submit());
    expect(told).toEqual([12]);
  });
});

describe('the queue', () => {
  test('has work while its answer is on the way: the wait does not add up', async () => {
    const fake = fakeGpu(() => 0.5, LATE);
    await timed(fake.submitter.settle());
    await timed(work(fake, 5000));
    const { result: portions, taken } = await timed(work(fake, 20_000));
    expect(portions.length).toBeGreaterThan(90);
    expect(taken).toBeLessThan(1.1 * 10_000 + 103);
  });

  test('has two portions at most, so that a stop is heard soon', async () => {
    const fake = fakeGpu(() => 0.5, LATE);
    await timed(fake.submitter.settle());
    await timed(work(fake, 5000));
    expect(fake.seen.mostInFlight).toBe(2);
  });

  test('tells of each portion once it is done, in order', async () => {
    const fake = fakeGpu(() => 0.5, LATE);
    const told: number[] = [];
    const { result: portions } = await timed(work(fake, 1000, () => told.push(told.length)));
    expect(told).toEqual(portions.map((_, i) => i));
  });

  test('that has failed ends in an error, and what is left is waited for', async () => {
    const fake = fakeGpu(() => 0.5, LATE);
    fake.seen.check = () => {
      throw new Error('lost');
    };
    const abandoned = work(fake, 1000).catch(async (error: unknown) => {
      expect(fake.seen.unanswered).toBe(1);
      await fake.submitter.abandon();
      expect(fake.seen.unanswered).toBe(0);
      throw error;
    });
    await expect(timed(abandoned)).rejects.toThrow('lost');
  });
});

describe('portions for several runs', () => {
  test('are as many times as small until they are measured, and as large as before where the runs take no longer', async () => {
    const fake = fakeGpu(() => 1, AT_ONCE);
    await timed(work(fake, 2000));
    const alone = fake.submitter.amount('steps');
    fake.submitter.shareAmong(8);
    expect(fake.submitter.amount('steps')).toBe(Math.floor(alone / 8));
    await timed(work(fake, 2000));
    expect(fake.submitter.amount('steps')).toBeGreaterThan(0.9 * alone);
    // Fewer show by themselves what they take.
    fake.submitter.shareAmong(1);
    expect(fake.submitter.amount('steps')).toBeGreaterThan(0.9 * alone);
  });

  test('of which one would take too long are cut', async () => {
    const fake = fakeGpu(() => 40, AT_ONCE);
    await timed(work(fake, 20));
    expect(fake.submitter.fits('steps')).toBe(true);
    fake.submitter.shareAmong(8);
    expect([fake.submitter.amount('steps'), fake.submitter.fits('steps')]).toEqual([1, false]);
  });
});
