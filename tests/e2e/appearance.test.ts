import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from 'vitest';
import { AppPage, launch, temporaryProfile } from '../support/appPage';

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

test('after a run no view has an accessibility violation or scrolls sideways, in light and dark, at 1440 and 390 px', async () => {
  const profile = temporaryProfile();
  const context = await launch(profile.directory);
  const app = await AppPage.open(context);
  await app.primary.click();
  await app.waitForLine('TRAINING COMPLETE');
  const views = await app.page.getByRole('tab').allInnerTexts();
  expect(views).toContain('Settings');
  for (const view of views) {
    await app.openView(view);
    const closed = app.page.locator('details:not([open]) > summary');
    while ((await closed.count()) > 0) await closed.first().click();
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const width of [1440, 390]) {
        await app.page.emulateMedia({ colorScheme });
        await app.page.setViewportSize({ width, height: 900 });
        const { violations } = await new AxeBuilder({ page: app.page }).withTags(WCAG_2_2_AA).analyze();
        const found = violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]);
        expect(found, `${view}, ${colorScheme}, ${width} px`).toEqual([]);
        expect(await app.page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      }
    }
  }
  expect(app.complaints).toEqual([]);
  await context.close();
  profile.remove();
});
