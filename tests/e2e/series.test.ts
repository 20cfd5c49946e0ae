import { expect, test } from 'vitest';
import { expectAccessible } from '../support/accessibility';
import { AppPage, launchForTest } from '../support/appPage';

/** Stages long enough to be interrupted in. */
const LONG = '#preset=smoke&seed=3&control_period=5&stage2.total_timesteps=1000000';

test('a series is begun, interrupted, gone on with in a later visit, and compared', async () => {
  const context = await launchForTest({ history: 'visited' });
  let app = await AppPage.open(context, LONG);
  const series = () => app.page.getByTestId('series');
  await app.page.getByRole('button', { name: 'Train several seeds …' }).click();
  await series()
    .getByText(/seed3 to seed10, trained one after another/)
    .waitFor();
  await series().getByRole('spinbutton', { name: 'Runs' }).fill('2');
  await expectAccessible(app.page, 'the choice of a number of seeds');
  await series().getByRole('button', { name: 'Train 2 seeds' }).click();
  await series().getByText('Run 1 of 2, seed3').waitFor();
  await app.waitForLine(/^STAGE 2\/4/);
  await app.primary.click();
  await app.waitForFile('stage2_INTERRUPTED_100kN.zip');
  await series().getByText('0 of 2 runs of the series are complete.').waitFor();
  await app.page.close();

  // Even from another run: the series knows where it was.
  app = await AppPage.open(context, '#preset=smoke&run=other');
  await series().getByRole('button', { name: 'Go on with the series' }).click();
  await app.waitForLine('CONTINUING FROM EMERGENCY CHECKPOINT');
  await series().getByText('Run 2 of 2, seed4').waitFor({ timeout: 240_000 });
  await expectAccessible(app.page, 'a series under way');
  await series().getByText('All 2 runs of the series are complete.').waitFor({ timeout: 240_000 });
  expect(await app.fileNames()).not.toContain('stage2_INTERRUPTED_100kN.zip');
  expect(app.url.hash).toContain('seed=4');

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
});
