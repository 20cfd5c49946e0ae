import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, BrowserContextOptions } from 'playwright';
import { chromium } from 'playwright';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../tools/chromium/chromium.mjs';
import { temporaryDirectory } from './temporaryDirectory';

/**
 * Choices of chrome://flags. What the address bar suggests is shown by two pages of Chromium's own, which every window loads:
 * a fifth of what a start takes, for nobody who types there. (A switch would replace the features that Playwright names.)
 */
const FLAGS = ['webui-omnibox-popup', 'webui-omnibox-aim-popup'];
const DISABLED = '@2';

/** Makes a profile in an empty folder. */
export function beginProfile(folder: string): void {
  const enabled_labs_experiments = FLAGS.map((flag) => flag + DISABLED);
  writeFileSync(join(folder, 'Local State'), JSON.stringify({ browser: { enabled_labs_experiments } }));
}

/** A new profile, to be launched on as often as a test likes. */
export function temporaryProfile() {
  const profile = temporaryDirectory('profile');
  beginProfile(profile.directory);
  return profile;
}

/**
 * A real Chromium on a profile that outlives it, as a visitor's does.
 *
 * @param switches of its command line, besides the usual ones
 * @param options of the visitor, as Playwright has them
 */
export async function launch(
  profile: string,
  switches: readonly string[] = [],
  options: BrowserContextOptions = {},
): Promise<BrowserContext> {
  return chromium.launchPersistentContext(profile, {
    executablePath: findChromium() ?? undefined,
    headless: true,
    args: [...CHROMIUM_ARGUMENTS, ...switches],
    viewport: { width: 1440, height: 900 },
    acceptDownloads: true,
    ...options,
  });
}

/**
 * A visitor who prefers that nothing moves, for tests that are not about what does: drawing each frame of the first seconds
 * takes as long as it takes to load the page.
 */
export const STILL: BrowserContextOptions = { reducedMotion: 'reduce' };
