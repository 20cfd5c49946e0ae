import { expect, onTestFinished, test } from 'vitest';
import { AppPage, launch } from '../support/appPage';
import type { SmallDisk } from '../support/smallDisk';
import { mountSmallDisk } from '../support/smallDisk';

/** The smoke preset with a stage so long that a test can act in the middle of it. */
const LONG_STAGE_2 = '#preset=smoke&stage2.total_timesteps=1000000000';
const STAGE1 = 'stage1_50kN.zip';

/** Holds the machine's disk full to the last byte for a time: whatever the browser gives back is taken as well. */
async function keepFull(disk: SmallDisk, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end) {
    disk.fill();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  disk.empty();
}

const disk = mountSmallDisk(200 * 2 ** 20);

test.skipIf(!disk)('a disk that is full to the last byte for 40 s: no completed stage is lost', async () => {
  if (!disk) return;
  onTestFinished(() => disk.remove());
  const context = await launch(disk.directory);
  onTestFinished(() => context.close());
  const app = await AppPage.open(context, LONG_STAGE_2);
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await app.waitForFile(STAGE1);

  await Promise.all([
    keepFull(disk, 40_000),
    // The first automatic save is due half a minute into the stage: the disk refuses it, and it is offered.
    app.page.getByTestId('unsaved').first().waitFor({ timeout: 60_000 }),
  ]);

  // What is in this tab only would be lost by a reload.
  const words = (await app.page.getByRole('alert').allInnerTexts()).join('\n');
  expect(words).toMatch(/stage2_INTERRUPTED_100kN\.zip is not saved: /);
  expect(words).not.toMatch(/reload/i);

  // With space again, all of it is there, whatever the browser did to its database.
  await app.waitForFile(STAGE1);
  await expect.poll(() => app.page.getByTestId('unsaved').count(), { timeout: 90_000 }).toBe(0);
  await app.waitForButton(/^Interrupt/);
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  expect(await app.fileNames()).toEqual(expect.arrayContaining([STAGE1, 'stage2_INTERRUPTED_100kN.zip']));
  await app.page.reload();
  await app.waitForButton(/^Resume from stage 2\/4/);
});
