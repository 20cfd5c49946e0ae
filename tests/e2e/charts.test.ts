import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AppPage, launchForTest } from '../support/appPage';
import { testAgain } from '../support/extent';
import { LONG_STAGE_2 } from '../support/profileHistories';

/** Two stages of 40 iterations, so that curves have something to show, and little of a policy to evaluate. */
const SETTINGS = '#preset=smoke&policy.net_arch=8&stage1.total_timesteps=5120&stage2.total_timesteps=5120';

const reading = (app: AppPage, key: string) => app.page.getByTestId(`reading-${key}`);

async function downloadCsv(app: AppPage, key: string): Promise<string[][]> {
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    app.page.getByRole('button', { name: `Download ${key} as CSV` }).click(),
  ]);
  const text = readFileSync(await download.path(), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));
}

/** Pixels of the chart of a key that are not transparent. */
async function inkOf(app: AppPage, key: string): Promise<number> {
  const chart = app.page.getByRole('group', { name: `Chart of ${key}` });
  await chart.scrollIntoViewIfNeeded();
  return chart.locator('canvas').evaluate((canvas) => {
    const { width, height } = canvas as HTMLCanvasElement;
    const pixels =
      (canvas as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data ?? [];
    return pixels.filter((value, i) => i % 4 === 3 && value > 0).length;
  });
}

describe('the charts', () => {
  test('show a run from its beginning, also after a reload, and give its values as table and CSV', async () => {
    const app = await AppPage.open(await launchForTest({ history: 'visited' }), SETTINGS);
    await app.primary.click();
    await app.waitForLine('TRAINING COMPLETE');
    const rows = await downloadCsv(app, 'train/value_loss');
    expect(rows[0]).toEqual(['run', 'stage', 'wall_time', 'step', 'train/value_loss']);
    expect(rows.at(1)?.slice(0, 2)).toEqual(['', '1']);
    expect(rows.at(-1)?.slice(0, 2)).toEqual(['', '4']);
    const steps = rows.slice(1).map((row) => Number(row[3]));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
    // 5120 and 256 steps, 128 an iteration, twice each.
    expect(steps).toHaveLength(84);
    await expect.poll(() => inkOf(app, 'train/value_loss')).toBeGreaterThan(500);

    const latest = await reading(app, 'train/value_loss').innerText();
    await app.page.reload();
    await app.waitForButton(/final/i);
    await expect.poll(() => reading(app, 'train/value_loss').innerText()).toBe(latest);
    expect(await downloadCsv(app, 'train/value_loss')).toEqual(rows);

    await app.page.getByRole('button', { name: 'Values of train/value_loss as a table' }).click();
    const table = app.page.getByRole('dialog');
    expect(await table.getByRole('row').count()).toBe(85);
    expect(await table.getByRole('row').last().innerText()).toContain(latest);
    expect(app.complaints).toEqual([]);
  });

  testAgain('have one cursor, which the arrow keys move, and zoom by keyboard', async () => {
    const app = await AppPage.open(await launchForTest({ history: 'trained' }));
    const rows = await downloadCsv(app, 'train/std');
    await app.page.getByRole('group', { name: 'Chart of train/std' }).focus();
    await app.page.keyboard.press('ArrowLeft');
    const step = Number(rows.at(-2)?.[3]).toLocaleString('en');
    for (const key of ['train/std', 'train/loss']) {
      await expect.poll(() => reading(app, key).innerText()).toContain(`at ${step} steps`);
    }
    const showAll = app.page.getByRole('button', { name: 'Show everything' });
    expect(await showAll.isDisabled()).toBe(true);
    await app.page.keyboard.press('+');
    await expect.poll(() => showAll.isEnabled()).toBe(true);
    await app.page.keyboard.press('0');
    await expect.poll(() => showAll.isDisabled()).toBe(true);
  });

  testAgain('keep the cursor at its value when another run makes the axis longer', async () => {
    const app = await AppPage.open(await launchForTest({ history: 'compared' }));
    await app.page.getByRole('group', { name: 'Chart of train/std' }).focus();
    await app.page.keyboard.press('ArrowLeft');
    await expect.poll(() => reading(app, 'train/std').innerText()).toMatch(/at [\d,]+ steps/);
    const [position] = /at [\d,]+ steps/.exec(await reading(app, 'train/std').innerText()) ?? [];
    const canvas = app.page.getByRole('group', { name: 'Chart of train/std' }).locator('canvas');
    const picture = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
    const before = await picture();
    await app.page.getByRole('checkbox', { name: 'longer' }).check();
    await expect.poll(picture).not.toBe(before);
    expect(await reading(app, 'train/std').innerText()).toContain(position);
  });

  testAgain('lay other runs behind the run, and keep how they are looked at', async () => {
    const app = await AppPage.open(await launchForTest({ history: 'compared' }));
    const own = await reading(app, 'train/std').innerText();
    await app.page.getByRole('checkbox', { name: 'longer' }).check();
    await expect.poll(() => reading(app, 'train/std').innerText()).toMatch(new RegExp(`^${own}\\s+\\S+$`));
    const runs = new Set((await downloadCsv(app, 'train/std')).slice(1).map(([run]) => run));
    expect(runs).toEqual(new Set(['', 'longer']));
    await app.page.getByRole('checkbox', { name: /this run/ }).uncheck();
    await expect.poll(() => reading(app, 'train/std').innerText()).toMatch(/^\S+$/);

    await app.page.getByLabel('Smoothing').fill('0.9');
    await app.page.getByLabel('Horizontal axis').selectOption('Time since start');
    await app.page.getByLabel('Log scale').check();
    await app.page.reload();
    await app.waitForButton(/final/i);
    expect(await app.page.getByLabel('Smoothing').inputValue()).toBe('0.9');
    expect(await app.page.getByLabel('Horizontal axis').inputValue()).toBe('relative');
    expect(await app.page.getByLabel('Log scale').isChecked()).toBe(true);
    expect(app.complaints).toEqual([]);
  });

  testAgain('forget what a resumed training writes anew, and everything with the run', async () => {
    const app = await AppPage.open(await launchForTest({ history: 'interrupted' }), LONG_STAGE_2);
    await app.primary.click();
    await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    await expect
      .poll(async () => (await app.page.getByTestId('log-values').innerText()).replaceAll(',', ''))
      .toMatch(/total_timesteps\s+\d{4,}/);
    await app.primary.click();
    await app.waitForButton(/^Resume from stage 2\/4/);
    const before = await downloadCsv(app, 'train/std');
    await app.primary.click();
    await app.waitForLine('Will resume from Stage 2/4');
    await app.waitForButton(/^Interrupt/);
    await app.primary.click();
    await app.waitForButton(/^Resume from stage 2\/4/);
    const after = await downloadCsv(app, 'train/std');
    const steps = after.slice(1).map((row) => Number(row[3]));
    expect(new Set(steps).size).toBe(steps.length);
    // Stage 1 is as it was.
    expect(after.slice(0, 3)).toEqual(before.slice(0, 3));

    await app.page.getByText('More actions').click();
    await app.page.getByRole('button', { name: 'Start fresh' }).click();
    await app.confirm();
    await app.page.getByText(/^The curves begin with the first iteration/).waitFor();
  });
});
