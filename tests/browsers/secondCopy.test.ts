import { expect, inject, test } from 'vitest';
import { describeInBrowsers } from './browsers';
import { LONG_STAGE_2, Visitor } from './visitor';

const COPY_LINE = '[data-testid=copy-line]';

describeInBrowsers('a second copy', (browser) => {
  test('lies in the private file system, where there is one, and gives back what the browser lost', async () => {
    const visitor = new Visitor(browser);
    await visitor.open(LONG_STAGE_2);
    const hasFileSystem = await visitor.run(
      () => typeof (navigator.storage as Partial<StorageManager> | undefined)?.getDirectory === 'function',
    );
    await visitor.clickPrimary();
    await visitor.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    await visitor.clickPrimary();
    await visitor.waitForButton(/^Resume from stage 2\/4/);
    await visitor.openView('Checkpoints');
    if (!hasFileSystem) {
      await expect.poll(() => visitor.textOf(COPY_LINE)).toMatch(/no private file system/);
      expect(visitor.allComplaints()).toEqual([]);
      return;
    }
    await expect.poll(() => visitor.textOf(COPY_LINE)).toMatch(/^All 2 files .*private file system/);

    // From elsewhere at the same origin: the app would write what it has in memory once more.
    await visitor.browser.goto(`${inject('appUrl')}icon-192.png`);
    await visitor.run(
      () =>
        new Promise((resolve) => {
          indexedDB.deleteDatabase('tmd-lab').onsuccess = () => resolve(null);
        }),
    );
    await visitor.browser.reopenTab();
    await visitor.open(LONG_STAGE_2);
    await visitor.waitForButton(/^Start training/);
    await visitor.click('[data-testid=restore] button');
    await visitor.click('dialog[open] [data-testid=confirm]');
    await visitor.waitForButton(/^Resume from stage 2\/4/);
    expect(visitor.allComplaints()).toEqual([]);
  });
});
