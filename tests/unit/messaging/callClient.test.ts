import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CallClient } from '../../../src/messaging/callClient';
import type { Caller } from '../../../src/messaging/calls';
import { CallServer } from '../../../src/messaging/callServer';
import { WorkerClosedError } from '../../../src/messaging/errors';

interface Calls {
  greet: { readonly question: string; readonly answer: string };
  hang: { readonly question: null; readonly answer: null };
}

/** The page's end of a worker, whose thread is the other end of a channel. */
class ChannelWorker extends EventTarget {
  readonly #channel = new MessageChannel();
  readonly inside: CallServer<Calls, string>;
  isTerminated = false;

  constructor(readonly number: number) {
    super();
    this.#channel.port1.onmessage = ({ data }: MessageEvent<unknown>) =>
      this.dispatchEvent(new MessageEvent('message', { data }));
    this.inside = new CallServer(this.#channel.port2);
    this.inside.serve({
      greet: (name) => `${name} from ${this.number}`,
      hang: () => new Promise(() => {}),
    });
  }

  postMessage(message: unknown, { transfer = [] }: { transfer?: Transferable[] } = {}): void {
    this.#channel.port1.postMessage(message, transfer);
  }

  terminate(): void {
    this.isTerminated = true;
    this.#channel.port1.close();
  }

  die(message?: string): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message }));
  }
}

const workers: ChannelWorker[] = [];
afterEach(() => workers.splice(0).forEach((worker) => worker.terminate()));

function makeClient() {
  const heard: string[] = [];
  const closed: WorkerClosedError[] = [];
  const callers: Caller<Calls>[] = [];
  const client = new CallClient<Calls, string>({
    start: () => {
      const worker = new ChannelWorker(workers.length);
      workers.push(worker);
      return worker as unknown as Worker;
    },
    onStarted: (caller) => callers.push(caller),
    onEvent: (event) => heard.push(event),
    onClosed: (error) => closed.push(error),
    closedMessage: (reason) => `The worker stopped (${reason}). Try again.`,
  });
  return { client, heard, closed, callers };
}

test('the first call starts the worker, and the others use it', async () => {
  const { client, callers } = makeClient();
  expect([client.isOpen, workers.length]).toEqual([false, 0]);
  expect(await client.call('greet', 'one')).toBe('one from 0');
  expect(await client.call('greet', 'two')).toBe('two from 0');
  expect([client.isOpen, workers.length, callers.length]).toEqual([true, 1, 1]);
});

test('who greets a new worker has the first word', async () => {
  const order: string[] = [];
  const worker = new ChannelWorker(0);
  workers.push(worker);
  const post = vi.spyOn(worker, 'postMessage');
  const client = new CallClient<Calls>({
    start: () => worker as unknown as Worker,
    onStarted: (caller) => {
      caller.call('greet', 'first').then(
        (answer) => order.push(answer),
        () => undefined,
      );
    },
    closedMessage: (reason) => reason,
  });
  order.push(await client.call('greet', 'second'));
  expect(order).toEqual(['first from 0', 'second from 0']);
  expect(post.mock.calls.map(([message]) => message)).toEqual([
    expect.objectContaining({ call: 'greet', question: 'first' }),
    { ping: true },
    expect.objectContaining({ call: 'greet', question: 'second' }),
  ]);
});

test('one that dies takes its waiting calls along and says why; the next call starts another', async () => {
  const { client, closed, callers } = makeClient();
  const waiting = [client.call('hang', null), client.call('hang', null)];
  workers[0].die('out of memory');
  const outcomes = await Promise.allSettled(waiting);
  expect(closed.map(({ message }) => message)).toEqual(['The worker stopped (out of memory). Try again.']);
  expect(closed[0]).toBeInstanceOf(WorkerClosedError);
  expect(outcomes).toEqual(outcomes.map(() => ({ status: 'rejected', reason: closed[0] })));
  expect([client.isOpen, workers[0].isTerminated]).toEqual([false, true]);
  expect(await client.call('greet', 'again')).toBe('again from 1');
  // Who was given the first worker does not get the second by mistake.
  await expect(callers[0].call('greet', 'late')).rejects.toBe(closed[0]);
  expect(callers.length).toBe(2);
});

test('what a worker says after it was replaced is not heard', async () => {
  const { client, heard, closed } = makeClient();
  await client.call('greet', 'one');
  workers[0].inside.tell('in time');
  await expect.poll(() => heard).toEqual(['in time']);
  client.terminate('it hangs');
  await client.call('greet', 'two');
  workers[0].dispatchEvent(new MessageEvent('message', { data: { event: 'late' } }));
  workers[0].die('late');
  expect([heard, closed.length, client.isOpen]).toEqual([['in time'], 1, true]);
});

test('a message that cannot be read ends the worker, and so does a failure without words', async () => {
  const { client, closed } = makeClient();
  await client.call('greet', 'one');
  workers[0].dispatchEvent(new MessageEvent('messageerror'));
  await client.call('greet', 'two');
  workers[1].die();
  expect(closed.map(({ message }) => message)).toEqual([
    'The worker stopped (a message could not be read). Try again.',
    'The worker stopped (no reason given). Try again.',
  ]);
});

