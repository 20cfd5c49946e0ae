import { chromium } from 'playwright';
import { expect, test } from 'vitest';
import { AppPage } from '../support/appPage';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../tools/chromium/chromium.mjs';

test('a lost GPU ends in an ERROR checkpoint that is sound, and the next start trains on a new device', async () => {
  const browser = await chromium.launch({
    executablePath: findChromium() ?? undefined,
    args: CHROMIUM_ARGUMENTS,
  });
  const app = await AppPage.open(
    await browser.newContext({ acceptDownloads: true }),
    '#preset=smoke&stage2.total_timesteps=1000000000',
  );
  await app.chooseDevice('webgpu');
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');

  const session = await browser.newBrowserCDPSession();
  // The command kills the process that would answer it.
  session.send('Browser.crashGpuProcess').catch(() => undefined);

  await app.waitForLine('ERROR during Stage 2 training!');
  await app.waitForLine('Emergency checkpoint saved: models/rl_v9_advanced/stage2_ERROR_100kN.zip');
  await expect
    .poll(() => app.page.getByRole('alert').allInnerTexts())
    .toEqual([expect.stringMatching(/^The GPU failed: .*Everything up to the last save is safe/)]);
  await app.row('stage2_ERROR_100kN.zip').getByRole('button', { name: 'Continue' }).click();
  await app.waitForLine(/^Will continue Stage 2\/4 after \d+ timesteps$/);
  await app.waitForLine(/^STAGE 2\/4/);
  await expect.poll(() => app.page.getByTestId('log-values').isVisible(), { timeout: 60_000 }).toBe(true);
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  await browser.close();
});
