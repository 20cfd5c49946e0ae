import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import { chosenOf, testAgain } from '../support/extent';
import { LONG_STAGE_2 } from '../support/profileHistories';
import type { ServedCopy } from '../support/serveCopy';
import { serveCopy } from '../support/serveCopy';

let context: BrowserContext;

beforeEach(async () => {
  context = await launchForTest({ isStill: true });
});

test('the page can be installed: its manifest is complete and its icons are what it says', async () => {
  const app = await AppPage.open(context);
  const href = await app.page.locator('link[rel=manifest]').getAttribute('href');
  const manifest = (await (await app.page.request.get(new URL(href ?? '', app.page.url()).href)).json()) as {
    readonly name: string;
    readonly start_url: string;
    readonly display: string;
    readonly icons: readonly { readonly src: string; readonly sizes: string; readonly purpose?: string }[];
  };
  expect(manifest).toMatchObject({ name: 'TMD Lab', start_url: './', display: 'standalone' });
  expect(manifest.icons.map(({ sizes, purpose }) => [sizes, purpose])).toEqual([
    ['192x192', undefined],
    ['512x512', undefined],
    ['512x512', 'maskable'],
  ]);
  for (const { src, sizes } of manifest.icons) {
    const size = await app.page.evaluate(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    expect(size).toBe(sizes);
  }
});

test('on a host that sends no headers, the second visit is isolated all the same', async () => {
  const plain = await serveCopy({ sendsHeaders: false });
  const first = await AppPage.open(context, SMOKE, { url: plain.url });
  expect(await first.page.evaluate(() => crossOriginIsolated)).toBe(false);
  await first.waitUntilOffline();
  await first.page.reload();
  await first.waitForButton(/^Start training/);
  expect(await first.page.evaluate(() => crossOriginIsolated)).toBe(true);
  await first.primary.click();
  await first.waitForFile('stage1_50kN.zip');
  expect(first.complaints).toEqual([]);
  await plain.remove();
});

describe('a build of its own', () => {
  let build: ServedCopy;

  beforeEach(async () => {
    build = await serveCopy();
  });

  afterEach(() => build.remove());

  const open = (hash = SMOKE, options = {}) => AppPage.open(context, hash, { url: build.url, ...options });

  /** What a deploy of another version is: its page says so, and its service worker lists other files. */
  function deployAnotherVersion(): void {
    const page = join(build.directory, 'index.html');
    writeFileSync(
      page,
      readFileSync(page, 'utf8').replace('<title>', '<meta name="version" content="2"><title>'),
    );
    const worker = join(build.directory, 'serviceWorker.js');
    const text = readFileSync(worker, 'utf8');
    const changed = text.replace(
      /("?url"?:\s*[`"']index\.html[`"'],\s*"?revision"?:\s*[`"'])[0-9a-f]+/,
      '$1another',
    );
    const swapped = text.replace(
      /("?revision"?:\s*[`"'])[0-9a-f]+([`"'],\s*"?url"?:\s*[`"']index\.html)/,
      '$1another$2',
    );
    expect([changed, swapped].filter((candidate) => candidate !== text)).toHaveLength(1);
    writeFileSync(worker, changed === text ? swapped : changed);
  }

  const version = (app: AppPage) =>
    app.page.evaluate(() => document.querySelector('meta[name=version]')?.getAttribute('content') ?? '1');
  const lookForUpdate = (app: AppPage) =>
    app.page.evaluate(async () => {
      await (await navigator.serviceWorker.getRegistration())?.update();
    });

  /**
   * Visits the page and waits until Chromium has looked for a new version. It does so once the page idles, or a minute
   * after the load at the latest; a page that trains does not idle, and a look asked for meanwhile waits with that one.
   */
  async function withLook<T>(visit: Promise<T>): Promise<T> {
    const [visited] = await Promise.all([visit, build.nextRequest('/serviceWorker.js')]);
    return visited;
  }

  test('without a network, the second visit trains, isolated as ever, and saves', async () => {
    const first = await open();
    await first.waitUntilOffline();
    // Also what other devices train with is kept.
    const assets = readdirSync(join(build.directory, 'assets'));
    expect(assets.filter((name) => name.endsWith('.wasm'))).not.toEqual([]);
    const missing = await first.page.evaluate(async (names) => {
      const kept = await Promise.all(
        names.map((name) => caches.match(`assets/${name}`, { ignoreSearch: true })),
      );
      return names.filter((_, i) => !kept[i]);
    }, assets);
    expect(missing).toEqual([]);
    await first.page.close();
    await build.stop();

    for (const device of chosenOf<'wasm' | 'webgpu' | 'cpu'>(['wasm', 'webgpu', 'cpu'], ['wasm'])) {
      const second = await open(`${SMOKE}&run=on-${device}`);
      expect(await second.page.evaluate(() => crossOriginIsolated)).toBe(true);
      await second.chooseDevice(device);
      await second.primary.click();
      await second.waitForFile('stage1_50kN.zip');
      for (const view of await second.page.getByRole('tab').allInnerTexts()) await second.openView(view);
      expect(second.complaints).toEqual([]);
      await second.page.close();
    }

    const third = await open(`${SMOKE}&run=on-wasm`);
    await third.waitForFile('stage1_50kN.zip');
  });

  testAgain(
    "a new version is offered while training goes on, and put in place on the user's word",
    async () => {
      const app = await open(LONG_STAGE_2);
      await app.waitUntilOffline();
      await withLook(app.page.reload());
      await app.waitForButton(/^Start training/);
      deployAnotherVersion();

      await app.primary.click();
      await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
      await lookForUpdate(app);
      const notice = app.page.getByTestId('update');
      await notice.getByText('It waits until the training is done').waitFor();
      const update = notice.getByRole('button', { name: 'Update now' });
      expect(await update.isDisabled()).toBe(true);
      expect(await app.primary.textContent()).toBe('Interrupt');

      await app.primary.click();
      await app.waitForButton(/^Resume from stage 2\/4/);
      expect(await version(app)).toBe('1');
      await update.click();
      await expect.poll(() => version(app).catch(() => 'reloading'), { timeout: 60_000 }).toBe('2');
      await app.waitForButton(/^Resume from stage 2\/4/);
      expect(await app.fileNames()).toContain('stage1_50kN.zip');
      expect(await notice.count()).toBe(0);
      expect(app.complaints).toEqual([]);
    },
  );

  testAgain('a new version does not take the files from a tab that trains', async () => {
    const training = await open(LONG_STAGE_2);
    await training.waitUntilOffline();
    const other = await withLook(open(`${LONG_STAGE_2}&run=other`));
    deployAnotherVersion();
    await training.primary.click();
    await training.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    await lookForUpdate(other);

    const notice = other.page.getByTestId('update');
    await notice.getByRole('button', { name: 'Update now' }).click();
    await notice.getByText(/A tab of this page is training/).waitFor();
    expect(await version(other)).toBe('1');
    await training.primary.click();
    await training.waitForButton(/^Resume from stage 2\/4/);
    await notice.getByRole('button', { name: 'Update now' }).click();
    await expect.poll(() => version(other).catch(() => 'reloading'), { timeout: 60_000 }).toBe('2');
    await training.page.getByText('Another tab has updated this page').waitFor();
    expect(await version(training)).toBe('1');
  });
});
