import { expect, test } from 'vitest';
import { describeInBrowsers } from './browsers';
import { firefoxWithWebgpu } from './drivers/puppeteer';
import { QUICK, Visitor } from './visitor';
import { engineOf } from './weights';

describeInBrowsers(
  'training on WebGPU',
  (browser) => {
    test('goes through all four stages; the browser is there after it', async ({ skip }) => {
      const visitor = new Visitor(browser);
      await visitor.open(QUICK);
      const hasAdapter = await visitor.run(async () => Boolean(await navigator.gpu?.requestAdapter()));
      if (!hasAdapter) skip('there is no adapter: install mesa-vulkan-drivers');
      await visitor.chooseDevice('webgpu');
      await visitor.clickPrimary();
      await visitor.waitForLine('TRAINING COMPLETE');
      expect(await engineOf(await visitor.download('stage4_150kN.zip'))).toMatch(/^webgpu/);
      expect(visitor.allComplaints()).toEqual([]);
    });
  },
  [firefoxWithWebgpu],
);
