import { chromium } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { AppPage } from '../support/appPage';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../tools/chromium/chromium.mjs';
import { processorTimes } from '../../tools/chromium/processorTimes.mjs';

/** Milliseconds: what the Long Tasks API calls long. */
const LONG = 50;

// A task of the page that is long is so every time; one that the machine made long, once.
test('no task of the main thread is long while the smoke preset trains', { retry: 1 }, async () => {
  const browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: CHROMIUM_ARGUMENTS,
  });
  onTestFinished(() => browser.close());
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() => {
    const collected: number[] = [];
    Object.assign(globalThis, { longTasks: collected });
    new PerformanceObserver((list) => {
      collected.push(...list.getEntries().map(({ duration }) => Math.round(duration)));
    }).observe({ type: 'longtask' });
  });
  const longTasks = (page: AppPage['page']) =>
    page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks.splice(0));

  const app = await AppPage.open(context);
  await app.page.waitForLoadState('networkidle');
  await longTasks(app.page);
  const times = await processorTimes(browser, app.page, async () => {
    await app.primary.click();
    await app.waitForLine('TRAINING COMPLETE');
  });
  // The clock counts what the machine did besides; the verdict is on the work itself.
  const onTheClock = (await longTasks(app.page)).join(', ') || 'none';
  console.log(`Longest task: ${times[0].toFixed(0)} ms of processor time; Long Tasks API: ${onTheClock}.`);
  expect(times.length).toBeGreaterThan(100);
  expect(times.filter((time) => time > LONG)).toEqual([]);

  const [blocked] = await processorTimes(browser, app.page, () =>
    app.page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          setTimeout(() => {
            for (const end = performance.now() + 500; performance.now() < end;);
            // In a task of its own: the trace has tasks that have ended.
            setTimeout(resolve);
          });
        }),
    ),
  );
  expect(blocked, 'a page that is blocked on purpose').toBeGreaterThan(LONG);
  expect(await longTasks(app.page)).not.toEqual([]);
});
