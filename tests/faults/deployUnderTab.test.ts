import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import { hostForTest } from '../support/staticHost';

/** Puts a new version in the place of the one that is served: all files of code have other names, the old ones are gone. */
function deploy(directory: string): void {
  const [before, after] = ['assets', 'assets-of-the-next-version'].map((name) => join(directory, name));
  cpSync(before, after, { recursive: true });
  rmSync(before, { recursive: true });
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) =>
    join(directory, name),
  );
  for (const file of files.filter((name) => /\.(html|js|css)$/.test(name) && statSync(name).isFile())) {
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('assets/', 'assets-of-the-next-version/'));
  }
}

/** The page in a browser that has no service worker, which would keep the files of its version. */
async function open({ lacks }: { readonly lacks?: RegExp } = {}) {
  const host = await hostForTest({ folders: [''], lacks });
  const context = await launchForTest();
  await context.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }));
  const app = await AppPage.open(context, `${SMOKE}&stage2.total_timesteps=1000000000`, {
    url: host.origin,
    isReady: lacks === undefined,
  });
  if (!lacks) await app.chooseDevice('wasm');
  const update = app.page.getByTestId('update');
  return { app, host, update, reload: update.getByRole('button', { name: 'Reload' }) };
}

const NEW_VERSION = /^A new version of this page is there, and files of this one are gone from the server\./;

test('a view whose code is gone says that a new version is there, and a reload has it', async () => {
  const { app, host, update, reload } = await open();
  deploy(host.directory);
  for (const label of [
    'Building',
    'Earthquakes',
    'Checkpoints',
    'Runs',
    'Results',
    'Settings',
    'How it works',
  ]) {
    await app.openView(label);
    const view = app.page.getByRole('tabpanel', { name: label, exact: true });
    await expect
      .poll(() => view.innerText())
      .toMatch(
        /^This view cannot be loaded: it belongs to a version of the page that is no longer on the server/,
      );
  }
  // The fault is real.
  expect(host.missed.filter((path) => path.includes('SettingsView'))).not.toEqual([]);
  expect(await update.innerText()).toMatch(NEW_VERSION);
  await reload.click();
  await expect.poll(() => update.count()).toBe(0);
  await app.openView('Settings');
  const settings = app.page.getByRole('tabpanel', { name: 'Settings', exact: true });
  await expect.poll(() => settings.getByRole('combobox').count()).not.toBe(0);
});

const NOTHING_TRAINED =
  /^A file of this page could not be loaded from its server, so nothing is trained\. What is stored is untouched\./;

test('a training whose engine is gone does not start, says so, and a reload has the new version', async () => {
  const { app, host, update, reload } = await open();
  deploy(host.directory);
  await app.primary.click();
  await expect.poll(() => update.allInnerTexts()).toEqual([expect.stringMatching(NEW_VERSION)]);
  // What a training needs, whichever of it is asked for first.
  expect(host.missed.filter((path) => path.endsWith('.js'))).not.toEqual([]);
  await expect
    .poll(() => app.page.getByRole('alert').allInnerTexts())
    .toEqual([expect.stringMatching(NOTHING_TRAINED)]);
  await reload.click();
  await app.waitForButton(/^Start training/);
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
});

test('a page whose workers are gone before they were loaded says that once', async () => {
  const { app, host, update } = await open({ lacks: /worker-.*\.js$/ });
  await expect.poll(() => update.allInnerTexts()).toEqual([expect.stringMatching(NEW_VERSION)]);
  await app.primary.click();
  await expect
    .poll(() => app.page.getByRole('alert').allInnerTexts())
    .toEqual([expect.stringMatching(NOTHING_TRAINED)]);
  expect(host.missed.filter((path) => path.includes('worker-'))).not.toEqual([]);
});

test('under a training the reload waits until it is done', async () => {
  const { app, host, update, reload } = await open();
  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  deploy(host.directory);
  await app.openView('Settings');
  await expect
    .poll(() => update.allInnerTexts())
    .toEqual([expect.stringMatching(/when the training is done/)]);
  expect(await reload.isDisabled()).toBe(true);
  await app.openView('Train');
  await app.primary.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  await reload.click();
  await app.waitForButton(/^Resume from stage 2\/4/);
  expect(await app.fileNames()).toEqual(['stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']);
});
