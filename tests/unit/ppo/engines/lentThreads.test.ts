import { describe, expect, test } from 'vitest';
import { borrowThreads, lendThreads } from '../../../../src/ppo/engines/wasm/threads/lentThreads';
import type { Endpoint } from '../../../../src/messaging/messages';
import type { SpawnThread, Thread, ThreadStart } from '../../../../src/ppo/engines/wasm/threads/thread';

/** The page's end and the worker's, of one channel whose messages come at once. */
function channel() {
  const page = new EventTarget();
  const worker = new EventTarget();
  const send = (to: EventTarget) => (data: unknown) =>
    to.dispatchEvent(new MessageEvent('message', { data }));
  return {
    page: Object.assign(page, { postMessage: send(worker) }) as unknown as Endpoint & EventTarget,
    worker: Object.assign(worker, { postMessage: send(page) }) as unknown as Endpoint,
  };
}

/** Starts threads that do what a test says. */
function threads() {
  const started: {
    readonly start: ThreadStart;
    readonly become: (what: 'ready' | Error) => void;
    readonly fail: (reason: string) => void;
    isTerminated: boolean;
  }[] = [];
  const spawn: SpawnThread = (start, fail): Thread => {
    let become: (what: 'ready' | Error) => void = () => undefined;
    const ready = new Promise<void>((resolve, reject) => {
      become = (what) => (what === 'ready' ? resolve() : reject(what));
    });
    const thread = { start, become, fail, isTerminated: false };
    started.push(thread);
    return { ready, terminate: () => (thread.isTerminated = true) };
  };
  return { started, spawn };
}

const start = (thread: number) => ({ thread }) as ThreadStart;

function lent() {
  const { page, worker } = channel();
  const { started, spawn } = threads();
  const end = lendThreads(page, spawn);
  return { borrow: borrowThreads(worker), started, end, page };
}

describe('threads that a worker borrows from its page', () => {
  test('are started there with what the worker says, and are ready when they are', async () => {
    const { borrow, started } = lent();
    const [first, second] = [borrow(start(1), () => undefined), borrow(start(2), () => undefined)];
    expect(started.map((each) => each.start.thread)).toEqual([1, 2]);
    started[1].become('ready');
    await second.ready;
    expect(await Promise.race([first.ready.then(() => 'ready'), Promise.resolve('waits')])).toBe('waits');
    started[0].become('ready');
    await first.ready;
  });

  test('that do not start say why; those that fail later, to whoever listens', async () => {
    const { borrow, started } = lent();
    const failures: string[] = [];
    const first = borrow(start(1), (reason) => failures.push(reason));
    started[0].become(new Error('no more of them'));
    await expect(first.ready).rejects.toThrow('no more of them');
    expect(failures).toEqual([]);
    const second = borrow(start(2), (reason) => failures.push(reason));
    started[1].become('ready');
    await second.ready;
    started[1].fail('unreachable executed');
    expect(failures).toEqual(['unreachable executed']);
  });

  test('where there are none, the reason comes as from a thread that did not start', async () => {
    const { page, worker } = channel();
    lendThreads(page, () => {
      throw new Error('The object can not be cloned.');
    });
    await expect(borrowThreads(worker)(start(1), () => undefined).ready).rejects.toThrow(
      'The object can not be cloned.',
    );
  });

  test('end when the worker gives them back, each for itself', () => {
    const { borrow, started } = lent();
    const first = borrow(start(1), () => undefined);
    borrow(start(2), () => undefined);
    first.terminate();
    expect(started.map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  });

  test('all end when the worker is gone, and no more are lent', () => {
    const { borrow, started, end } = lent();
    borrow(start(1), () => undefined);
    borrow(start(2), () => undefined);
    end();
    expect(started.map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
    borrow(start(3), () => undefined);
    expect(started).toHaveLength(2);
  });

  test('other messages are left to others', () => {
    const { page, started } = lent();
    page.dispatchEvent(new MessageEvent('message', { data: { type: 'console', line: 'x' } }));
    expect(started).toEqual([]);
  });
});
