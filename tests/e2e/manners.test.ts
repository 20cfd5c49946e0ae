import type { BrowserContext, Page } from 'playwright';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { AppPage, launchForTest, QUICK } from '../support/appPage';
import { chosenOf, testAgain } from '../support/extent';
import { LONG_STAGE_2 } from '../support/profileHistories';

let context: BrowserContext;

beforeEach(async () => {
  context = await launchForTest({ history: 'visited', isStill: true });
});

/** Hides the page, as a change of tabs does; headless browsers show all pages at once. */
async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate((visibility) => {
    for (const [name, value] of [
      ['visibilityState', visibility],
      ['hidden', visibility === 'hidden'],
    ] as const) {
      Object.defineProperty(document, name, { configurable: true, get: () => value });
    }
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
}

describe('the Content-Security-Policy', () => {
  interface Witness {
    violations?: string[];
  }

  beforeEach(() =>
    context.addInitScript(() => {
      const witness = globalThis as Witness;
      witness.violations = [];
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) =>
        witness.violations?.push(`${violatedDirective} ${blockedURI} ${sourceFile}`),
      );
    }),
  );

  const violations = (app: AppPage) => app.page.evaluate(() => (globalThis as Witness).violations);

  test.each(chosenOf<'wasm' | 'webgpu' | 'cpu'>(['wasm', 'webgpu', 'cpu'], ['wasm']))(
    'lets the page train on %s and do all else, and no request leaves its origin',
    async (device) => {
      const elsewhere: string[] = [];
      context.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol !== 'blob:' && origin !== new URL(inject('appUrl')).origin)
          elsewhere.push(request.url());
      });
      const app = await AppPage.open(context);
      await app.chooseDevice(device);
      await app.primary.click();
      await app.waitForFile('stage1_50kN.zip');
      await app.download('stage1_50kN.zip');
      await app
        .row('stage1_50kN.zip')
        .getByRole('button', { name: /^Export/ })
        .click();
      const exported = app.page.waitForEvent('download');
      await app.page.getByRole('menuitem', { name: /^Model bundle/ }).click();
      await exported;
      for (const view of await app.page.getByRole('tab').allInnerTexts()) await app.openView(view);
      expect(await violations(app)).toEqual([]);
      expect(elsewhere).toEqual([]);
      expect(app.complaints).toEqual([]);
    },
  );

  test('is in force in the page and in its worker', async () => {
    const app = await AppPage.open(context);
    const ran = await app.page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'globalThis.intruder = true;';
      document.head.append(script);
      return 'intruder' in globalThis;
    });
    expect(ran).toBe(false);
    await expect.poll(() => violations(app)).toContainEqual(expect.stringMatching(/^script-src-elem inline/));
    const fetched = await app.page.evaluate(() =>
      fetch('https://example.com/').catch((error: Error) => error.name),
    );
    expect(fetched).toBe('TypeError');
    await expect
      .poll(() => violations(app))
      .toContainEqual(expect.stringMatching(/^connect-src https:\/\/example\.com/));
    // What is asked of a worker from outside is code of text as well.
    await expect(app.page.workers()[0].evaluate(() => 'ran')).rejects.toThrow(/EvalError/);
  });
});

test('closing the tab asks while training runs, and only then', async () => {
  const idle = await AppPage.open(context, LONG_STAGE_2);
  await idle.page.mouse.click(5, 5);
  const closed = idle.page.waitForEvent('close');
  await idle.page.close({ runBeforeUnload: true });
  await closed;

  const app = await AppPage.open(context, LONG_STAGE_2);
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  const asked = app.page.waitForEvent('dialog');
  await app.page.close({ runBeforeUnload: true });
  const dialog = await asked;
  expect(dialog.type()).toBe('beforeunload');
  await dialog.dismiss();

  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  const closedAfter = app.page.waitForEvent('close');
  await app.page.close({ runBeforeUnload: true });
  await closedAfter;
});

test('the screen stays awake while training runs, also after the tab was hidden', async () => {
  await context.addInitScript(() => {
    const locks: { released: boolean }[] = [];
    const request = () => {
      const lock = { released: false, release: () => Promise.resolve(void (lock.released = true)) };
      locks.push(lock);
      return Promise.resolve(lock);
    };
    Object.defineProperty(navigator, 'wakeLock', { value: { request, locks } });
  });
  const app = await AppPage.open(context, LONG_STAGE_2);
  const released = () =>
    app.page.evaluate(() =>
      (navigator.wakeLock as unknown as { locks: { released: boolean }[] }).locks.map(
        (lock) => lock.released,
      ),
    );
  expect(await released()).toEqual([]);
  await app.primary.click();
  await app.waitForLine('STAGE 1/4: M4.5 @ 50kN');
  await expect.poll(released).toEqual([false]);
  await setVisibility(app.page, 'hidden');
  await setVisibility(app.page, 'visible');
  await expect.poll(released).toEqual([false, false]);
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  await expect.poll(async () => (await released()).at(-1)).toBe(true);
});

describe('notifications', () => {
  const shown = (app: AppPage) =>
    app.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (await registration?.getNotifications())?.map(({ title }) => title);
    });

  test('tell of the end of a stage when the tab is hidden, once the user has asked for it', async () => {
    await context.grantPermissions(['notifications'], { origin: new URL(inject('appUrl')).origin });
    const app = await AppPage.open(context, LONG_STAGE_2);
    await app.waitUntilOffline();
    await app.primary.click();
    await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    expect(await shown(app)).toEqual([]);
    const toggle = app.page.getByLabel('Notify me when a stage ends');
    expect(await toggle.isChecked()).toBe(false);
    await toggle.check();
    await app.primary.click();
    await app.waitForButton(/^Resume from stage 2\/4/);

    // Asked once, it holds for later visits and other runs.
    await app.page.close();
    const later = await AppPage.open(context, `${QUICK}&run=short`);
    await later.primary.click();
    await setVisibility(later.page, 'hidden');
    await later.waitForLine('TRAINING COMPLETE');
    await expect.poll(() => shown(later), { timeout: 60_000 }).toEqual(['Training complete (short)']);
  });

  testAgain('that the browser refuses are told, and the toggle stays off', async () => {
    await context.addInitScript(() => {
      Notification.requestPermission = () => Promise.resolve('denied');
    });
    const app = await AppPage.open(context, LONG_STAGE_2);
    await app.primary.click();
    await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    const toggle = app.page.getByLabel('Notify me when a stage ends');
    await toggle.click();
    await app.page.getByText('The browser does not let this page notify').waitFor();
    expect(await toggle.isChecked()).toBe(false);
  });
});
