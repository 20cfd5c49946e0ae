import { readFileSync } from 'node:fs';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';

/** A later version of the page opens the database of the files, as a deploy would, with what that version changes. */
const upgrade = (page: Page, movesFiles: boolean) =>
  page.evaluate(async (isMoved) => {
    const request = indexedDB.open('tmd-lab', 2);
    request.onupgradeneeded = () => {
      if (!isMoved) return;
      const later = request.result.createObjectStore('later');
      const reading = request.transaction?.objectStore('files').openCursor();
      if (!reading) throw new Error('there are no files');
      reading.onsuccess = () => {
        const cursor = reading.result;
        if (!cursor) return request.result.deleteObjectStore('files');
        later.put({ value: cursor.value as unknown }, (cursor.key as string[]).join('/'));
        cursor.continue();
      };
    };
    await new Promise((resolve, reject) => {
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    request.result.close();
  }, movesFiles);

async function trainedPage(): Promise<AppPage> {
  const app = await AppPage.open(await launchForTest());
  await app.chooseDevice('wasm');
  await app.primary.click();
  await app.waitForFile('stage1_50kN.zip');
  await app.waitForButton(/^Interrupt/);
  await app.primary.click();
  await expect.poll(() => app.primary.textContent(), { timeout: 60_000 }).not.toMatch(/Interrupt|Stopping/);
  return app;
}

async function expectReadOnly({ page, primary }: AppPage): Promise<void> {
  await expect.poll(() => primary.textContent()).toMatch(/^Cannot start: a newer version of this page/);
  expect(await primary.isDisabled()).toBe(true);
  expect(await page.getByTestId('outdated').innerText()).toMatch(
    /changes nothing.*Download what is not saved, then/,
  );
  expect(await page.getByTestId('lost').count()).toBe(0);
}

test('a newer format of the same files: they are shown and handed out, and nothing is changed', async () => {
  const app = await trainedPage();
  await upgrade(app.page, false);
  await expectReadOnly(app);
  await app.page.goto(new URL(SMOKE, app.page.url()).href);
  await app.page.reload();
  await expectReadOnly(app);
  await app.waitForFile('stage1_50kN.zip');
  const zip = readFileSync(await (await app.download('stage1_50kN.zip')).path());
  expect(zip.subarray(0, 2).toString()).toBe('PK');
  expect(
    await app
      .row('stage1_50kN.zip')
      .getByRole('button', { name: /delete/i })
      .isDisabled(),
  ).toBe(true);
});

test('files that a newer version keeps elsewhere: their bytes can be had', async () => {
  const app = await trainedPage();
  await upgrade(app.page, true);
  await app.page.reload();
  await expectReadOnly(app);
  const notice = app.page.getByTestId('outdated');
  await notice.getByRole('button', { name: 'List the stored files' }).click();
  const [download] = await Promise.all([
    app.page.waitForEvent('download'),
    notice
      .getByRole('button', { name: /stage1_50kN\.zip/ })
      .first()
      .click(),
  ]);
  expect(
    readFileSync(await download.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
});
