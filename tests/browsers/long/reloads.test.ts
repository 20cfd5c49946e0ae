import { expect, test } from 'vitest';
import { describeInBrowsers } from '../browsers';
import { Visitor } from '../visitor';

const LOOPS = 3;
const FINAL = 'final_v9_advanced.zip';

/** Waits until the run's last file is saved, or offered because the browser does not take it. */
async function lastFile(visitor: Visitor): Promise<'saved' | 'offered'> {
  const fate = async () => {
    if ((await visitor.fileNames()).includes(FINAL)) return 'saved';
    const offers = await visitor.run(() =>
      [...document.querySelectorAll<HTMLElement>('[data-testid=unsaved]')].map((each) => each.innerText),
    );
    return offers.some((each) => each.includes(FINAL)) ? 'offered' : 'neither';
  };
  let last = 'neither' as Awaited<ReturnType<typeof fate>>;
  await expect.poll(async () => (last = await fate()), { timeout: 120_000 }).not.toBe('neither');
  return last === 'saved' ? 'saved' : 'offered';
}

/**
 * WebKit's storage may never answer again after a reload in the middle of its work, nor for the browser that is started
 * right after it. No page can mend that: it can notice it, go on, and hand out what is in memory.
 */
describeInBrowsers('a reload right after a run', (browser) => {
  test(`costs no file: each run is saved or offered, and what is saved stays, ${LOOPS} times`, async () => {
    const visitor = new Visitor(browser);
    for (let loop = 0; loop < LOOPS; loop++) {
      await visitor.open(`#preset=smoke&run=loop${loop}`);
      await visitor.clickPrimary();
      await visitor.waitForLine('TRAINING COMPLETE');
      const before = await lastFile(visitor);
      await visitor.browser.reload();
      await visitor.open(`#preset=smoke&run=again${loop}`);
      await visitor.waitForButton(/^Start training/);
      await visitor.clickPrimary();
      await visitor.waitForLine('TRAINING COMPLETE');
      console.log(`Loop ${loop}: ${before}, then ${await lastFile(visitor)}.`);

      await visitor.closeBrowser('kill');
      await visitor.open(`#preset=smoke&run=loop${loop}`);
      if (before === 'saved') await visitor.waitForFile(FINAL);
    }
  });
});
