import { expect, test } from 'vitest';
import { describeInBrowsers } from './browsers';
import { firefoxWithoutStorage } from './drivers/puppeteer';
import { QUICK, Visitor } from './visitor';

describeInBrowsers(
  'where nothing is kept',
  (browser) => {
    test('the page trains in memory, says so, and every view opens', async () => {
      const visitor = new Visitor(browser);
      await visitor.open(QUICK);
      expect(await visitor.textOf('[data-testid=not-kept]')).toMatch(/lets the page keep nothing/);
      await visitor.clickPrimary();
      await visitor.waitForLine('TRAINING COMPLETE');
      await visitor.waitForFile('final_v9_advanced.zip');
      for (const view of await visitor.viewNames()) await visitor.openView(view);
      expect(visitor.allComplaints()).toEqual([]);
    });
  },
  [firefoxWithoutStorage],
);
