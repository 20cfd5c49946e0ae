import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { AppPage } from '../support/appPage';
import { launch, temporaryProfile } from '../support/browserProfile';
import { browserProcesses } from '../support/browserProcesses';

/** As long as a computer sleeps that is closed for a moment. */
const NAP = 45_000;

const number = (text: string) => Number(text.replace(/[^\d.]/g, ''));

test('a page and its worker that were stopped go on, and neither speed nor time left count the gap', async () => {
  const profile = temporaryProfile();
  const context = await launch(profile.directory);
  onTestFinished(async () => {
    await context.close();
    profile.remove();
  });
  const app = await AppPage.open(context, '#preset=smoke&stage2.total_timesteps=1000000000');
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  const speed = async () => number(await app.page.locator('dt:text-is("Speed") + dd').innerText());
  const fps = async () =>
    number(await app.page.getByTestId('log-values').locator('dt:text-is("fps") + dd').innerText());
  await wait(10_000);
  const before = { speed: await speed(), fps: await fps() };
  const began = await app.page.evaluate(() => performance.now());

  const renderers = browserProcesses(profile.directory, 'renderer');
  expect(renderers.length).toBeGreaterThan(0);
  renderers.forEach((id) => process.kill(id, 'SIGSTOP'));
  await wait(NAP);
  renderers.forEach((id) => process.kill(id, 'SIGCONT'));

  const after = { speed: await speed(), fps: await fps() };
  // The fault is real: the page's own clock has gone on.
  expect((await app.page.evaluate(() => performance.now())) - began).toBeGreaterThan(NAP);
  expect(after.speed).toBeGreaterThan(before.speed / 2);
  await wait(5000);
  expect(await fps()).toBeGreaterThan(before.fps / 2);
  expect(await app.page.getByRole('alert').allInnerTexts()).toEqual([]);
  expect((await app.consoleLines()).filter((line) => line.startsWith('STAGE 2/4')).length).toBe(1);
});
