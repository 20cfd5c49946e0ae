/**
 * Measures the tasks of the main thread while the page trains: `node tools/bench/longTasks.mjs` after `vite build`. The
 * Long Tasks API gives the time on the clock, in which a busy machine does other things as well; the browser's trace
 * gives the processor time of the same tasks. It prints those over 50 ms and asserts nothing.
 */
import { chromium } from 'playwright';
import { preview } from 'vite';
import { CHROMIUM_ARGUMENTS, findChromium } from '../chromium/chromium.mjs';
import { processorTimes } from '../chromium/processorTimes.mjs';

/** Milliseconds for which each view is watched under a training that lasts longer, and before anything begins. */
const WATCHED = 10_000;
const SETTLE = 5000;
const LONG = 50;

const server = await preview({ preview: { port: 0, open: false }, logLevel: 'warn' });
const url = server.resolvedUrls.local[0];
const browser = await chromium.launch({
  executablePath: findChromium() ?? undefined,
  args: CHROMIUM_ARGUMENTS,
});

/** @param {string} hash */
async function open(hash) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    const collect = (list) => globalThis.longTasks.push(...list.getEntries().map(({ duration }) => duration));
    new PerformanceObserver(collect).observe({ type: 'longtask' });
  });
  await page.goto(`${url}${hash}`);
  await page.getByTestId('primary').waitFor();
  await page.waitForTimeout(SETTLE);
  return page;
}

/**
 * @param {string} what
 * @param {import('playwright').Page} page
 * @param {() => Promise<void>} action
 */
async function measure(what, page, action) {
  await page.evaluate(() => (globalThis.longTasks = []));
  const times = await processorTimes(browser, page, action);
  const clock = await page.evaluate(() => globalThis.longTasks.map(Math.round));
  const long = times.filter((time) => time > LONG).map(Math.round);
  const list = (durations) =>
    `${durations.length}${durations.length > 0 ? ` (${durations.join(', ')})` : ''}`;
  console.log(
    `${what}: over ${LONG} ms of processor time ${list(long)}, on the clock ${list(clock)}; ` +
      `longest ${Math.round(times[0] ?? 0)} ms of processor time`,
  );
}

const smoke = await open('#preset=smoke');
await measure('smoke preset, start to end', smoke, async () => {
  await smoke.getByTestId('primary').click();
  await smoke.getByText('TRAINING COMPLETE').waitFor({ timeout: 120_000 });
  await smoke.waitForTimeout(2000);
});
await smoke.context().close();

const long = await open('#preset=smoke&stage1.total_timesteps=1000000000');
await measure('a long training, its first seconds', long, async () => {
  await long.getByTestId('primary').click();
  await long.waitForTimeout(WATCHED);
});
for (const tab of await long.getByRole('tab').all()) {
  const view = await tab.innerText();
  await measure(`${view}, opening it`, long, async () => {
    await tab.click();
    await long.waitForTimeout(2000);
  });
  await measure(`${view}, ${WATCHED / 1000} s of training`, long, () => long.waitForTimeout(WATCHED));
}
await browser.close();
await server.close();
