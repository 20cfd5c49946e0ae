/**
 * Measures the tasks of the main thread while the page trains, with the Long Tasks API: `node tests/bench/longTasks.mjs`
 * after `vite build`. It prints every task over 50 ms and asserts nothing: on a busy machine any task may be long.
 */
import { chromium } from 'playwright';
import { preview } from 'vite';
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/chromium.mjs';

/** Milliseconds for which each view is watched under a training that lasts longer. */
const WATCHED = 10_000;
const SETTLE = 5000;

const server = await preview({ preview: { port: 0, open: false }, logLevel: 'warn' });
const url = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  executablePath: findChromium() ?? undefined,
  args: CHROMIUM_ARGUMENTS,
});

/** @param {string} hash */
async function open(hash) {
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage();
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) =>
      globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration)),
    ).observe({ type: 'longtask' });
  });
  await page.goto(`${url}${hash}`);
  await page.getByTestId('primary').waitFor();
  await page.waitForTimeout(SETTLE);
  await page.evaluate(() => (globalThis.longTasks = []));
  return page;
}

/** @param {import('playwright').Page} page */
const take = (page) =>
  page.evaluate(() => globalThis.longTasks.splice(0).map((duration) => Math.round(duration)));
/** @param {string} what @param {number[]} tasks */
const report = (what, tasks) =>
  console.log(`${what}: ${tasks.length} over 50 ms${tasks.length ? `, ms: ${tasks.join(', ')}` : ''}`);

const smoke = await open('#preset=smoke');
await smoke.getByTestId('primary').click();
await smoke.getByText('TRAINING COMPLETE').waitFor({ timeout: 120_000 });
await smoke.waitForTimeout(1000);
report('smoke preset, start to end', await take(smoke));
await smoke.context().close();

const long = await open('#preset=smoke&stage1.total_timesteps=1000000000');
await long.getByTestId('primary').click();
for (const tab of await long.getByRole('tab').all()) {
  await tab.click();
  // Opening a view is a task of the user's own.
  await long.waitForTimeout(1500);
  const opening = await take(long);
  await long.waitForTimeout(WATCHED);
  report(`${await tab.innerText()}, ${WATCHED / 1000} s of training`, await take(long));
  report(`  its opening`, opening);
}
await browser.close();
await server.close();
