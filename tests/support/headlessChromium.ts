import { playwright } from '@vitest/browser-playwright';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../tools/chromium/chromium.mjs';

/** Where tests that need a browser's own interfaces run: Chromium, without a window. */
export const HEADLESS_CHROMIUM = {
  enabled: true,
  headless: true,
  screenshotFailures: false,
  provider: playwright({
    launchOptions: { executablePath: findChromium() ?? undefined, args: CHROMIUM_ARGUMENTS },
  }),
  instances: [{ browser: 'chromium' as const }],
};
