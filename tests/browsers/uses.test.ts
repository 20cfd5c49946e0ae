import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trainStage1 } from '../support/trainStage1';
import { wasmEngine } from '../support/wasmEngines';
import { describeInBrowsers } from './browsers';
import { chromium } from './drivers/puppeteer';
import { LONG_STAGE_2, LONG_STAGE_3, SMOKE, Visitor } from './visitor';
import { engineOf, weightsOf } from './weights';

const STAGES = ['stage1_50kN.zip', 'stage2_100kN.zip'];
const IN_STAGE_2 = 'STAGE 2/4: M5.7 @ 100kN';

/** Weights of the smoke preset's first stage, by the engine that trains it. */
let expected: Promise<ReadonlyMap<string, string>> | null = null;

async function trainInto(visitor: Visitor, line: string): Promise<void> {
  await visitor.clickPrimary();
  await visitor.waitForLine(line);
}

async function stage1InChromium(): Promise<Buffer> {
  const visitor = new Visitor(chromium);
  await visitor.open(LONG_STAGE_2);
  await visitor.chooseDevice('wasm');
  await trainInto(visitor, IN_STAGE_2);
  const zip = await visitor.download(STAGES[0]);
  await visitor.closeBrowser();
  return zip;
}

async function trainEverywhere(): Promise<ReadonlyMap<string, string>> {
  // A browser without relaxed SIMD computes as V8 does without it, and Chromium has no switch for that.
  const plain = await trainStage1(undefined, () => wasmEngine(1).open());
  const weights = new Map<string, string>();
  for (const zip of [await stage1InChromium(), Buffer.from(plain)]) {
    weights.set(await engineOf(zip), await weightsOf(zip));
  }
  expect([...weights.keys()]).toEqual(['wasm-relaxed-simd', 'wasm-simd']);
  return weights;
}

describeInBrowsers('training', (browser) => {
  test('is begun; a closed tab and a killed browser cost no stage; a zip is taken to another browser', async () => {
    const visitor = new Visitor(browser);
    await visitor.open(LONG_STAGE_2);
    await visitor.waitForButton(/^Start training/);
    await trainInto(visitor, IN_STAGE_2);

    await visitor.browser.reopenTab();
    await visitor.open(LONG_STAGE_2);
    await visitor.waitForButton(/^Resume from stage 2\/4/);
    await trainInto(visitor, IN_STAGE_2);

    await visitor.closeBrowser('kill');
    await visitor.open(LONG_STAGE_3);
    await visitor.waitForButton(/^Resume from stage 2\/4/);
    await trainInto(visitor, 'Will resume from Stage 2/4');
    // That a run comes to its end is in the tests of the views.
    await visitor.waitForLine('STAGE 3/4: M7.4 @ 150kN');
    await visitor.clickPrimary();
    await visitor.waitForButton(/^Resume from stage 3\/4/);
    expect(await visitor.fileNames()).toEqual(expect.arrayContaining(STAGES));

    const zip = await visitor.download(STAGES[0]);
    expected ??= trainEverywhere();
    expect(await weightsOf(zip)).toBe((await expected).get(await engineOf(zip)));

    const other = new Visitor(browser);
    await other.open(SMOKE);
    await other.waitForButton(/^Start training/);
    const path = join(other.browser.downloads, STAGES[0]);
    writeFileSync(path, zip);
    await other.upload(path);
    await other.waitForButton(/^Resume from stage 2\/4/);
    await trainInto(other, 'Will resume from Stage 2/4');
    await other.waitForLine(IN_STAGE_2);

    expect([...visitor.allComplaints(), ...other.allComplaints()]).toEqual([]);
  });
});
