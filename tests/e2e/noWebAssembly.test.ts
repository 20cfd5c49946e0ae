import { chromium } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { AppPage } from '../support/appPage';
import { temporaryProfile } from '../support/browserProfile';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../tools/chromium/chromium.mjs';

/** JavaScript is slow: as little as a stage can be. */
const TINY =
  '#preset=smoke&policy.net_arch=8' +
  [1, 2, 3, 4]
    .map((stage) => [
      `&stage${stage}.n_steps=16&stage${stage}.batch_size=32`,
      `&stage${stage}.n_epochs=1&stage${stage}.total_timesteps=${stage === 2 ? 1_000_000_000 : 64}`,
    ])
    .flat()
    .join('');

/** @param flags of V8 */
async function launchWithFlags(flags: string) {
  const profile = temporaryProfile();
  const context = await chromium.launchPersistentContext(profile.directory, {
    executablePath: findChromium() ?? undefined,
    args: [...CHROMIUM_ARGUMENTS, `--js-flags=${flags}`],
    viewport: { width: 1440, height: 900 },
  });
  onTestFinished(async () => {
    await context.close();
    profile.remove();
  });
  return context;
}

// JavaScript without its compiler comes without WebAssembly, as in Lockdown Mode.
test('without WebAssembly the page trains in JavaScript, says why, and resumes', async () => {
  const app = await AppPage.open(await launchWithFlags('--jitless'), TINY);
  const device = app.page.getByTestId('device');
  await expect
    .poll(() => device.innerText())
    .toMatch(/^JavaScript on the CPU\. .*the browser has no WebAssembly/);
  const offered = await app.page.locator('option:not([disabled])', { hasText: /WebAssembly/ }).count();
  expect(offered).toBe(0);

  await app.primary.click();
  await app.waitForLine('Stage 1 complete!');
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  await app.primary.click();
  await app.waitForLine('Will resume from Stage 2/4');
  await app.waitForLine(/^STAGE 2\/4/);
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  expect(app.complaints).toEqual([]);
});

// Without these instructions of an x64 processor V8 offers WebAssembly without vectors.
test.runIf(process.arch === 'x64')('where WebAssembly has no vectors, the page says so', async () => {
  const app = await AppPage.open(await launchWithFlags('--no-enable-sse4-1'), TINY);
  const device = app.page.getByTestId('device');
  await expect.poll(() => device.innerText()).toMatch(/^JavaScript on the CPU\. .*has no vectors \(SIMD\)/);
  const offered = app.page.locator('option:not([disabled])', { hasText: /WebAssembly/ });
  expect(await offered.allInnerTexts()).toEqual([expect.stringMatching(/through tfjs/)]);
});
