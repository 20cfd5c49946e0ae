import { afterEach, expect, test } from 'vitest';
import type { CallHandlers } from '../../../src/messaging/calls';
import { CallServer } from '../../../src/messaging/callServer';
import { Connection } from '../../../src/messaging/connection';
import { CallError } from '../../../src/messaging/errors';

interface Calls {
  double: { readonly question: number; readonly answer: number };
  wait: { readonly question: null; readonly answer: string };
  take: { readonly question: Float32Array<ArrayBuffer>; readonly answer: number };
  give: { readonly question: null; readonly answer: { readonly values: Float32Array<ArrayBuffer> } };
  fail: { readonly question: unknown; readonly answer: null };
  giveCode: { readonly question: null; readonly answer: unknown };
}

type News = { readonly type: 'begun' } | { readonly type: 'done'; readonly count: number };

const ports: MessagePort[] = [];
afterEach(() => ports.splice(0).forEach((port) => port.close()));

/** @returns also the ports, on which others may talk as well */
function connect(handlers: Partial<CallHandlers<Calls>>) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const heard: News[] = [];
  const server = new CallServer<Calls, News>(port1);
  server.serve(handlers as CallHandlers<Calls>);
  const connection = new Connection<Calls, News>(port2, (event) => heard.push(event));
  return { connection, server, heard, port1, port2 };
}

test('each call gets its own answer, in whichever order they come', async () => {
  let release: (word: string) => void = () => undefined;
  const { connection } = connect({
    double: (value) => 2 * value,
    wait: () => new Promise((resolve) => (release = resolve)),
  });
  const waiting = connection.call('wait', null);
  const doubled = await Promise.all([1, 2, 3].map((value) => connection.call('double', value)));
  expect(doubled).toEqual([2, 4, 6]);
  release('at last');
  expect(await waiting).toBe('at last');
});

test('what the other thread throws keeps its name and words, whatever it is', async () => {
  const { connection } = connect({
    fail: async (thrown) => {
      await Promise.resolve();
      throw thrown instanceof Error ? Object.assign(thrown, { name: 'DiskFullError' }) : thrown;
    },
    wait: () => {
      throw new RangeError('too many');
    },
  });
  const failure = connection.call('fail', new Error('The disk is full.'));
  await expect(failure).rejects.toBeInstanceOf(CallError);
  await expect(failure).rejects.toMatchObject({ name: 'DiskFullError', message: 'The disk is full.' });
  await expect(connection.call('fail', 'a word')).rejects.toThrow('a word');
  await expect(connection.call('wait', null)).rejects.toMatchObject({ name: 'RangeError' });
});

test('a call that nobody serves fails alone', async () => {
  const { connection } = connect({ double: (value) => 2 * value });
  await expect(connection.call('wait', null)).rejects.toThrow(CallError);
  expect(await connection.call('double', 4)).toBe(8);
});

test('several servers and connections share a line, and each gets what is its own', async () => {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  const double: Partial<CallHandlers<Calls>> = { double: (value) => 2 * value };
  const take: Partial<CallHandlers<Calls>> = { take: (values) => values.length };
  for (const handlers of [double, take]) {
    new CallServer<Calls>(port1).serve(handlers as CallHandlers<Calls>, { isShared: true });
  }
  const [one, other] = [new Connection<Calls>(port2), new Connection<Calls>(port2)];
  const answers = [one.call('double', 3), other.call('take', Float32Array.of(1)), one.call('double', 4)];
  expect(await Promise.all(answers)).toEqual([6, 1, 8]);
});

test('what no message can carry fails its own call, on the way there and on the way back', async () => {
  const { connection } = connect({ fail: () => null, giveCode: () => () => 0, double: (value) => 2 * value });
  await expect(connection.call('fail', () => 0)).rejects.toMatchObject({ name: 'DataCloneError' });
  await expect(connection.call('giveCode', null)).rejects.toMatchObject({ name: 'DataCloneError' });
  expect(await connection.call('double', 5)).toBe(10);
});

test('the memory of a question can be handed over; that of an answer is, and the server keeps its own', async () => {
  const kept = Float32Array.of(1, 2, 3);
  const { connection } = connect({ take: (values) => values.length, give: () => ({ values: kept }) });
  const [copied, handed] = [Float32Array.of(1, 2), Float32Array.of(1, 2, 3)];
  expect(await connection.call('take', copied)).toBe(2);
  expect(await connection.call('take', handed, [handed.buffer])).toBe(3);
  expect([copied.length, handed.length]).toEqual([2, 0]);
  expect((await connection.call('give', null)).values).toEqual(kept);
  expect(kept.length).toBe(3);
});

test('what others say on the same line is left to them, under whichever number', async () => {
  const { connection, heard, port1, port2 } = connect({ double: (value) => 2 * value });
  const others: unknown[] = [];
  for (const port of [port1, port2]) {
    port.addEventListener('message', ({ data }: MessageEvent<object>) => {
      if ('word' in data) others.push(data);
    });
  }
  port1.postMessage({ id: 0, word: 'to the caller' });
  port2.postMessage({ id: 0, word: 'to the server' });
  expect(await connection.call('double', 1)).toBe(2);
  await expect.poll(() => others.length).toBe(2);
  expect(heard).toEqual([]);
});

test('what is told without being asked is heard in order, before the answer that follows it', async () => {
  const { connection, server, heard } = connect({
    double: (value) => {
      server.tell({ type: 'begun' });
      server.tell({ type: 'done', count: value });
      return 2 * value;
    },
  });
  await connection.call('double', 7);
  expect(heard).toEqual([{ type: 'begun' }, { type: 'done', count: 7 }]);
});

test('one that is closed rejects what waits and what comes, with the same error, and hears nothing more', async () => {
  const { connection, server, heard } = connect({ wait: () => new Promise(() => {}), double: (v) => 2 * v });
  const waiting = [connection.call('wait', null), connection.call('double', 1)];
  const gone = new Error('gone');
  expect(connection.isOpen).toBe(true);
  connection.close(gone);
  connection.close(new Error('twice'));
  expect(connection.isOpen).toBe(false);
  server.tell({ type: 'begun' });
  const outcomes = await Promise.allSettled([...waiting, connection.call('double', 2)]);
  expect(outcomes).toEqual(outcomes.map(() => ({ status: 'rejected', reason: gone })));
  // What was on its way has arrived by now.
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(heard).toEqual([]);
});

test('a server gives a sign of life when it is asked for one, and by itself once a second at most', async () => {
  const { server, port2 } = connect({});
  const said: unknown[] = [];
  port2.addEventListener('message', ({ data }) => said.push(data));
  port2.postMessage({ ping: true });
  await expect.poll(() => said).toEqual([{ pong: true }]);
  for (let i = 0; i < 100; i++) server.beat();
  await expect.poll(() => said).toEqual([{ pong: true }, { pong: true }]);
});
