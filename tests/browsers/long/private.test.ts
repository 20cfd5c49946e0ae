import { expect, test } from 'vitest';
import { describeInBrowsers } from '../browsers';
import { LONG_STAGE_2, SMOKE, Visitor } from '../visitor';

describeInBrowsers('a private window', (browser) => {
  test('trains, saves and gives a zip; nothing of it is left in the next one', async () => {
    const visitor = new Visitor(browser, { isPrivate: true });
    await visitor.open(LONG_STAGE_2);
    await visitor.clickPrimary();
    await visitor.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    expect((await visitor.download('stage1_50kN.zip')).length).toBeGreaterThan(10_000);

    await visitor.closeBrowser();
    await visitor.open(SMOKE);
    await visitor.waitForButton(/^Start training/);
    expect(await visitor.fileNames()).toEqual([]);
    expect(visitor.allComplaints()).toEqual([]);
  });
});
