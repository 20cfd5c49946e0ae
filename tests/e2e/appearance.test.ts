import { expect, test } from 'vitest';
import { expectAccessible } from '../support/accessibility';
import { AppPage, launch, temporaryProfile } from '../support/appPage';

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
    await expectAccessible(app.page, view);
  }
  expect(app.complaints).toEqual([]);
  await context.close();
  profile.remove();
});
