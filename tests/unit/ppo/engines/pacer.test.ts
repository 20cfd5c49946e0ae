import { describe, expect, test } from 'vitest';
import { Pacer } from '../../../../src/ppo/engines/tfjs/pacer';

describe('the pacer', () => {
  test('lets the event loop abort a computation that would never end', async () => {
    const controller = new AbortController();
    const pacer = new Pacer(controller.signal);
    setTimeout(() => controller.abort(new Error('enough')), 5);
    const endless = async () => {
      for (;;) await pacer.step(() => Promise.resolve());
    };
    await expect(endless()).rejects.toThrow('enough');
  });

  test('waits for the device before it goes on', async () => {
    const pacer = new Pacer(new AbortController().signal);
    const order: string[] = [];
    await pacer.step(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      order.push('finished');
    });
    order.push('next');
    expect(order).toEqual(['finished', 'next']);
  });

  test('pauses less often than it is called when the steps are short', async () => {
    const pacer = new Pacer(new AbortController().signal);
    let pauses = 0;
    for (let step = 0; step < 200; step++) {
      await pacer.step(() => {
        pauses++;
        return Promise.resolve();
      });
    }
    expect(pauses).toBeGreaterThan(1);
    expect(pauses).toBeLessThan(100);
  });
});
