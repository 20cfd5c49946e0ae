import type { Page } from 'playwright';

/** What happens in a worker of the page. */
export type WorkerFault =
  /** It ends itself, as one that is out of memory: nothing is told to the page. */
  | 'close'
  /** It computes for ever. */
  | 'hang'
  /** It computes for a quarter of a minute without a turn of its event loop, and goes on. */
  | 'block';

/** To run before a copy of the build (`serveCopy`): its workers do on command what they never should. */
export const FAULTY_WORKERS = `
if (typeof WorkerGlobalScope !== 'undefined') {
  const calls = new Set();
  self.addEventListener('message', ({ data }) => data?.call && calls.add(data.call));
  const channel = new BroadcastChannel('fault');
  channel.onmessage = ({ data: { call, fault } }) => {
    if (!calls.has(call)) return;
    if (fault === 'none') channel.postMessage({ isAlive: true });
    if (fault === 'close') self.close();
    if (fault === 'hang') for (;;);
    if (fault === 'block') for (const begin = performance.now(); performance.now() - begin < 15_000;);
  };
}`;

/** Causes a fault in the worker that has got a call of this name. */
export async function cause(page: Page, call: string, fault: WorkerFault): Promise<void> {
  await page.evaluate((message) => new BroadcastChannel('fault').postMessage(message), { call, fault });
}

/** Whether the worker that has got a call of this name says anything within two seconds. */
export async function isAlive(page: Page, call: string): Promise<boolean> {
  return page.evaluate(
    (message) =>
      new Promise<boolean>((resolve) => {
        const channel = new BroadcastChannel('fault');
        channel.onmessage = ({ data }: MessageEvent<{ isAlive?: true }>) => data.isAlive && resolve(true);
        channel.postMessage(message);
        setTimeout(() => resolve(false), 2000);
      }),
    { call, fault: 'none' },
  );
}
