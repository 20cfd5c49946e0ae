import { expect, test } from 'vitest';
import { serveCopy } from '../support/serveCopy';
import { describeInBrowsers, ENGINES } from './browsers';
import { LONG_STAGE_2, SMOKE, Visitor } from './visitor';

describeInBrowsers(
  'without a network',
  (browser) => {
    test('a browser that is started anew shows the page, trains and saves', async () => {
      const build = await serveCopy();
      try {
        const visitor = new Visitor(browser);
        await visitor.open(SMOKE, { url: build.url });
        await visitor.openView('Checkpoints');
        await expect.poll(() => visitor.textOf('[data-testid=offline]')).toBe('Yes');
        await visitor.closeBrowser();
        await build.stop();

        await visitor.open(LONG_STAGE_2, { url: build.url });
        expect(await visitor.run(() => crossOriginIsolated)).toBe(true);
        await visitor.clickPrimary();
        await visitor.waitForLine('STAGE 2/4: M5.7 @ 100kN');
        await visitor.waitForFile('stage1_50kN.zip');
        await visitor.closeBrowser();
        expect(visitor.complaints).toEqual([]);
      } finally {
        await build.remove();
      }
    });
  },
  ENGINES,
);
