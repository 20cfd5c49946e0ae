import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect } from 'vitest';

const WCAG_2_2_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** Expects of what is on the page, in light and dark: no violation of WCAG 2.2 AA that axe finds, no sideways scrolling. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).withTags(WCAG_2_2_AA).analyze();
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
