import { expect, test } from 'vitest';
import { describeInBrowsers } from '../browsers';
import { Visitor } from '../visitor';

const LOOPS = 3;
const FINAL = 'final_v9_advanced.zip';

/** Files of the run, and files that the page offers because the browser has not taken them. */
async function savedAndOffered(visitor: Visitor): Promise<{ saved: string[]; offered: string }> {
  const offered = await visitor.run(() =>
    [...document.querySelectorAll<HTMLElement>('[data-testid=unsaved]')]
      .map((notice) => notice.innerText)
      .join('\n'),
  );
  return { saved: await visitor.fileNames(), offered };
}

/**
 * WebKit's storage may never answer again after a reload in the middle of its work. No page can mend that: it can notice it,
 * go on, and hand out what is in memory.
 */
describeInBrowsers('a reload right after a run', (browser) => {
  test(`costs no file: the next run saves, or is offered as downloads, ${LOOPS} times`, async () => {
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
      await expect
        .poll(
          async () => {
            const { saved, offered } = await savedAndOffered(visitor);
            return saved.includes(FINAL) || offered.includes(FINAL);
          },
          { timeout: 120_000 },
        )
        .toBe(true);

      await visitor.closeBrowser('kill');
      await visitor.open(`#preset=smoke&run=loop${loop}`);
      await visitor.waitForFile(FINAL);
    }
  });
});
