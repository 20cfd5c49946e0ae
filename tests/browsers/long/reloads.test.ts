import { expect, test } from 'vitest';
import { describeInBrowsers } from '../browsers';
import { Visitor } from '../visitor';

const LOOPS = 3;

describeInBrowsers('a reload right after a run', (browser) => {
  test(`does not keep the next run from saving, ${LOOPS} times`, async () => {
    const visitor = new Visitor(browser);
    for (let loop = 0; loop < LOOPS; loop++) {
      await visitor.open(`#preset=smoke&run=loop${loop}`);
      await visitor.clickPrimary();
      await visitor.waitForLine('TRAINING COMPLETE');
      await visitor.browser.reload();
      await visitor.open(`#preset=smoke&run=again${loop}`);
      await visitor.waitForButton(/^Start training/);
      await visitor.clickPrimary();
      await visitor.waitForLine('TRAINING COMPLETE');
      await visitor.waitForFile('final_v9_advanced.zip');
    }
    expect(visitor.allComplaints()).toEqual([]);
  });
});
