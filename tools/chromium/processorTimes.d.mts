import type { Browser, Page } from 'playwright';

export function processorTimes(
  browser: Browser,
  page: Page,
  action: () => Promise<unknown>,
): Promise<number[]>;
