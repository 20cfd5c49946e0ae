import { readFileSync } from 'node:fs';
import type { BrowserContext } from 'playwright';
import { beforeEach, expect, test } from 'vitest';
import { AppPage, launchForTest, QUICK } from '../support/appPage';

const STAGES = ['stage1_50kN.zip', 'stage2_100kN.zip', 'stage3_150kN.zip', 'stage4_150kN.zip'];
/** "Block" under Site settings, Cookies: localStorage, IndexedDB, locks and service workers go with them. */
const COOKIES_BLOCKED = { profile: { default_content_setting_values: { cookies: 2 } } };

let context: BrowserContext;

beforeEach(async () => {
  context = await launchForTest({ preferences: COOKIES_BLOCKED });
});

test('where the browser stores nothing, the page trains, shows and hands out, and says that nothing is kept', async () => {
  const app = await AppPage.open(context, QUICK);
  const { page } = app;
  const notice = page.getByTestId('not-kept');
  expect(await notice.innerText()).toMatch(/lets the page keep nothing .*gone when this tab is closed/);
  expect(await page.getByTestId('found').innerText()).toMatch(/offered as a download/);
  await app.waitForButton(/^Start training/);
  await app.primary.click();
  await app.waitForLine('TRAINING COMPLETE');
  await app.waitForLine(
    'In memory only: models/rl_v9_advanced/stage1_50kN.zip - download it before this tab is closed',
  );
  expect((await app.consoleLines()).filter((line) => /^Saved/.test(line))).toEqual([]);
  await expect.poll(() => app.fileNames()).toEqual(['final_v9_advanced.zip', ...STAGES]);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    notice.getByRole('button', { name: 'Download stage4_150kN.zip' }).click(),
  ]);
  const zip = readFileSync(await download.path());
  expect(zip.subarray(0, 2).toString()).toBe('PK');

  // The worker that plays reads what the worker that trained has written.
  await app.openView('Building');
  await page.getByTestId('peaks').waitFor();
  await page
    .getByRole('combobox', { name: /^Controller/ })
    .selectOption('models/rl_v9_advanced/stage1_50kN.zip');
  await expect
    .poll(() =>
      page
        .getByTestId('peaks')
        .getByRole('row', { name: /^Peak roof displacement/ })
        .count(),
    )
    .toBe(1);
  for (const view of ['Results', 'Runs', 'Checkpoints', 'Earthquakes', 'Settings', 'How it works'])
    await app.openView(view);
  await app.openView('Train');

  await app.upload('stage1_50kN.zip', zip);
  await app.confirm();
  await expect.poll(() => page.locator('dialog[open]').count()).toBe(0);
  expect(await page.getByRole('alert').count()).toBe(1);

  // Closing the tab would lose all of it.
  const asked = page.waitForEvent('dialog');
  await page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.accept();
  expect(app.complaints).toEqual([]);
});
