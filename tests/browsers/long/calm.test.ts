import { expect, test } from 'vitest';
import { describeInBrowsers } from '../browsers';
import type { Browser } from '../drivers/browser';
import { chromium, firefox } from '../drivers/puppeteer';
import { Visitor } from '../visitor';
import { engineOf, weightsOf } from '../weights';

const FILE = 'stage1_50kN.zip';
/** Some minutes on an idle machine, and tests share theirs. */
const TIMEOUT = 20 * 60_000;

async function trainStage1(browser: Browser): Promise<{ readonly engine: string; readonly weights: string }> {
  const visitor = new Visitor(browser);
  await visitor.open('#preset=calm');
  await visitor.chooseDevice('wasm');
  const begin = performance.now();
  await visitor.clickPrimary();
  await visitor.waitForLine(/^STAGE 2\/4/, TIMEOUT);
  const seconds = Math.round((performance.now() - begin) / 1000);
  const zip = await visitor.download(FILE);
  const trained = { engine: await engineOf(zip), weights: await weightsOf(zip) };
  console.log(`${visitor.browser.version}: ${seconds} s, ${trained.engine}, ${trained.weights}`);
  await visitor.closeBrowser();
  return trained;
}

describeInBrowsers(
  "calm's first stage",
  (browser) => {
    test('has the weights that Chromium gives it, byte for byte', async () => {
      const inChromium = await trainStage1(chromium);
      const here = await trainStage1(browser);
      expect(here.engine).toBe(inChromium.engine);
      expect(here.weights).toBe(inChromium.weights);
    });
  },
  [firefox],
);
