import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { expectAccessible } from '../../support/accessibility';
import { AppPage, launchForTest } from '../../support/appPage';

/** Small, for a GPU that is emulated, and stage 2 long enough to be interrupted in. */
const SMALL = 'preset=smoke&n_envs=4&policy.net_arch=8,8&stage2.total_timesteps=20000';
const INTERRUPTED = 'stage2_INTERRUPTED_100kN.zip';

/** The hash of a checkpoint's whole content. */
async function digestOf(app: AppPage, name: string): Promise<string> {
  const download = await app.download(name);
  return createHash('sha256')
    .update(readFileSync(await download.path()))
    .digest('hex');
}

test('seeds are trained side by side on a GPU, interrupted, gone on with in a later visit, and compared', async () => {
  const context = await launchForTest({ history: 'visited' });
  let app = await AppPage.open(context, `#${SMALL}&seed=3`);
  const series = () => app.page.getByTestId('series');
  const row = (run: string) => series().locator(`[data-run="${run}"]`);
  await app.page.getByRole('button', { name: 'Train several seeds …' }).click();
  await series()
    .getByText(/seed3 to seed10, .* They are trained one after another/)
    .waitFor();
  await app.chooseDevice('webgpu');
  await series()
    .getByText(/The GPU trains them side by side/)
    .waitFor();
  await series().getByRole('spinbutton', { name: 'Runs' }).fill('2');
  await expectAccessible(app.page, 'the choice of a number of seeds');
  await series().getByRole('button', { name: 'Train 2 seeds' }).click();
  await series().getByText('2 seeds, side by side: 0 complete').waitFor({ timeout: 240_000 });
  for (const run of ['seed3', 'seed4']) {
    await row(run)
      .getByText(/^stage 2\/4/)
      .waitFor({ timeout: 240_000 });
  }
  await expectAccessible(app.page, 'a series under way');
  // The page shows the run that is chosen, with its own console.
  await row('seed4').getByRole('button').click();
  await expect.poll(() => app.url.hash).toContain('seed=4');
  await app.waitForLine(/^STAGE 2\/4/);
  await app.primary.click();
  await series().getByText('0 of 2 runs of the series are complete.').waitFor();
  await app.waitForFile(INTERRUPTED);
  const together = await digestOf(app, 'stage1_50kN.zip');
  await app.page.close();

  // Even from another run: the series knows where it was.
  app = await AppPage.open(context, '#preset=smoke&run=other');
  await app.chooseDevice('webgpu');
  await series().getByRole('button', { name: 'Go on with the series' }).click();
  await app.waitForLine('CONTINUING FROM EMERGENCY CHECKPOINT');
  await series().getByText('All 2 runs of the series are complete.').waitFor({ timeout: 240_000 });
  expect(await app.fileNames()).toContain('final_v9_advanced.zip');
  // Shown is the one that was under way last.
  expect(app.url.hash).toMatch(/&run=seed([34])&seed=\1&/);

  await series().getByRole('button', { name: 'Compare them' }).click();
  const seeds = app.page.getByTestId('seeds');
  await seeds.getByText('Interquartile mean').first().waitFor();
  await expect
    .poll(() => seeds.getByRole('row', { name: /^M4\.5 @ 50/ }).innerText())
    .toMatch(/19\.\d+\s+19\.\d+\s+19\.\d+ to 19\.\d+/);
  await app.page.getByTestId('runs').getByText('2 seeds of the default run').waitFor();
  await expectAccessible(app.page, 'the comparison of seeds');

  await app.openView('Train');
  await app.page.getByLabel('Median of the 2 seeds, in the band of their quartiles').check();
  const rewards = app.page.getByTestId('reading-rollout/ep_rew_mean');
  await expect.poll(() => rewards.innerText()).toMatch(/^-?[\d.,]+$/);
  await expectAccessible(app.page, 'the curves of a series');
  expect(app.complaints).toEqual([]);
  await app.page.close();

  // What the run is alone, under the same name elsewhere.
  app = await AppPage.open(await launchForTest({ history: 'visited' }), `#${SMALL}&seed=4&run=seed4`);
  await app.chooseDevice('webgpu');
  await app.primary.click();
  await app.waitForLine(/^STAGE 2\/4/);
  await app.primary.click();
  await app.waitForFile(INTERRUPTED);
  expect(await digestOf(app, 'stage1_50kN.zip')).toBe(together);
});

test('the band of seeds takes in those that begin after it is asked for', async () => {
  const app = await AppPage.open(await launchForTest({ history: 'visited' }), '#preset=smoke&seed=3');
  await app.chooseDevice('wasm');
  await app.page.getByRole('button', { name: 'Train several seeds …' }).click();
  const series = app.page.getByTestId('series');
  await series.getByRole('spinbutton', { name: 'Runs' }).fill('3');
  await series.getByRole('button', { name: 'Train 3 seeds' }).click();
  await app.page.getByLabel('Median of the 2 seeds').check({ timeout: 60_000 });
  await series.getByText('All 3 runs of the series are complete.').waitFor({ timeout: 240_000 });
  // A chart's file has what the chart is drawn from.
  const downloaded = app.page.waitForEvent('download');
  await app.page.getByRole('button', { name: 'Download train/loss as CSV' }).click();
  const csv = readFileSync(await (await downloaded).path(), 'utf8');
  expect([...new Set(csv.match(/seed\d/g))]).toEqual(['seed5', 'seed3', 'seed4']);
  expect(app.complaints).toEqual([]);
});
