import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AppPage, launchForTest } from '../../support/appPage';
import { at2File } from '../../support/groundMotionFiles';

test('every dialog is as high as what is in it, in the middle, and never higher than a low window', async () => {
  const context = await launchForTest({ history: 'trained' });
  const app = await AppPage.open(context);
  const { page } = app;
  const zip = readFileSync(await (await app.download('stage1_50kN.zip')).path());

  const dialog = page.locator('dialog[open]');
  const measure = () =>
    dialog.evaluate((element) => {
      const { top, bottom, height } = element.getBoundingClientRect();
      const { paddingBottom, borderBottomWidth, display } = getComputedStyle(element);
      const content = element.lastElementChild?.getBoundingClientRect().bottom ?? 0;
      const below = bottom - content - parseFloat(paddingBottom) - parseFloat(borderBottomWidth);
      const hidden = element.scrollHeight - element.clientHeight;
      return { height, below, hidden, offCentre: (top + bottom - innerHeight) / 2, display, top };
    });
  async function expectFitting(name: string) {
    await dialog.waitFor();
    await page.setViewportSize({ width: 1440, height: 900 });
    const { height, below, hidden, offCentre, display } = await measure();
    // What is stuck to the lower edge reaches into the padding.
    expect(below, name).toBeLessThan(1);
    expect(hidden, name).toBe(0);
    expect(height, name).toBeLessThan(750);
    expect(offCentre, name).toBeCloseTo(0, 0);
    // WebKit makes an open dialog that is a grid as high as the window, whatever its height says.
    expect(display, name).not.toBe('grid');
    await page.setViewportSize({ width: 320, height: 260 });
    const low = await measure();
    expect(low.top, name).toBeGreaterThan(0);
    expect(low.top + low.height, name).toBeLessThan(260);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.setViewportSize({ width: 1440, height: 900 });
  }

  await page.getByRole('button', { name: 'Keyboard shortcuts and help' }).click();
  await expectFitting('help');
  await page.getByRole('button', { name: 'Values of train/std as a table' }).click();
  await expectFitting('values of a chart');
  await app
    .row('stage1_50kN.zip')
    .getByRole('button', { name: /^Delete/ })
    .click();
  await expectFitting('deletion');
  await app.upload('stage1_50kN.zip', zip);
  await expectFitting('upload');
  await app.openView('Runs');
  await page.getByRole('button', { name: 'New run' }).click();
  await expectFitting('name of a run');
  await app.openView('Earthquakes');
  await page
    .getByTestId('record-files')
    .setInputFiles({ name: 'Kobe.AT2', mimeType: 'text/plain', buffer: Buffer.from(at2File('Kobe')) });
  await expectFitting('review of records');
  expect(app.complaints).toEqual([]);
});
