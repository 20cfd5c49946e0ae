import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AppPage, launchForTest, QUICK } from '../support/appPage';
import { at2File } from '../support/groundMotionFiles';

/** What the other files try on a desk, once through at the size of a phone. */
test('at 390 px a run is trained, stopped, finished, looked at from every side and begun anew from a file', async () => {
  const context = await launchForTest({ history: 'visited' });
  const app = await AppPage.open(context, `${QUICK}&stage2.total_timesteps=1000000000`);
  const { page } = app;
  await page.setViewportSize({ width: 390, height: 844 });

  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  // The button goes along to the other views, and the tab of the open one is in sight.
  await app.openView('Results');
  const box = await page.getByRole('tab', { name: 'Results' }).boundingBox();
  expect(box?.x).toBeGreaterThanOrEqual(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
  await page.getByRole('button', { name: 'Interrupt' }).click();
  await app.openView('Train');
  await app.waitForButton(/^Resume from stage 2\/4/);
  expect(await page.getByTestId('continue').innerText()).toBe('Continue stage2_INTERRUPTED_100kN.zip');

  await app.openView('Earthquakes');
  await page
    .getByTestId('record-files')
    .setInputFiles({ name: 'Kobe.AT2', mimeType: 'text/plain', buffer: Buffer.from(at2File('Kobe')) });
  await page.getByTestId('accept-records').click();
  await page.getByRole('combobox', { name: /^Stage/ }).selectOption('4');
  await page.getByRole('combobox', { name: /^Role/ }).selectOption('held_out');
  await page.getByLabel('Scale to PGA, g').fill('0.4');
  await page.getByRole('button', { name: 'Use it' }).click();
  await expect
    .poll(() => page.getByTestId('uses').innerText())
    .toMatch(/Stage 4, held out, scaled to 0\.4 g/);

  await app.openView('Settings');
  await page.getByRole('combobox', { name: 'Stage', exact: true }).selectOption('2: M5.7 @ 100kN');
  await page.getByRole('button', { name: 'Reset stage2.total_timesteps' }).click();
  await app.openView('Train');
  await app.primary.click();
  await app.waitForLine(/^Kobe @ 150kN: peak roof displacement/);
  await app.waitForLine('TRAINING COMPLETE');
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  expect(height, 'Train at 390 px').toBeLessThan(4500);
  await page.getByText('how learning goes').click();
  await page.getByRole('button', { name: 'Values of train/std as a table' }).click();
  await expect.poll(() => page.getByRole('dialog').getByRole('row').count()).toBeGreaterThan(4);
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'See the results' }).click();
  await page.getByRole('heading', { name: 'Your own held-out records' }).waitFor();
  await app.openView('Building');
  await page.getByTestId('peaks').waitFor();
  const beyondItsCard = await page.getByTestId('peaks').evaluate((peaks) => {
    const card = peaks.closest('.card') as HTMLElement;
    const edge = card.getBoundingClientRect().right - parseFloat(getComputedStyle(card).paddingRight);
    return peaks.getBoundingClientRect().right - edge;
  });
  expect(beyondItsCard).toBeLessThanOrEqual(0);
  await page.getByTestId('scrub').fill('5');
  expect(await page.getByTestId('scrub').inputValue()).toBe('5');
  await app.openView('Checkpoints');
  const download = await app.download('final_v9_advanced.zip');
  expect(download.suggestedFilename()).toBe('final_v9_advanced.zip');
  const stage3 = readFileSync(await (await app.download('stage3_150kN.zip')).path());
  await app
    .row('stage2_INTERRUPTED_100kN.zip')
    .getByRole('button', { name: /^Delete/ })
    .click();
  await app.confirm();
  await expect.poll(() => app.fileNames()).not.toContain('stage2_INTERRUPTED_100kN.zip');

  await app.openView('Train');
  await page.getByText('More actions').click();
  await page.getByRole('button', { name: 'Start fresh' }).click();
  await app.confirm();
  await expect.poll(() => app.fileNames()).toEqual([]);
  await app.upload('stage3_150kN.zip', stage3);
  await app.confirm();
  await app.openView('Train');
  await app.waitForButton(/^Resume from stage 4\/4/);
  expect((await app.fileNames()).sort()).toEqual(['stage3_150kN.zip']);
  expect(app.complaints).toEqual([]);
});

test('a notice has room for its words where letters are twice as large', async () => {
  const context = await launchForTest({ preferences: { webkit: { webprefs: { default_font_size: 32 } } } });
  const app = await AppPage.open(context);
  await app.page.setViewportSize({ width: 390, height: 844 });
  await app.upload('holiday.zip', Buffer.from('no zip'));
  const parts = await app.page.getByRole('alert').evaluate((notice) => {
    const [words, button] = [...notice.children].map((part) => part.getBoundingClientRect());
    const { right, width } = notice.getBoundingClientRect();
    return { words: words.width / width, isButtonInside: button.right <= right };
  });
  expect(parts.words).toBeGreaterThan(0.5);
  expect(parts.isButtonInside).toBe(true);
});
