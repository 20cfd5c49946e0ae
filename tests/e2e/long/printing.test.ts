import { inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { AppPage, launchForTest } from '../../support/appPage';
import { testAgain } from '../../support/extent';
import { LONGER_RUN } from '../../support/profileHistories';

/** How many pages a PDF has, and how many straight pieces of lines are drawn on them. */
function read(pdf: Buffer): { pages: number; pieces: number } {
  const text = pdf.toString('latin1');
  const pages = [...text.matchAll(/\/Type\s*\/Page\b/g)].length;
  const streams = [...text.matchAll(/\/FlateDecode[^]*?stream\r?\n([^]*?)endstream/g)].map(([, data]) => {
    try {
      return inflateSync(Buffer.from(data, 'latin1')).toString('latin1');
    } catch {
      return '';
    }
  });
  const pieces = streams.join('\n').match(/^-?[\d.]+ -?[\d.]+ l$/gm)?.length ?? 0;
  return { pages, pieces };
}

test('a run is printed as a report of at most three pages: settings, whole tables and curves in the colours of paper', async () => {
  const context = await launchForTest({ history: 'compared' });
  const app = await AppPage.open(context, LONGER_RUN);
  const { page } = app;
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-asked', 'yes');
  });

  for (const view of ['Train', 'Results']) {
    await app.openView(view);
    await page.evaluate(() => {
      document.body.removeAttribute('data-asked');
      document.body.removeAttribute('data-printed');
    });
    await page.getByRole('button', { name: 'Print', exact: true }).click();
    await expect.poll(() => page.evaluate(() => document.body.dataset.asked)).toBe('yes');

    // After the page's own listener, which is as old as the view.
    await page.evaluate(() => {
      const keep = () => {
        document.body.dataset.printed =
          document.querySelector<HTMLElement>('[data-testid=report]')?.innerText;
      };
      addEventListener('beforeprint', keep, { once: true });
    });
    const { pages, pieces } = read(await page.pdf({ format: 'A4' }));
    expect(pages, view).toBeGreaterThanOrEqual(1);
    expect(pages, view).toBeLessThanOrEqual(3);
    // Eight curves; the rules of the tables and the axes alone have fewer.
    expect(pieces, view).toBeGreaterThan(600);
    const printed = await page.evaluate(() => document.body.dataset.printed);
    for (const words of [
      'TMD Lab: longer',
      'preset smoke, seed 0 → 1, stage1.total_timesteps 256 → 5120',
      'M8.4 @ 150 kN',
      // Every group of metrics, though one at a time is shown on the page.
      'RMS roof displacement, cm',
      'Peak base shear, kN',
      'Peak control power, kW',
      'J14 mean power, %',
      'train/value_loss',
    ]) {
      expect(printed?.replace(/\s+/g, ' '), view).toContain(words);
    }
    expect(await page.getByTestId('report').count(), view).toBe(0);
  }

  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  const report = page.getByTestId('report');
  await report.waitFor();
  expect(await page.getByRole('tablist').isVisible()).toBe(false);
  expect(await page.getByRole('button').filter({ visible: true }).count()).toBe(0);
  expect(await page.evaluate(() => getComputedStyle(document.body).color)).toBe('rgb(26, 34, 38)');
  // 186 mm, what is left of A4 between the margins.
  await page.setViewportSize({ width: 703, height: 994 });
  const wider = await report
    .locator('table')
    .evaluateAll((tables) => tables.filter((table) => table.getBoundingClientRect().right > 704).length);
  expect(wider, 'tables wider than the paper').toBe(0);
  const heights = await report
    .getByTestId('report-curve')
    .evaluateAll((curves) => curves.map((curve) => (curve as SVGPathElement).getBBox().height));
  expect(heights.filter((height) => height > 10).length).toBeGreaterThan(8);
  expect(app.complaints).toEqual([]);
});

testAgain('the building is printed as it stands, in the colours of paper', async () => {
  const context = await launchForTest({ history: 'visited' });
  const app = await AppPage.open(context);
  const { page } = app;
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await app.openView('Building');
  await page.getByTestId('scrub').fill('5');
  const lightness = () =>
    page
      .getByRole('img', { name: /^Animation of the building/ })
      .locator('canvas')
      .evaluate((element) => {
        const { width, height } = element as HTMLCanvasElement;
        const data =
          (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
        const opaque: number[] = [];
        for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) opaque.push(data[i + 1]);
        return opaque.reduce((sum, green) => sum + green, 0) / Math.max(1, opaque.length);
      });
  await expect.poll(lightness).toBeGreaterThan(0);
  const onScreen = await lightness();
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect.poll(lightness).toBeGreaterThan(onScreen + 60);
});
