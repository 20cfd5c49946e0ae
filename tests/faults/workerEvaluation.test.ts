import type { BrowserContext, Page } from 'playwright';
import { expect, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import { hostForTest } from '../support/staticHost';

/** What a worker tries, and on which channel it tells what came of it. */
const ATTEMPTS = `{
  const tries = {
    eval: () => (0, eval)('1'),
    Function: () => new Function('return 1')(),
    constructor: () => (() => {}).constructor('return 1')(),
    async: () => (async () => {}).constructor('return 1'),
    generator: () => (function* () {}).constructor('return 1'),
    timer: () => setTimeout('1'),
  };
  const worked = Object.keys(tries).filter((name) => {
    try { tries[name](); return true; } catch { return false; }
  });
  const isFunction = (() => {}) instanceof Function;
  const isBack = Reflect.deleteProperty(globalThis, 'eval');
  new BroadcastChannel('attempts').postMessage({ at: import.meta.url, worked, isFunction, isBack });
}`;

interface Told {
  readonly at: string;
  readonly worked: readonly string[];
  readonly isFunction: boolean;
  readonly isBack: boolean;
}

async function hearAttempts(page: Page): Promise<() => Promise<readonly Told[]>> {
  await page.addInitScript(() => {
    const heard: unknown[] = [];
    Object.assign(globalThis, { heard });
    new BroadcastChannel('attempts').addEventListener('message', ({ data }) => heard.push(data));
  });
  return () => page.evaluate(() => (globalThis as unknown as { heard: Told[] }).heard);
}

/** Each worker of the app makes its attempts once all of its own code has run. */
async function attemptInWorkers(context: BrowserContext): Promise<void> {
  await context.route(/worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}\n${ATTEMPTS}` });
  });
}

test('on a host without headers, in the first visit, a worker may evaluate text: the app’s own give it up', async () => {
  const context = await launchForTest();
  await attemptInWorkers(context);
  await context.route('**/plain.js', (route) =>
    route.fulfill({ body: ATTEMPTS, contentType: 'text/javascript' }),
  );
  const host = await hostForTest({ folders: [''], sendsHeaders: false });
  const page = await context.newPage();
  const told = await hearAttempts(page);
  await page.goto(`${host.origin}${SMOKE}`);

  // The fault is real: a worker as others start it has no policy.
  await page.evaluate(() => void new Worker('plain.js', { type: 'module' }));
  await expect.poll(async () => (await told()).some(({ at }) => at.endsWith('plain.js'))).toBe(true);
  const plain = (await told()).find(({ at }) => at.endsWith('plain.js'));
  expect(plain?.worked).toEqual(['eval', 'Function', 'constructor', 'async', 'generator', 'timer']);

  await expect.poll(async () => (await told()).some(({ at }) => at.includes('worker-'))).toBe(true);
  const own = (await told()).filter(({ at }) => at.includes('worker-'));
  expect(own.map(({ worked }) => worked)).toEqual(own.map(() => []));
  expect(own.every(({ isFunction, isBack }) => isFunction && !isBack)).toBe(true);
});

test.each(['wasm', 'webgpu', 'cpu'] as const)('and every engine trains without it: %s', async (device) => {
  const host = await hostForTest({ folders: [''], sendsHeaders: false });
  const app = await AppPage.open(await launchForTest(), SMOKE, { url: host.origin });
  await app.chooseDevice(device);
  await app.waitForButton(/^Start training/);
  await app.primary.click();
  await app.waitForLine('TRAINING COMPLETE', 240_000);
  expect(app.complaints).toEqual([]);
});
