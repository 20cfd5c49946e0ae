import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { AppPage, launchForTest } from '../support/appPage';

/** The smoke preset with a stage so long that a test can act in the middle of it. */
const LONG_STAGE_2 = '#preset=smoke&stage2.total_timesteps=1000000000';
const IN_STAGE_2 = 'STAGE 2/4: M5.7 @ 100kN';
const NAME = 'stage2_INTERRUPTED_100kN.zip';
const SECOND = 'stage2_INTERRUPTED_100kN_2.zip';
const DIRECTORY = 'models/rl_v9_advanced';
/** A model that Python saved after 8192 timesteps of its `learn()`. */
const PYTHON = resolve(import.meta.dirname, '../golden/sb3/ppo_float_lr.zip');

async function interrupt(app: AppPage, saved: string): Promise<void> {
  await app.waitForButton(/^Interrupt/);
  await app.primary.click();
  await app.waitForLine(`Emergency checkpoint saved: ${DIRECTORY}/${saved}`);
  await app.waitForButton(/^Resume from stage 2\/4/);
}

const timesOf = async (app: AppPage, line: string) =>
  (await app.consoleLines()).filter((candidate) => candidate === line).length;

async function resumeStage2(app: AppPage): Promise<void> {
  const before = await timesOf(app, IN_STAGE_2);
  await app.primary.click();
  await expect.poll(() => timesOf(app, IN_STAGE_2), { timeout: 60_000 }).toBe(before + 1);
}

async function interruptedInStage2(): Promise<AppPage> {
  const app = await AppPage.open(await launchForTest(), LONG_STAGE_2);
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForLine(IN_STAGE_2);
  return app;
}

test('interrupted, resumed and interrupted sooner, the page has both states, and goes on from the furthest', async () => {
  const app = await interruptedInStage2();
  await app.page.waitForTimeout(6000);
  await interrupt(app, NAME);
  const hash = await app.row(NAME).getAttribute('data-sha256');

  await resumeStage2(app);
  await interrupt(app, SECOND);
  expect(await app.row(NAME).getAttribute('data-sha256')).toBe(hash);

  const panel = app.page.getByRole('region', { name: 'Training' });
  await app.page.getByTestId('continue').waitFor();
  expect(await app.page.getByTestId('continue').innerText()).toBe(`Continue ${NAME}`);
  const words = await panel.innerText();
  const [, steps] = new RegExp(
    `${NAME} was saved in the middle of stage 2, after ([\\d,]+) of its steps`,
  ).exec(words) ?? ['', ''];
  expect(words).toMatch(new RegExp(`${SECOND} is not as far: [\\d,]+ steps`));

  await app.page.getByRole('button', { name: 'One iteration' }).click();
  await app.waitForLine(`Will continue Stage 2/4 after ${steps.replaceAll(',', '')} timesteps`);
  await app.waitForButton(/^Resume from stage 2\/4/);
  // It went on from the furthest, and replaced that.
  expect(await app.row(NAME).getAttribute('data-sha256')).not.toBe(hash);
  await app.page.getByTestId('continue').waitFor();
  expect(await app.page.getByTestId('continue').innerText()).toBe(`Continue ${NAME}`);
  expect(app.complaints).toEqual([]);
});

test('what Python left in the middle of a stage outlives a plain start, and is gone on from where it was', async () => {
  const app = await interruptedInStage2();
  await interrupt(app, NAME);
  await app.upload(NAME, readFileSync(PYTHON));
  await app.confirm();
  const panel = app.page.getByRole('region', { name: 'Training' });
  await expect
    .poll(() => panel.innerText())
    .toContain(`${NAME} was saved in the middle of stage 2, after 8,192 of its steps`);
  const hash = await app.row(NAME).getAttribute('data-sha256');

  await resumeStage2(app);
  // The first automatic save comes within 30 s, at the end of an iteration.
  await app.waitForLine(
    new RegExp(`^Kept as it is: ${DIRECTORY}/${NAME}, 8192 timesteps into its stage`),
    75_000,
  );
  await app.waitForFile(SECOND);
  await interrupt(app, SECOND);
  expect(await app.row(NAME).getAttribute('data-sha256')).toBe(hash);

  await app.openView('Checkpoints');
  await app
    .row(NAME)
    .getByRole('button', { name: /^Continue/ })
    .click();
  await app.openView('Train');
  await app.waitForLine('Will continue Stage 2/4 after 8192 timesteps');
  expect(app.complaints).toEqual([]);
});
