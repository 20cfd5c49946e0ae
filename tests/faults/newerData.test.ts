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

/**
 * What a page does that knows nothing of versions: it asks for its own, as idb-keyval and others do, or takes the database as
 * it is and writes into it.
 */
const withoutCare = (page: Page) =>
  page.evaluate(async () => {
    const nameOf = (error: unknown) => (error as DOMException).name;
    const open = (version?: number) =>
      new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open('tmd-lab', version);
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no reason'));
      });
    const asksForItsOwn = await open(1).then(() => 'opened', nameOf);
    const database = await open();
    try {
      const transaction = database.transaction('files', 'readwrite');
      const writing = transaction.objectStore('files').put(new Uint8Array(1), ['of an older version']);
      const takesItAsItIs = await new Promise<string>((resolve) => {
        // Undone: that it can be done is the fault.
        writing.onsuccess = () => transaction.abort();
        transaction.onabort = () => resolve(writing.error ? nameOf(writing.error) : 'has written');
      });
      return { asksForItsOwn, takesItAsItIs };
    } catch (error) {
      return { asksForItsOwn, takesItAsItIs: nameOf(error) };
    } finally {
      database.close();
    }
  });

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
  // The fault is real: either nothing can be read, or an older page writes into what a newer one keeps.
  expect(await withoutCare(app.page)).toEqual({
    asksForItsOwn: 'VersionError',
    takesItAsItIs: 'has written',
  });
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
  // The fault is real: an older page finds nothing, neither its version nor its files.
  expect(await withoutCare(app.page)).toEqual({
    asksForItsOwn: 'VersionError',
    takesItAsItIs: 'NotFoundError',
  });
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
