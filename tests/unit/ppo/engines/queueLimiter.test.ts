import { describe, expect, test } from 'vitest';
import { QueueLimiter } from '../../../../src/ppo/engines/tfjs/queueLimiter';

describe('the queue limiter', () => {
  test('lets the event loop abort a computation that would never end', async () => {
    const controller = new AbortController();
    const limiter = new QueueLimiter(controller.signal);
    setTimeout(() => controller.abort(new Error('enough')), 5);
    const endless = async () => {
      for (;;) await limiter.step(() => Promise.resolve());
    };
    await expect(endless()).rejects.toThrow('enough');
  });

  test('waits for the device before it goes on', async () => {
    const limiter = new QueueLimiter(new AbortController().signal);
    const order: string[] = [];
    await limiter.step(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push('finished');
    });
    order.push('next');
    expect(order).toEqual(['finished', 'next']);
  });

  test('pauses less often than it is called when the steps are short', async () => {
    const limiter = new QueueLimiter(new AbortController().signal);
    let pauses = 0;
    for (let step = 0; step < 200; step++) {
      await limiter.step(() => {
        pauses++;
        return Promise.resolve();
      });
    }
    expect(pauses).toBeGreaterThan(1);
    expect(pauses).toBeLessThan(100);
  });
});