test('it can be terminated at any time: what waits is rejected, and where there is no worker nothing happens', async () => {
  const { client, closed } = makeClient();
  client.terminate('nobody is there');
  expect(closed).toEqual([]);
  const hanging = client.call('hang', null);
  client.terminate('it does not answer');
  await expect(hanging).rejects.toThrow('The worker stopped (it does not answer). Try again.');
  expect([workers[0].isTerminated, client.isOpen, closed.length]).toEqual([true, false, 1]);
});

test('a worker that cannot even be started rejects the call', async () => {
  const client = new CallClient<Calls>({
    start: () => {
      throw new DOMException('not allowed here', 'SecurityError');
    },
    closedMessage: (reason) => reason,
  });
  await expect(client.call('greet', 'one')).rejects.toThrow('not allowed here');
  expect(client.isOpen).toBe(false);
});

describe('a worker that says nothing', () => {
  /** A worker whose thread does what the test says: it answers pings while it lives. */
  class PingedWorker extends EventTarget {
    isAlive = true;
    isTerminated = false;
    pings = 0;

    postMessage(message: object): void {
      if (!('ping' in message)) return;
      this.pings++;
      if (this.isAlive) this.speak();
    }

    speak(): void {
      this.dispatchEvent(new MessageEvent('message', { data: { pong: true } }));
    }

    terminate(): void {
      this.isTerminated = true;
    }
  }

  function watch({ isAlive = true, patience }: { isAlive?: boolean; patience?: number } = {}) {
    const worker = new PingedWorker();
    worker.isAlive = isAlive;
    const told: (boolean | string)[] = [];
    const client = new CallClient<Calls>({
      start: () => worker as unknown as Worker,
      onSilence: (isSilent) => told.push(isSilent),
      onClosed: ({ reason, isLoaded }) => told.push(`${reason}, loaded: ${isLoaded}`),
      closedMessage: (reason) => `Stopped (${reason}).`,
      patience,
    });
    const call = client.call('hang', null);
    call.catch(() => undefined);
    return { worker, told, client, call };
  }

  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is told of within ten seconds, and ended within twenty more', async () => {
    const { worker, told, call, client } = watch();
    vi.advanceTimersByTime(60_000);
    expect(told).toEqual([]);
    worker.isAlive = false;
    vi.advanceTimersByTime(10_000);
    expect(told).toEqual([true]);
    vi.advanceTimersByTime(20_000);
    expect(told).toEqual([true, false, 'it has not answered for 20 s, loaded: true']);
    expect([worker.isTerminated, client.isOpen]).toEqual([true, false]);
    await expect(call).rejects.toThrow('Stopped (it has not answered for 20 s).');
  });

  test('lives if it speaks again, be it in the middle of a computation that answers no ping', () => {
    const { worker, told } = watch();
    vi.advanceTimersByTime(1000);
    worker.isAlive = false;
    vi.advanceTimersByTime(12_000);
    worker.speak();
    vi.advanceTimersByTime(2000);
    expect(told).toEqual([true, false]);
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(5000);
      worker.speak();
    }
    expect([told, worker.isTerminated]).toEqual([[true, false], false]);
  });

  test('is ended as soon as it is told of where nobody wants what it does, or waits for it', () => {
    const unwanted = watch();
    vi.advanceTimersByTime(1000);
    unwanted.worker.isAlive = false;
    unwanted.client.endWhenSilent();
    vi.advanceTimersByTime(10_000);
    expect(unwanted.worker.isTerminated).toBe(true);
    const impatient = watch({ patience: 9 });
    vi.advanceTimersByTime(1000);
    impatient.worker.isAlive = false;
    vi.advanceTimersByTime(10_000);
    expect(impatient.worker.isTerminated).toBe(true);
  });

  test('may still be loading, for as long as the network takes; a file that is not there is told', async () => {
    const { worker, told, call } = watch({ isAlive: false });
    vi.advanceTimersByTime(600_000);
    expect([told, worker.isTerminated]).toEqual([[], false]);
    worker.dispatchEvent(new Event('error'));
    expect(told).toEqual(['its file could not be loaded, loaded: false']);
    await expect(call).rejects.toThrow('Stopped (its file could not be loaded).');
  });

  test('is not missed while the page itself was stopped: looks are counted, not the time', () => {
    const { worker, told } = watch();
    vi.advanceTimersByTime(1000);
    worker.isAlive = false;
    // The computer sleeps: a timer that was due many times fires once.
    for (let nap = 0; nap < 5; nap++) {
      vi.setSystemTime(Date.now() + 3_600_000);
      vi.advanceTimersByTime(1000);
    }
    worker.isAlive = true;
    worker.speak();
    vi.advanceTimersByTime(5000);
    expect([told, worker.isTerminated]).toEqual([[], false]);
  });

  test('is not asked anything while no answer is waited for', async () => {
    const { client, worker, call } = watch();
    client.terminate('done');
    await call.catch(() => undefined);
    const { pings } = worker;
    vi.advanceTimersByTime(10_000);
    expect(worker.pings).toBe(pings);
  });
});
