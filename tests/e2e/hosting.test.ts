import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BrowserContext } from 'playwright';
import { beforeEach, describe, expect, test } from 'vitest';
import { AppPage, launchForTest, QUICK, SMOKE } from '../support/appPage';
import { chosenOf } from '../support/extent';
import { hostForTest } from '../support/staticHost';

/** Any host that serves files will do, at any path of it; where the app cannot run, the page has words. */

const FOLDER = 'tmd-lab/';
const DIST = resolve(import.meta.dirname, '../../dist');

/** One of the modules that the page's script imports, as the build's first page names it. */
function preloadedModule(): RegExp {
  const page = readFileSync(resolve(DIST, 'index.html'), 'utf8');
  const [, name] = /rel="modulepreload"[^>]* href="[^"]*\/([^"/]+)"/.exec(page) ?? [];
  if (!name) throw new Error('The build preloads no module.');
  return new RegExp(name.replaceAll('.', '\\.'));
}

let context: BrowserContext;

beforeEach(async () => {
  context = await launchForTest({ isStill: true });
});

const WITH_HEADERS = { headers: 'with our headers', sendsHeaders: true, device: 'tfjs-wasm' };
const WITHOUT_HEADERS = { headers: 'without headers', sendsHeaders: false, device: 'webgpu' };

// A host without headers is in the tests of offline use as well.
test.each(chosenOf([WITH_HEADERS, WITHOUT_HEADERS], [WITH_HEADERS]))(
  'in a folder of a host $headers it trains, reloads, and works offline',
  async ({ sendsHeaders, device }) => {
    const host = await hostForTest({ folders: [FOLDER], sendsHeaders });
    const url = host.origin + FOLDER;
    // As a person types it: the host adds the slash.
    const first = await AppPage.open(context, QUICK, { url: url.slice(0, -1) });
    expect(first.url.pathname).toBe(`/${FOLDER}`);
    await first.primary.click();
    await first.waitForLine('TRAINING COMPLETE');
    await first.waitUntilOffline();
    for (const view of await first.page.getByRole('tab').allInnerTexts()) await first.openView(view);
    await first.openView('Train');
    await first.page.reload();
    await first.waitForFile('stage4_150kN.zip');
    expect(await first.page.evaluate(() => crossOriginIsolated)).toBe(true);
    const scopes = await first.page.evaluate(async () =>
      (await navigator.serviceWorker.getRegistrations()).map(({ scope }) => scope),
    );
    expect(scopes).toEqual([url]);
    expect(first.complaints).toEqual([]);
    expect(host.missed).toEqual([]);
    await first.page.close();
    await host.stop();

    const offline = await AppPage.open(context, `?view=train${SMOKE}&run=offline`, { url });
    // Each comes with files of its own: a WebAssembly module of tfjs, the shaders' chunk.
    await offline.page.getByRole('combobox', { name: /^Device/ }).selectOption(device);
    await offline.waitForButton(/^Start training/);
    await offline.primary.click();
    await offline.waitForFile('stage1_50kN.zip');
    expect(offline.complaints).toEqual([]);
  },
);

describe('where the app cannot start', () => {
  const words = async () => {
    const page = await context.newPage();
    return { page, heading: page.getByRole('heading', { name: 'TMD Lab has not started' }) };
  };

  test('opened as a file, the page says what to do', async () => {
    const { page, heading } = await words();
    await page.goto(pathToFileURL(resolve(DIST, 'index.html')).href);
    await heading.waitFor();
    expect(await page.locator('body').innerText()).toMatch(/opened this page as a file, run npm start/);
  });

  test('without JavaScript', async () => {
    const host = await hostForTest({ folders: [''] });
    const browser = context.browser();
    const page = await (await browser!.newContext({ javaScriptEnabled: false })).newPage();
    await page.goto(host.origin);
    await page.getByText('It needs JavaScript').waitFor();
  });

  const SCRIPT = ['the page’s script', /index-.*\.js$/] as const;
  const ASSETS = ['all of its assets', /assets/] as const;
  const MODULE = ['a module that the script imports', preloadedModule()] as const;

  test.each(chosenOf([SCRIPT, ASSETS, MODULE], [MODULE]))('a host that lacks %s', async (_, lacks) => {
    const host = await hostForTest({ folders: [''], lacks });
    const { page, heading } = await words();
    await page.goto(host.origin);
    await heading.waitFor();
    expect(host.missed).not.toEqual([]);
    expect(await page.locator('body').innerText()).toContain('the host may lack some of its files');
  });

  test('an error while it mounts leaves words with its reason', async () => {
    const host = await hostForTest({ folders: [''] });
    const { page } = await words();
    await page.addInitScript(() => {
      const fail = () => {
        throw new Error('this browser is broken');
      };
      Node.prototype.cloneNode = fail;
      Document.prototype.importNode = fail;
    });
    await page.goto(host.origin);
    await page
      .getByRole('alert')
      .getByText(/could not start in this browser .*this browser is broken/)
      .waitFor();
  });

  test('an error in one view leaves words there, and the other views work', async () => {
    const host = await hostForTest({ folders: [''] });
    const app = await AppPage.open(context, `${SMOKE}&seed=5`, { url: host.origin });
    // The settings' link needs it, and only their view shows one.
    await app.page.evaluate(() => {
      window.encodeURIComponent = () => {
        throw new Error('no links today');
      };
    });
    await app.page.getByRole('tab', { name: 'Settings' }).click();
    await app.page
      .getByRole('alert')
      .getByText(/This view met an error .*no links today/)
      .waitFor();
    await app.openView('How it works');
    await app.page.getByRole('heading', { name: 'How it works' }).waitFor();
    expect(await app.page.getByRole('alert').count()).toBe(0);
  });
});

test('while the scripts load, the words for where they do not are not seen', async () => {
  const host = await hostForTest({ folders: [''] });
  const page = await context.newPage();
  let release = () => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/index-.*\.js$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(host.origin, { waitUntil: 'commit' });
  const main = page.locator('main.not-started');
  await main.waitFor({ state: 'attached' });
  const animation = () =>
    main.evaluate((element) => {
      const { animationName, animationDelay, animationFillMode } = getComputedStyle(element);
      return [animationName, animationDelay, animationFillMode];
    });
  await expect.poll(animation).toEqual([expect.stringMatching(/./), '5s', 'backwards']);
  release();
  await page.getByTestId('primary').waitFor();
  expect(await main.count()).toBe(0);
});
