import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeInBrowsers, ENGINES } from './browsers';
import { QUICK, Visitor } from './visitor';
import { chosenOf } from '../support/extent';

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;

/** Where pictures go that a person looks at: `SCREENSHOTS=/tmp/browsers npm run test:browsers`. */
const SCREENSHOTS = process.env.SCREENSHOTS;

async function picture(visitor: Visitor, ...words: string[]): Promise<void> {
  if (!SCREENSHOTS) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await visitor.browser.screenshot(join(SCREENSHOTS, `${words.join(' ').replaceAll(' ', '-')}.png`));
}

async function trained(visitor: Visitor): Promise<Visitor> {
  await visitor.open(QUICK);
  await visitor.clickPrimary();
  await visitor.waitForLine('TRAINING COMPLETE');
  await visitor.waitForButton(/final/i);
  return visitor;
}

describeInBrowsers(
  'after a run',
  (browser) => {
    test('every view has something in it and none scrolls sideways, at 1440 and 390 px; dialogs are as high as what is in them', async () => {
      const visitor = await trained(new Visitor(browser));
      const views = await visitor.viewNames();
      expect(views).toContain('Settings');
      for (const { width, height } of chosenOf(SIZES, SIZES.slice(1))) {
        await visitor.browser.resize(width, height);
        for (const view of views) {
          const what = `${view}, ${width} px`;
          await visitor.openView(view);
          await expect.poll(() => visitor.run(wordsInSight), { message: what }).toBeGreaterThan(20);
          await expect.poll(() => visitor.run(sidewaysExcess), { message: what }).toBe(0);
          await picture(visitor, browser.name, view, `${width}`);
        }

        await visitor.openView('Train');
        for (const { name, open } of DIALOGS) {
          await open(visitor);
          await expect
            .poll(() => visitor.run(emptyHeightOfDialog), { message: `${name}, ${width} px` })
            .toBeLessThan(48);
          await picture(visitor, browser.name, 'dialog', name, `${width}`);
          await visitor.run(() =>
            document.querySelector('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true })),
          );
          await visitor.run(() => document.querySelector('dialog')?.close());
          await expect
            .poll(() => visitor.run(() => document.querySelectorAll('dialog[open]').length))
            .toBe(0);
        }
      }
      expect(visitor.allComplaints()).toEqual([]);
    });
  },
  ENGINES,
);

const DIALOGS = [
  {
    name: 'start fresh',
    open: async (visitor: Visitor) => {
      await visitor.run(() => document.querySelectorAll('details').forEach((each) => (each.open = true)));
      await visitor.click('button', 'Start fresh');
    },
  },
  {
    name: 'values',
    open: (visitor: Visitor) => visitor.click('button[aria-label^="Values of"]'),
  },
  {
    name: 'help',
    open: (visitor: Visitor) =>
      visitor.run(() => {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '?', bubbles: true }));
      }),
  },
] as const;

function wordsInSight(): number {
  const panels = [...document.querySelectorAll<HTMLElement>('[role=tabpanel]')];
  const shown = panels.find((panel) => panel.getClientRects().length > 0);
  return shown?.innerText.split(/\s+/).length ?? 0;
}

function sidewaysExcess(): number {
  // `innerWidth` includes the scrollbar, where it takes room.
  return document.documentElement.scrollWidth - document.documentElement.clientWidth;
}

/** Pixels of a dialog below what is in it, but for its padding; infinite where none is open or it is larger than the page. */
function emptyHeightOfDialog(): number {
  const dialog = document.querySelector('dialog[open]');
  const last = dialog?.lastElementChild;
  if (!dialog || !last) return Infinity;
  const box = dialog.getBoundingClientRect();
  if (box.top < 0 || box.bottom > innerHeight) return Infinity;
  const isScrolled = dialog.scrollHeight > dialog.clientHeight + 1;
  return isScrolled ? 0 : box.bottom - last.getBoundingClientRect().bottom;
}
