import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { AppPage, launchForTest } from '../support/appPage';
import { testAgain } from '../support/extent';
import { LONG_STAGE_2 } from '../support/profileHistories';

async function openBuilding(app: AppPage): Promise<void> {
  await app.openView('Building');
  await app.page.getByTestId('peaks').waitFor();
}

const choice = (page: Page, label: string) => page.getByRole('combobox', { name: new RegExp(`^${label}`) });
const position = (page: Page) => page.getByTestId('scrub').inputValue().then(Number);
const picture = (page: Page) =>
  page.locator('.picture canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());

/** The cells of a row of the table of peaks: without control, with it, and the change. */
async function peaks(page: Page, quantity: string): Promise<string[]> {
  const row = page.getByTestId('peaks').getByRole('row', { name: new RegExp(`^${quantity}`) });
  return row.getByRole('cell').allInnerTexts();
}

test('the building plays a checkpoint with the numbers of its evaluation, by pointer and keyboard', async () => {
  const app = await AppPage.open(await launchForTest({ history: 'trained' }));
  const { page } = app;
  const line = (await app.keptLines()).find((text) => text.startsWith('M4.5 held-out 1 @ 50kN'));
  const [, controlled, uncontrolled] =
    /displacement ([\d.]+) cm \(uncontrolled ([\d.]+) cm/.exec(line ?? '') ?? [];

  await openBuilding(app);
  await choice(page, 'Controller').selectOption('models/rl_v9_advanced/stage1_50kN.zip');
  await expect
    .poll(() => peaks(page, 'Peak roof displacement'))
    .toEqual([uncontrolled, controlled, expect.stringMatching(/^[+-]?\d+\.\d %$/)]);
  expect(await choice(page, 'Earthquake').inputValue()).toBe('M4.5');
  expect(await choice(page, 'Force limit').inputValue()).toBe('1');

  // It moves by itself, stops on a word or where it is told to look, and goes on.
  const play = page.getByTestId('play');
  await expect.poll(() => position(page)).toBeGreaterThan(0.3);
  await play.click();
  expect(await play.innerText()).toMatch(/Play/);
  const stopped = await position(page);
  const still = await picture(page);
  await page.waitForTimeout(300);
  expect(await position(page)).toBe(stopped);
  expect(await picture(page)).toBe(still);
  await page.getByTestId('scrub').fill('12');
  await expect.poll(() => picture(page)).not.toBe(still);
  await play.click();
  await expect.poll(() => position(page)).toBeGreaterThan(12);
  await page.getByTestId('scrub').fill('12');
  await page.waitForTimeout(300);
  expect(await position(page)).toBe(12);
  expect(await play.innerText()).toMatch(/Play/);
  await page.getByTestId('scrub').press('ArrowRight');
  await expect.poll(() => position(page)).toBeCloseTo(12.1, 6);
  await page.getByTestId('scrub').press('End');
  const dcr = (await peaks(page, 'Drift concentration ratio'))[0];
  await expect.poll(() => page.getByText('Uncontrolled: DCR').innerText()).toContain(dcr);
  const before = await picture(page);
  await page.getByTestId('exaggeration').selectOption('1');
  await expect.poll(() => picture(page)).not.toBe(before);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Histories as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('M4.5 held-out 1.csv');

  // The record decides the limit; nobody pushing leaves one building.
  await choice(page, 'Earthquake').selectOption('M5.7');
  await expect.poll(() => choice(page, 'Force limit').inputValue()).toBe('2');
  await choice(page, 'Controller').selectOption('none');
  await expect.poll(() => peaks(page, 'Peak force')).toEqual(['–', '–', '–']);
  expect(app.complaints).toEqual([]);
});

testAgain(
  'the building shows the newest policy of a training under way, and then its checkpoint',
  async () => {
    const app = await AppPage.open(await launchForTest({ history: 'visited' }), LONG_STAGE_2);
    const { page } = app;
    await app.primary.click();
    await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    await openBuilding(app);
    await expect.poll(() => choice(page, 'Controller').inputValue()).toBe('newest');
    await expect.poll(() => choice(page, 'Earthquake').inputValue()).toBe('M5.7');
    await expect
      .poll(() => page.getByRole('tabpanel').getByRole('status').innerText(), { timeout: 60_000 })
      .toMatch(/Policy after [\d,]+ timesteps, in stage 2/);
    await app.openView('Train');
    await app.primary.click();
    await app.waitForLine('Training interrupted by user!');
    await openBuilding(app);
    await expect
      .poll(() => choice(page, 'Controller').inputValue())
      .toBe('models/rl_v9_advanced/stage2_INTERRUPTED_100kN.zip');
    expect(app.complaints).toEqual([]);
  },
);

testAgain('the building stands still for a visitor who prefers that, until it is played', async () => {
  const app = await AppPage.open(await launchForTest({ history: 'visited' }));
  await app.page.emulateMedia({ reducedMotion: 'reduce' });
  await openBuilding(app);
  await app.page.waitForTimeout(500);
  expect(await position(app.page)).toBe(0);
  await app.page.getByTestId('play').click();
  await expect.poll(() => position(app.page)).toBeGreaterThan(0);
});
