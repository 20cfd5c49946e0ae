import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ElementHandle, LaunchOptions, Page } from 'puppeteer-core';
import { launch } from 'puppeteer-core';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../../tools/chromium/chromium.mjs';
import { findFirefox } from '../find.mjs';
import type { Browser, RunningBrowser } from './browser';

type Options = Required<Pick<LaunchOptions, 'browser' | 'executablePath' | 'userDataDir'>> &
  Pick<LaunchOptions, 'args' | 'extraPrefsFirefox' | 'downloadBehavior'>;

/** @param downloads the folder where they go */
async function start(downloads: string, options: Options): Promise<RunningBrowser> {
  const browser = await launch({ headless: true, protocolTimeout: 120_000, ...options });
  const complaints: string[] = [];
  const watch = (page: Page) => {
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
    });
    return page;
  };
  let page = watch((await browser.pages())[0] ?? (await browser.newPage()));
  await page.setViewport({ width: 1440, height: 900 });
  return {
    version: (await browser.version()).replace('/', ' '),
    complaints,
    downloads,
    async goto(url) {
      // The same address with another hash is no navigation.
      await page.goto('about:blank');
      await page.goto(url);
    },
    async reload() {
      await page.reload();
    },
    async reopenTab() {
      const old = page;
      page = watch(await browser.newPage());
      await page.setViewport({ width: 1440, height: 900 });
      await old.close({ runBeforeUnload: false });
    },
    evaluate: <T>(expression: string) => page.evaluate(expression) as Promise<T>,
    async chooseFile(selector, path) {
      const input = await page.waitForSelector(selector);
      await (input as ElementHandle<HTMLInputElement> | null)?.uploadFile(path);
    },
    async resize(width, height) {
      await page.setViewport({ width, height });
    },
    async screenshot(path) {
      await page.screenshot({ path: path });
    },
    close: () => browser.close(),
    async kill() {
      const child = browser.process();
      if (!child) throw new Error('The browser has no process.');
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const downloadsOf = (profile: string) => {
  const directory = join(profile, 'downloads');
  mkdirSync(directory, { recursive: true });
  return directory;
};

function firefoxWith(name: string, preferences: Readonly<Record<string, boolean | number>>): Browser {
  return {
    name,
    missing: findFirefox() ? null : 'there is none: set FIREFOX_PATH or install firefox-esr',
    launch(profile, { isPrivate = false } = {}) {
      const downloads = downloadsOf(profile);
      const extraPrefsFirefox = {
        ...preferences,
        'browser.download.dir': downloads,
        'browser.download.folderList': 2,
        'browser.privatebrowsing.autostart': isPrivate,
      };
      return start(downloads, {
        browser: 'firefox',
        executablePath: findFirefox() ?? '',
        userDataDir: profile,
        extraPrefsFirefox,
      });
    },
  };
}

/** Debian's or any other Firefox, through WebDriver BiDi, as it is shipped. */
export const firefox = firefoxWith('Firefox', {});

/** With WebGPU where Firefox does not offer it yet, on any adapter, Mesa's llvmpipe included. */
export const firefoxWithWebgpu = firefoxWith('Firefox with WebGPU', {
  'dom.webgpu.enabled': true,
  'gfx.webgpu.ignore-blocklist': true,
});

/** "Block all cookies" under its settings: localStorage and IndexedDB go with them. */
export const firefoxWithoutStorage = firefoxWith('Firefox with cookies blocked', {
  'network.cookie.cookieBehavior': 2,
});

/** What the others are compared with; the tests of `tests/e2e` have tried it in everything else. */
export const chromium: Browser = {
  name: 'Chromium',
  missing: findChromium() ? null : 'there is no Chromium: see tools/chromium/ensureChromium.mjs',
  launch(profile, { isPrivate = false } = {}) {
    const downloads = downloadsOf(profile);
    return start(downloads, {
      browser: 'chrome',
      executablePath: findChromium() ?? '',
      userDataDir: profile,
      args: [...CHROMIUM_ARGUMENTS, ...(isPrivate ? ['--incognito'] : [])],
      downloadBehavior: { policy: 'allow', downloadPath: downloads },
    });
  },
};
