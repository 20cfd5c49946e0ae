import { expect, test } from 'vitest';
import { Pace } from '../../../src/evaluation/pace';

/** Computes without a pause for somewhat longer than the milliseconds after which a pace rests. */
function compute(): void {
  const end = performance.now() + 60;
  while (performance.now() < end);
}

test('messages get their turn after each piece of work, however many compute in the thread', async () => {
  const order: string[] = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => order.push('message');
  const work = async (name: string) => {
    const pace = new Pace(new AbortController().signal);
    for (let piece = 0; piece < 3; piece++) {
      compute();
      order.push(name);
      port2.postMessage(null);
      await pace.rest();
    }
  };
  await Promise.all([work('a'), work('b'), work('c')]);
  port1.close();
  // Once all rest for the first time, no two pieces follow each other.
  const after = order.slice(order.indexOf('message')).join(' ');
  expect(after).not.toMatch(/[abc] [abc]/);
  expect(order.filter((each) => each !== 'message')).toHaveLength(9);
});

test('an interrupt ends it, with its reason', async () => {
  const controller = new AbortController();
  const pace = new Pace(controller.signal);
  await pace.rest();
  controller.abort(new Error('enough'));
  await expect(pace.rest()).rejects.toThrow('enough');
});
