import { expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScrolling } from '../support/accessibility';
import { AppPage, launchForTest } from '../support/appPage';

test('after a run no view has an accessibility violation or scrolls sideways, in light and dark, at 1440 and 390 px', async () => {
  const context = await launchForTest({ history: 'trained' });
  const app = await AppPage.open(context);
  const views = await app.page.getByRole('tab').allInnerTexts();
  expect(views).toContain('Settings');
  for (const view of views) {
    await app.openView(view);
    const closed = app.page.locator('details:not([open]) > summary');
    while ((await closed.count()) > 0) await closed.first().click();
    for (const width of [1440, 390]) {
      await app.page.setViewportSize({ width, height: 900 });
      await expectAccessible(app.page, `${view}, ${width} px`);
    }
    // What is left of 1440 px at a zoom of 200 %, and of 1280 px at 400 % (WCAG 1.4.10).
    for (const width of [720, 320]) {
      await app.page.setViewportSize({ width, height: 450 });
      await expectNoSidewaysScrolling(app.page, `${view}, ${width} px`);
    }
  }
  expect(app.complaints).toEqual([]);
});
