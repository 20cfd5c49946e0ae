import type { BrowserContext } from 'playwright';
import { chromium } from 'playwright';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../tools/chromium/chromium.mjs';
import { temporaryDirectory } from './temporaryDirectory';

export const temporaryProfile = () => temporaryDirectory('profile');

/**
 * A real Chromium on a profile that outlives it, as a visitor's does.
 *
 * @param switches of its command line, besides the usual ones
 */
export async function launch(profile: string, switches: readonly string[] = []): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: findChromium() ?? undefined,
    headless: true,
    args: [...CHROMIUM_ARGUMENTS, ...switches],
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
  });
}
