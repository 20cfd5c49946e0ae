import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect } from 'vitest';

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** The rules among those that look at colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];

/**
 * Expects of what is on the page: no violation of WCAG 2.2 AA that axe finds, in light and dark, no sideways scrolling. Dark
 * has the same elements in the same places, so that what is left to look at is its colours.
 */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const runOnly = colorScheme === 'light' ? WCAG_2_2_AA : { type: 'rule' as const, values: COLOURS };
    // The legacy mode does without a tab of its own for the report, which frames of other origins would need.
    const axe = new AxeBuilder({ page }).options({ runOnly, resultTypes: ['violations'] }).setLegacyMode();
    const { violations } = await axe.analyze();
    const found = violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]);
    expect(found, `${what}, ${colorScheme}`).toEqual([]);
    await expectNoSidewaysScrolling(page, `${what}, ${colorScheme}`);
  }
}

/** What is drawn on a canvas follows a new width some frames later. */
export async function expectNoSidewaysScrolling(page: Page, what: string): Promise<void> {
  const excess = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  await expect.poll(excess, { message: what, timeout: 5000 }).toBe(0);
}
