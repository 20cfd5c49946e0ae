import type { BrowserContext, Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { AppPage, launchForTest } from '../support/appPage';

/** The smoke preset with a stage so long that a test can act in the middle of it. */
const LONG_STAGE_2 = '#preset=smoke&stage2.total_timesteps=1000000000';
const STAGE1 = 'stage1_50kN.zip';
const INTERRUPTED = 'stage2_INTERRUPTED_100kN.zip';

/** Clears what a site stores, as a browser's settings do. */
async function clear(page: Page, storageTypes: 'indexeddb' | 'all'): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin: new URL(page.url()).origin, storageTypes });
  await session.detach();
}

/** How many values the page's files have in the browser's storage. */
const countValues = (page: Page) =>
  page.evaluate(async () => {
    const settled = <Result>(request: IDBRequest<Result>) =>
      new Promise<Result>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('request failed'));
      });
    if (!(await indexedDB.databases()).some(({ name }) => name === 'tmd-lab')) return 0;
    const database = await settled(indexedDB.open('tmd-lab'));
    const hasStore = database.objectStoreNames.contains('files');
    const count = hasStore ? await settled(database.transaction('files').objectStore('files').count()) : 0;
    database.close();
    return count;
  });

async function inStage2(context: BrowserContext): Promise<AppPage> {
  const app = await AppPage.open(context, LONG_STAGE_2);
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await app.waitForFile(STAGE1);
  return app;
}

async function interrupt(app: AppPage): Promise<void> {
  await app.waitForButton(/^Interrupt/);
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
}

const lost = (app: AppPage) => app.page.getByTestId('lost');
const expectLost = (app: AppPage, words: RegExp) =>
  expect.poll(() => lost(app).allInnerTexts(), { timeout: 30_000 }).toEqual([expect.stringMatching(words)]);

describe('the storage is cleared under the open page', () => {
  test('while it trains: stage and newest state are written again, and it is told', async () => {
    const app = await inStage2(await launchForTest());
    await clear(app.page, 'indexeddb');
    await expectLost(app, /had lost stage1_50kN\.zip.*was written again/s);
    await app.waitForFile(INTERRUPTED);
    expect(await app.fileNames()).toContain(STAGE1);
    const [download] = await Promise.all([
      app.page.waitForEvent('download'),
      lost(app)
        .getByRole('button', { name: `Download ${STAGE1}` })
        .click(),
    ]);
    expect(download.suggestedFilename()).toBe(STAGE1);
    await interrupt(app);
    // An open page remembers, also where its own memory was cleared with the rest.
    await lost(app).getByRole('button', { name: 'Dismiss' }).click();
    await clear(app.page, 'all');
    await expectLost(app, /had lost stage1_50kN\.zip/);
    await expect.poll(() => app.fileNames()).toEqual(expect.arrayContaining([STAGE1, INTERRUPTED]));
    await app.waitForButton(/^Resume from stage 2\/4/);
  });

  test('of files of an earlier visit: they are named, now and later, until it is dismissed', async () => {
    const context = await launchForTest();
    const app = await inStage2(context);
    await interrupt(app);
    await app.page.reload();
    await app.waitForButton(/^Resume from stage 2\/4/);
    expect(await countValues(app.page)).toBeGreaterThan(0);
    await clear(app.page, 'indexeddb');
    expect(await countValues(app.page)).toBe(0);
    const words = /no longer has stage1_50kN\.zip, stage2_INTERRUPTED_100kN\.zip.*Upload downloaded copies/s;
    await expectLost(app, words);
    await app.waitForButton(/^Start training/);
    await app.page.reload();
    await expectLost(app, words);
    await app.page.waitForTimeout(6000);
    await expectLost(app, words);
    await lost(app).getByRole('button', { name: 'Dismiss' }).click();
    await app.page.reload();
    await app.waitForButton(/^Start training/);
    await app.page.waitForTimeout(6000);
    expect(await lost(app).count()).toBe(0);
  });
});

describe('another tab deletes the stages', () => {
  test('the button says so, and nobody is told of a loss', async () => {
    const context = await launchForTest();
    const app = await inStage2(context);
    await interrupt(app);
    const other = await AppPage.open(context, LONG_STAGE_2);
    await other.page.getByText('More actions').click();
    await other.page.getByRole('button', { name: 'Start fresh' }).click();
    await other.confirm();
    await other.waitForButton(/^Start training/);
    await app.waitForButton(/^Start training/);
    expect([await lost(app).count(), await lost(other).count()]).toEqual([0, 0]);
  });

  test('at the very moment of the click: nothing is trained before a person has said so', async () => {
    const context = await launchForTest();
    const app = await inStage2(context);
    await interrupt(app);
    await app.page.evaluate(async () => {
      const opening = indexedDB.open('tmd-lab');
      await new Promise((resolve) => (opening.onsuccess = resolve));
      const transaction = opening.result.transaction('files', 'readwrite');
      transaction.objectStore('files').clear();
      await new Promise((resolve) => (transaction.oncomplete = resolve));
      document.querySelector<HTMLButtonElement>('[data-testid=primary]')?.click();
    });
    const dialog = app.page.getByRole('dialog');
    await dialog.waitFor();
    expect(await dialog.innerText()).toMatch(/files of this run have changed.*Nothing was trained yet/s);
    expect((await app.consoleLines()).filter((line) => line.startsWith('STAGE 1'))).toHaveLength(1);
    // What was in memory is back before anybody has to answer.
    await expect.poll(() => dialog.getByTestId('confirm').innerText()).toMatch(/^Resume from stage 2\/4/);
    await app.confirm();
    await expect
      .poll(async () => (await app.consoleLines()).filter((line) => line.startsWith('STAGE 2')).length)
      .toBe(2);
  });
});
