import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, inject, onTestFinished, test } from 'vitest';
import { AppPage } from '../support/appPage';
import { launch } from '../support/browserProfile';
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

/**
 * What a page gets that writes and hopes.
 *
 * @returns what became of the write, and whether its bytes are there afterwards
 */
async function writeWithoutCare(
  page: Page,
): Promise<{ readonly outcome: string; readonly isThere: boolean }> {
  return page.evaluate(async () => {
    const settled = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no reason'));
      });
    const open = async () => {
      const request = indexedDB.open('plain', 1);
      request.onupgradeneeded = () => request.result.createObjectStore('files');
      return settled(request);
    };
    // Random, since Chromium compresses what it keeps.
    const bytes = new Uint8Array(16 * 2 ** 20);
    for (let at = 0; at < bytes.length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
    const write = async () => {
      const database = await open();
      const transaction = database.transaction('files', 'readwrite', { durability: 'strict' });
      transaction.objectStore('files').put(bytes, 'file');
      await new Promise((resolve, reject) => {
        transaction.oncomplete = resolve;
        transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
      }).finally(() => database.close());
    };
    const outcome = await write().then(
      () => 'written',
      (error: Error) => error.name,
    );
    const isThere = await open().then(
      async (database) => {
        const found = await settled(database.transaction('files').objectStore('files').count('file'));
        database.close();
        return found > 0;
      },
      () => false,
    );
    return { outcome, isThere };
  });
}

const disk = mountSmallDisk(200 * 2 ** 20);

test.skipIf(!disk)(
  'the fault is real: on a full disk a write fails by one of many names, and its bytes are gone',
  async () => {
    if (!disk) return;
    const profile = join(disk.directory, 'plain');
    const context = await launch(profile);
    onTestFinished(async () => {
      disk.empty();
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    });
    const page = await context.newPage();
    await page.goto(new URL('licences/', inject('appUrl')).href);
    expect(await writeWithoutCare(page)).toEqual({ outcome: 'written', isThere: true });
    await page.evaluate(
      () => new Promise((resolve) => (indexedDB.deleteDatabase('plain').onsuccess = resolve)),
    );
    disk.fill();
    const refused = await writeWithoutCare(page);
    console.log(`A write of 16 MiB to a full disk ended with ${refused.outcome}.`);
    expect(refused.outcome).toMatch(/Error$/);
    expect(refused.isThere).toBe(false);
  },
);

test.skipIf(!disk)('a disk that is full to the last byte for 40 s: no completed stage is lost', async () => {
  if (!disk) return;
  onTestFinished(() => disk.remove());
  const context = await launch(join(disk.directory, 'profile'));
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
