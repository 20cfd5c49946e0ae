import type { Locator } from 'playwright';
import { expect, test } from 'vitest';
import { AppPage, launchForTest } from '../../support/appPage';
import { LONGER_RUN } from '../../support/profileHistories';

/** The part of a canvas's opaque pixels that has its most frequent colour. */
function uniformity(canvas: Locator): Promise<number> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const data =
      (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    const counts = new Map<string, number>();
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] < 255) continue;
      const colour = `${data[i]} ${data[i + 1]} ${data[i + 2]}`;
      counts.set(colour, (counts.get(colour) ?? 0) + 1);
    }
    const all = [...counts.values()];
    return Math.max(...all) / all.reduce((sum, count) => sum + count, 0);
  });
}

/** Expects samples of lines that look different from each other and from the ground. */
async function expectToldApart(samples: Locator, what: string): Promise<void> {
  const looks = await samples.evaluateAll((elements) =>
    elements.map((element) => {
      const path = element.querySelector('path');
      const { stroke, strokeDasharray } = getComputedStyle(path ?? element);
      return { stroke, dashes: strokeDasharray, ground: getComputedStyle(document.body).backgroundColor };
    }),
  );
  expect(looks.length, what).toBeGreaterThan(1);
  expect(new Set(looks.map(({ dashes }) => dashes)).size, what).toBe(looks.length);
  expect(
    looks.filter(({ stroke, ground }) => stroke === ground),
    what,
  ).toEqual([]);
  const pictures: string[] = [];
  for (const sample of await samples.all()) pictures.push((await sample.screenshot()).toString('base64'));
  expect(new Set(pictures).size, what).toBe(pictures.length);
}

const groundOf = (element: Locator) => element.evaluate((node) => getComputedStyle(node).backgroundColor);

test("in the system's colours the tower is drawn, lines are told apart and what is chosen is seen", async () => {
  const context = await launchForTest({ history: 'compared' });
  const app = await AppPage.open(context, LONGER_RUN);
  const { page } = app;
  await page.getByRole('checkbox', { name: 'default run' }).check();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ forcedColors: 'active', colorScheme, reducedMotion: 'reduce' });
    await app.openView('Train');
    await expectToldApart(page.getByRole('group', { name: 'Runs' }).locator('svg'), `runs, ${colorScheme}`);
    const main = page.getByRole('button', { name: 'See the results' });
    const second = page.getByRole('button', { name: 'Watch the building' });
    expect(await groundOf(main)).not.toBe(await groundOf(second));
    await app.openView('Building');
    await page.getByTestId('scrub').fill('8');
    await expect
      .poll(() => uniformity(page.getByRole('img', { name: /^Animation of the building/ }).locator('canvas')))
      .toBeLessThan(0.7);
    for (const [what, figure] of [
      ['profile', page.getByRole('region', { name: /^Peak storey drift/ })],
      ['roof', page.getByRole('figure').filter({ hasText: 'Roof displacement' })],
    ] as const) {
      await expectToldApart(figure.locator('svg[viewBox="0 0 24 8"]'), `${what}, ${colorScheme}`);
    }
    const [chosen, other] = await page.getByRole('group', { name: 'Speed' }).locator('label').all();
    expect(await groundOf(chosen)).not.toBe(await groundOf(other));
  }
  expect(app.complaints).toEqual([]);
});
