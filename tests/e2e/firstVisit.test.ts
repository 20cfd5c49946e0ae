import { gzipSync } from 'node:zlib';
import type { BrowserContext } from 'playwright';
import { beforeEach, describe, expect, test } from 'vitest';
import { AppPage, launchForTest } from '../support/appPage';

/** Script that may be loaded before a training is started, bytes after gzip. */
const FIRST_LOAD_LIMIT = 300_000;

let context: BrowserContext;

beforeEach(async () => {
  context = await launchForTest();
});

describe('a first visit', () => {
  test('says what this is and what the click does', async () => {
    const app = await AppPage.open(context);
    await app.page.getByRole('heading', { name: 'Teach a tower to stand still.' }).waitFor();
    const [text, figure] = [await app.page.locator('main').innerText(), app.page.getByRole('img').first()];
    for (const promise of [/four stages/, /saved in this browser/, /nothing leaves this machine/]) {
      expect(text).toMatch(promise);
    }
    expect(await figure.getAttribute('aria-label')).toMatch(/^Drawing of the 12-storey building/);
    expect(app.complaints).toEqual([]);
  });

  test('says how long the default recipe takes, and of other settings that this will be seen', async () => {
    const app = await AppPage.open(context, '');
    const promises = app.page.getByTestId('found');
    await expect.poll(() => promises.innerText()).toMatch(/takes about 3 min on two cores of a server/);
    const other = await AppPage.open(context);
    await expect.poll(() => other.page.getByTestId('device').innerText()).toMatch(/on /);
    await expect
      .poll(() => other.page.getByTestId('found').innerText())
      .toMatch(/shown after the first seconds/);
  });

  test('loads less than 300 kB of compressed script until a training is started', async () => {
    const sizes = new Map<string, number>();
    const reading: Promise<void>[] = [];
    // Of the page and its workers; what is fetched to be kept for offline use comes after.
    context.on('page', (page) =>
      page.on('response', (response) => {
        if (!new URL(response.url()).pathname.endsWith('.js')) return;
        const read = async () => void sizes.set(response.url(), gzipSync(await response.body()).length);
        reading.push(read());
      }),
    );
    const app = await AppPage.open(context);
    await expect.poll(() => app.page.getByTestId('device').innerText(), { timeout: 60_000 }).toMatch(/on /);
    await app.page.waitForLoadState('networkidle');
    await Promise.all(reading);
    const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    console.log(`First load: ${(total / 1000).toFixed(1)} kB of compressed script in ${sizes.size} files.`);
    expect([...sizes.keys()].some((url) => url.includes('worker'))).toBe(true);
    expect(total).toBeLessThan(FIRST_LOAD_LIMIT);
  });
});
