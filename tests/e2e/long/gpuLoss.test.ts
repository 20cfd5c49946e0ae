import type { CDPSession } from 'playwright';
import { chromium } from 'playwright';
import { expect, test } from 'vitest';
import { AppPage } from '../../support/appPage';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../../tools/chromium/chromium.mjs';

/** The command kills the process that would answer it. */
function crashGpu(session: CDPSession): void {
  session.send('Browser.crashGpuProcess').catch(() => undefined);
}

test('a lost GPU is opened again by itself; the second time a sound ERROR checkpoint is left, and a restart advised', async () => {
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
  crashGpu(session);
  await app.waitForLine(/^The GPU was lost \(.*\) - it is opened again$/);
  await app.waitForLine(/^Training goes on from the state read back last: Stage 2\/4 after \d+ timesteps$/);
  await expect.poll(() => app.page.getByTestId('log-values').isVisible(), { timeout: 60_000 }).toBe(true);
  expect(await app.page.getByRole('alert').allInnerTexts()).toEqual([]);

  crashGpu(session);
  await app.waitForLine('ERROR during Stage 2 training!');
  await app.waitForLine('Emergency checkpoint saved: models/rl_v9_advanced/stage2_ERROR_100kN.zip');
  await expect
    .poll(() => app.page.getByRole('alert').allInnerTexts())
    .toEqual([expect.stringMatching(/^The GPU was lost .*save is safe\. Restart the browser/)]);
  expect((await app.consoleLines()).filter((line) => line.includes('the only copy is in memory'))).toEqual(
    [],
  );

  // What was saved is sound, and trains on another device at once.
  await app.chooseDevice('wasm');
  await app.row('stage2_ERROR_100kN.zip').getByRole('button', { name: 'Continue' }).click();
  await app.waitForLine(/^Will continue Stage 2\/4 after \d+ timesteps$/);
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  await browser.close();
});
