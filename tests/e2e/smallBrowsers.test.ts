import type { BrowserContext } from 'playwright';
import { describe, expect, onTestFinished, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import type { ServedCopy } from '../support/serveCopy';
import { serveCopy } from '../support/serveCopy';
import { testAgain } from '../support/extent';

const VIEWS = ['Results', 'Runs', 'Checkpoints', 'Building', 'Earthquakes', 'Settings', 'How it works'];

async function serve(options: Parameters<typeof serveCopy>[0] = {}): Promise<ServedCopy> {
  const copy = await serveCopy(options);
  onTestFinished(() => copy.remove());
  return copy;
}

/** The page in a browser in which `script` has run before everything else, in the page and in its workers. */
async function openAfter(context: BrowserContext, script: string): Promise<AppPage> {
  const { url } = await serve({ before: script });
  return AppPage.open(context, SMOKE, { url });
}

describe('plain http on a LAN', () => {
  test('the button says why nothing can be trained; the rest of the page works', async () => {
    const { url } = await serve();
    const context = await launchForTest({ switches: ['--host-resolver-rules=MAP lan.test 127.0.0.1'] });
    const address = new URL(url);
    address.hostname = 'lan.test';
    const app = await AppPage.open(context, SMOKE, { url: address.href, isReady: false });
    const { page } = app;
    await expect.poll(() => app.primary.textContent()).toMatch(/needs https or localhost/);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    expect(await app.primary.isDisabled()).toBe(true);
    expect(await page.getByTestId('not-kept').innerText()).toMatch(/over https or on localhost to train/);

    for (const view of VIEWS) await app.openView(view);
    await app.openView('Building');
    await page.getByRole('combobox', { name: /^Controller/ }).selectOption('lqr');
    await page.getByTestId('peaks').waitFor();

    // A record is looked into and used, though not kept.
    await app.openView('Earthquakes');
    const csv = [
      'time_s,acceleration_ms2',
      ...Array.from({ length: 500 }, (_, i) => `${i / 50},${Math.sin(i / 5)}`),
    ];
    await page.getByTestId('record-files').setInputFiles({
      name: 'mine.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(csv.join('\n')),
    });
    await page.getByTestId('accept-records').click();
    await expect.poll(() => page.getByText('mine').count()).toBeGreaterThan(0);

    await app.openView('Settings');
    await page.getByTestId('link').waitFor();
    expect(await page.locator('[role=alert]').count()).toBe(1);
    expect(app.complaints.filter((complaint) => !/Cross-Origin-Opener-Policy/.test(complaint))).toEqual([]);
  });
});

const WITHOUT_STORAGE_MANAGER = `Object.defineProperty(Object.getPrototypeOf(navigator), 'storage', { value: undefined });`;
/** A worker tells what is left there. */
const WITHOUT_SHARED_MEMORY = `
  delete globalThis.SharedArrayBuffer;
  if (typeof WorkerGlobalScope !== 'undefined') {
    new BroadcastChannel('memory').postMessage('SharedArrayBuffer' in globalThis ? 'shared' : 'not shared');
  }
`;
const IN_THE_POSIX_LOCALE = `Object.defineProperty(Object.getPrototypeOf(navigator), 'language', { get: () => 'C', configurable: true });`;

describe('a browser like WebKitGTK', () => {
  test('isolated, without SharedArrayBuffer, navigator.storage and a language of Intl: trains, and draws its charts', async () => {
    const context = await launchForTest();
    await context.addInitScript(() => {
      const memory: unknown[] = [];
      Object.assign(globalThis, { memory });
      new BroadcastChannel('memory').addEventListener('message', ({ data }) => memory.push(data));
    });
    const app = await openAfter(
      context,
      WITHOUT_STORAGE_MANAGER + WITHOUT_SHARED_MEMORY + IN_THE_POSIX_LOCALE,
    );
    const { page } = app;
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    expect(await page.evaluate(() => 'SharedArrayBuffer' in globalThis)).toBe(false);
    const memory = () => page.evaluate(() => (globalThis as unknown as { memory: string[] }).memory);
    await expect.poll(memory).toContain('not shared');
    expect(await memory()).not.toContain('shared');
    await app.chooseDevice('wasm');
    await app.primary.click();
    await app.waitForFile('stage1_50kN.zip');

    await app.openView('Checkpoints');
    const storage = page.getByTestId('storage');
    expect(await storage.innerText()).toMatch(/does not say how much it keeps/);
    expect(await storage.innerText()).not.toMatch(/Left, as the browser says/);
    await app.openView('Train');
    await page.locator('.u-over').first().waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(app.complaints).toEqual([]);
  });
});

/** The first two transactions that write the checkpoint of stage 1 begin and are never heard of again. */
const LOSES_TWO_WRITES = `
  const { addEventListener } = IDBTransaction.prototype;
  const { put } = IDBObjectStore.prototype;
  const lost = new Set();
  IDBObjectStore.prototype.put = function (value, key) {
    if (lost.size < 2 && String(key).includes('stage1_50kN')) lost.add(this.transaction);
    return put.call(this, value, key);
  };
  IDBTransaction.prototype.addEventListener = function (type, listener) {
    addEventListener.call(this, type, (event) => lost.has(this) || listener(event));
  };
`;

testAgain(
  'a save that does not end is told, offered as a download, tried anew, and the notice goes',
  async () => {
    const app = await openAfter(await launchForTest(), LOSES_TWO_WRITES);
    await app.primary.click();
    const notice = app.page.getByTestId('unsaved');
    await notice.waitFor({ timeout: 60_000 });
    expect(await notice.innerText()).toMatch(/stage1_50kN\.zip is not saved/);
    const [download] = await Promise.all([
      app.page.waitForEvent('download'),
      notice.getByRole('button', { name: 'Download it now' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('stage1_50kN.zip');
    await app.waitForLine('Saved: models/rl_v9_advanced/stage1_50kN.zip');
    await expect.poll(() => notice.count()).toBe(0);
    await app.waitForFile('stage2_100kN.zip');
    expect(app.complaints).toEqual([]);
  },
);
