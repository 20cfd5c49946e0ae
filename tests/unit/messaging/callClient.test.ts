import { afterEach, expect, test, vi } from 'vitest';
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
  expect(post).toHaveBeenCalledTimes(2);
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
