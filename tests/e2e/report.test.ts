import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { AppPage, launchForTest } from '../support/appPage';
import { LONGER_RUN } from '../support/profileHistories';

test('a run’s report is a file of its own, which needs no script, no network and no TMD Lab', async () => {
  const context = await launchForTest({ history: 'compared' });
  const app = await AppPage.open(context, LONGER_RUN);
  const { page } = app;
  await app.openView('Results');
  await page.emulateMedia({ colorScheme: 'dark' });
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Report as HTML' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('rl_v9_advanced_longer_report.html');
  expect(await page.locator('body > article').count()).toBe(0);
  expect(app.complaints).toEqual([]);

  const folder = mkdtempSync(join(tmpdir(), 'tmd-lab-report-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'report.html');
  await download.saveAs(path);
  const reader = await context.browser()?.newContext({ javaScriptEnabled: false, offline: true });
  const report = await (reader ?? context).newPage();
  const requests: string[] = [];
  report.on('request', (request) => requests.push(request.url()));
  await report.goto(pathToFileURL(path).href);
  expect(requests).toEqual([pathToFileURL(path).href]);
  expect(await report.title()).toBe('TMD Lab: longer');
  const words = (await report.locator('body').innerText()).replace(/\s+/g, ' ');
  for (const expected of [
    'preset smoke, seed 0 → 1, stage1.total_timesteps 256 → 5120',
    'M8.4 @ 150 kN',
    'after the number of records',
    'train/value_loss',
    `npm run train -- --settings '${LONGER_RUN}'`,
    'final_v9_advanced.zip',
  ]) {
    expect(words).toContain(expected);
  }
  expect(words.match(/\b[0-9a-f]{64}\b/g)).toHaveLength(5);
  expect(await report.locator('script, button, select, input, link').count()).toBe(0);
  // In the colours of paper, whatever the reader's, and with its curves.
  expect(await report.locator('body').evaluate((body) => getComputedStyle(body).color)).toBe(
    'rgb(26, 34, 38)',
  );
  expect(await report.locator('svg path.curve').count()).toBeGreaterThanOrEqual(8);
  for (const width of [1440, 703]) {
    await report.setViewportSize({ width, height: 900 });
    const wide = await report.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(width);
  }
});
