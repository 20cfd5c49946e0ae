import type { BrowserContext } from 'playwright';
import { beforeEach, expect, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../../support/appPage';
import { hostForTest } from '../../support/staticHost';

const FOLDER = 'tmd-lab/';

let context: BrowserContext;

beforeEach(async () => {
  context = await launchForTest({ isStill: true });
});

test('a copy at the root leaves the folders below it to others, and to the network', async () => {
  const host = await hostForTest({ folders: ['', FOLDER] });
  const root = await AppPage.open(context, SMOKE, { url: host.origin });
  await root.waitUntilOffline();

  const below = await AppPage.open(context, SMOKE, { url: host.origin + FOLDER });
  await below.waitUntilOffline();
  // Its first worker takes over from the root's: no update has happened.
  expect(await below.page.getByTestId('update').count()).toBe(0);
  const response = await below.page.goto(`${host.origin}other/`);
  expect(response?.status()).toBe(404);

  const kept = await root.page.evaluate(() => caches.keys());
  expect(kept.filter((name) => name.endsWith(host.origin))).toHaveLength(1);
  expect(kept.filter((name) => name.endsWith(host.origin + FOLDER))).toHaveLength(1);
});

test('they share what is stored: one origin has one storage', async () => {
  const host = await hostForTest({ folders: ['a/', 'b/'] });
  const one = await AppPage.open(context, SMOKE, { url: `${host.origin}a/` });
  await one.primary.click();
  await one.waitForFile('stage1_50kN.zip');
  const other = await AppPage.open(context, SMOKE, { url: `${host.origin}b/` });
  await other.waitForFile('stage1_50kN.zip');
});

test('as an installed app, the copy at the root keeps its identity, and each folder has its own', async () => {
  const host = await hostForTest({ folders: ['', FOLDER] });
  for (const url of [host.origin, host.origin + FOLDER]) {
    const app = await AppPage.open(context, SMOKE, { url });
    const session = await context.newCDPSession(app.page);
    const { appId } = (await session.send('Page.getAppId')) as { readonly appId?: string };
    expect(appId).toBe(url);
    const { errors, manifest } = await session.send('Page.getAppManifest');
    expect(errors).toEqual([]);
    expect(manifest).toMatchObject({ startUrl: url, scope: url });
  }
});
