import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import packageJson from '../../package.json';
import type { BrowserContext } from 'playwright';
import { beforeEach, describe, expect, inject, test } from 'vitest';
import { AppPage, launchForTest, SMOKE } from '../support/appPage';
import { testAgain } from '../support/extent';
import { LONG_STAGE_2 } from '../support/profileHistories';

let context: BrowserContext;

beforeEach(async () => {
  context = await launchForTest({ history: 'visited' });
});

describe('the views', () => {
  test('can be linked to, and leave the settings in the address as they are', async () => {
    const app = await AppPage.open(context, `?view=settings${SMOKE}&seed=3`);
    await app.page.getByRole('heading', { name: 'Settings', exact: true }).waitFor();
    await app.openView('How it works');
    const { searchParams, hash } = app.url;
    expect(searchParams.get('view')).toBe('how-it-works');
    expect(hash).toBe(`${SMOKE}&seed=3`);
    await app.page.reload();
    await app.page.getByRole('heading', { name: 'How it works' }).waitFor();
  });

  testAgain('come to rest within five seconds, and then cost nothing', async () => {
    const { page } = await AppPage.open(context);
    const animations = () =>
      page.evaluate(() =>
        document.getAnimations().map((it) => Number(it.effect?.getComputedTiming().endTime)),
      );
    for (const view of ['Train', 'How it works']) {
      await page.getByRole('tab', { name: view, exact: true }).click();
      await page.getByRole('img', { name: /^Drawing of the 12-storey building/ }).waitFor();
      const times = await animations();
      expect(times.length).toBeGreaterThan(0);
      expect(Math.max(...times)).toBeLessThanOrEqual(5000);
      await expect.poll(animations).toEqual([]);
    }
  });

  test('are reached by keyboard, and a training is started and interrupted by it from any of them', async () => {
    const app = await AppPage.open(context, LONG_STAGE_2);
    const { keyboard } = app.page;
    await app.page.getByRole('tab', { name: 'Train' }).focus();
    await keyboard.press('ArrowLeft');
    await app.page.getByRole('heading', { name: 'How it works' }).waitFor();
    await keyboard.press('s');
    await app.page.getByRole('button', { name: 'Interrupt' }).waitFor();
    await keyboard.press('1');
    await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    await expect.poll(() => app.page.locator('[aria-current=step]').innerText()).toMatch(/M5\.7/);
    await keyboard.press('s');
    await app.waitForButton(/^Resume from stage 2\/4/);
    expect(app.complaints).toEqual([]);
  });
});

describe('the focus', () => {
  test('stays with whoever starts and interrupts, and is given back by a dialog', async () => {
    const app = await AppPage.open(context, LONG_STAGE_2);
    const { keyboard } = app.page;
    const focused = () => app.page.evaluate(() => document.activeElement?.textContent.trim());
    await app.primary.focus();
    await keyboard.press('Enter');
    await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
    await keyboard.press('Enter');
    await app.waitForButton(/^Resume from stage 2\/4/);
    expect(await focused()).toBe('Resume from stage 2/4');
    await app
      .row('stage1_50kN.zip')
      .getByRole('button', { name: /^Delete/ })
      .focus();
    const label = () => app.page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    const before = await label();
    expect(before).toMatch(/stage1_50kN/);
    await keyboard.press('Enter');
    await app.page.getByRole('dialog').waitFor();
    await keyboard.press('Escape');
    await app.page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await label()).toBe(before);
    await app.page.getByRole('button', { name: 'One iteration' }).focus();
    await keyboard.press('Enter');
    await expect.poll(focused).toBe('Interrupt');
  });

  testAgain(
    'goes along to the view that a button leads to, and stays at the tabs of whoever uses those',
    async () => {
      const { page } = await AppPage.open(await launchForTest({ history: 'trained', isStill: true }), '');
      const label = () =>
        page.evaluate(() => {
          const { role, ariaLabelledByElements } = document.activeElement as Element;
          return `${role}: ${ariaLabelledByElements?.at(0)?.textContent}`;
        });
      await page.getByRole('button', { name: 'See the results' }).press('Enter');
      await page.getByRole('tabpanel', { name: 'Results', exact: true }).waitFor();
      await expect.poll(label).toBe('tabpanel: Results');
      await page.getByRole('tab', { name: 'Results' }).press('ArrowLeft');
      await page.getByRole('tabpanel', { name: 'Runs', exact: true }).waitFor();
      expect(await label()).toMatch(/^tab:/);
    },
  );

  test('is kept where the element that has it goes away, or is disabled for a while', async () => {
    const app = await AppPage.open(await launchForTest({ history: 'trained', isStill: true }), '');
    const { page } = app;
    const label = () =>
      page.evaluate(() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent.trim());
    await app.openView('Checkpoints');
    const again = page.getByRole('button', { name: 'Verify stage2_100kN.zip again' });
    const verify = await again.getAttribute('aria-label');
    await expect.poll(() => again.isEnabled()).toBe(true);
    await again.press('Enter');
    await expect.poll(() => again.isEnabled()).toBe(true);
    await expect.poll(label).toBe(verify);

    // A key that is pressed meanwhile was meant for it.
    const disable = (isDisabled: boolean) =>
      again.evaluate((button, value) => ((button as HTMLButtonElement).disabled = value), isDisabled);
    await disable(true);
    await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(true);
    await page.keyboard.press('Shift');
    await disable(false);
    await expect.poll(label).toBe(verify);

    await app
      .row('stage2_100kN.zip')
      .getByRole('button', { name: /^Delete/ })
      .press('Enter');
    await page.getByTestId('confirm').press('Enter');
    await expect.poll(() => app.fileNames()).not.toContain('stage2_100kN.zip');
    await expect.poll(label).toMatch(/stage1_50kN|stage3_150kN/);

    await app.openView('Settings');
    await page.getByRole('textbox', { name: /^Seed/ }).fill('7');
    await page.getByRole('textbox', { name: /^Seed/ }).press('Tab');
    await page.getByRole('button', { name: 'Reset everything' }).press('Enter');
    await page.getByRole('button', { name: 'Reset everything' }).waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement === document.body)).toBe(false);

    // It is nobody's who used a pointer.
    await page.getByRole('textbox', { name: /^Seed/ }).fill('7');
    await page.getByRole('textbox', { name: /^Seed/ }).press('Tab');
    await page.getByRole('button', { name: 'Reset everything' }).click();
    await page.getByRole('button', { name: 'Reset everything' }).waitFor({ state: 'detached' });
    await page.evaluate(() => new Promise(requestAnimationFrame));
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(true);
  });
});

describe('single keys', () => {
  test('are listed in a help, and act only where nothing is typed', async () => {
    const app = await AppPage.open(context);
    const { keyboard } = app.page;
    await keyboard.press('?');
    const help = app.page.getByRole('dialog', { name: 'Keyboard' });
    expect(await help.innerText()).toMatch(/Start, resume or interrupt the training/);
    expect(await help.getByTestId('version').innerText()).toBe(`TMD Lab ${packageJson.version}`);
    await keyboard.press('s');
    await keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    // On a busy machine the first key after a dialog was once lost.
    await expect
      .poll(async () => {
        await keyboard.press('7');
        return app.url.searchParams.get('view');
      })
      .toBe('settings');
    await app.page.getByRole('textbox', { name: /^Seed/ }).fill('12');
    await app.page.getByRole('textbox', { name: /^Seed/ }).press('s');
    await expect.poll(() => app.url.searchParams.get('view')).toBe('settings');
    await app.openView('Train');
    expect(await app.consoleLines()).toEqual(['Nothing has happened yet.']);
  });

  testAgain('can be switched off', async () => {
    const app = await AppPage.open(context);
    const { keyboard } = app.page;
    await keyboard.press('?');
    await app.page.getByRole('checkbox', { name: /^Single keys act/ }).uncheck();
    await app.page.getByRole('button', { name: 'Close' }).click();
    await app.page.reload();
    await app.waitForButton(/^Start training/);
    await keyboard.press('?');
    await keyboard.press('3');
    expect(await app.page.getByRole('dialog').count()).toBe(0);
    expect(app.url.searchParams.get('view')).toBeNull();
  });
});

test('one iteration at a time, from where the last one stopped, across the end of a stage', async () => {
  const app = await AppPage.open(context);
  const { keyboard } = app.page;
  const stopped = async (stage: number) => {
    await app.waitForLine(`Training will automatically resume from Stage ${stage}.`);
    await app.waitForButton(stage === 1 ? /^Start training/ : /^Resume from stage/);
  };
  await keyboard.press('.');
  await stopped(1);
  expect(await app.consoleLines()).toContain('One iteration is done - training pauses here');
  expect(await app.consoleLines()).not.toContain('Training interrupted by user!');
  expect(await app.fileNames()).toEqual(['stage1_INTERRUPTED_50kN.zip']);
  await expect.poll(() => app.page.getByTestId('log-values').innerText()).toMatch(/total_timesteps\s+128\b/);
  // The smoke preset's stages have two iterations.
  await app.page.getByRole('button', { name: 'One iteration' }).click();
  await app.waitForLine('Will continue Stage 1/4 after 128 timesteps');
  await stopped(2);
  expect(await app.fileNames()).toEqual(
    expect.arrayContaining(['stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']),
  );
  await app.page.getByRole('button', { name: 'One iteration' }).click();
  await app.waitForLine('Will continue Stage 2/4 after 0 timesteps');
  await expect.poll(() => app.page.getByTestId('log-values').innerText()).toMatch(/total_timesteps\s+384\b/);
  expect(app.complaints).toEqual([]);
});

describe('settings', () => {
  test('that nobody chose are the usual recipe, whichever device is chosen', async () => {
    const app = await AppPage.open(context, '');
    await app.chooseDevice('webgpu');
    await expect.poll(() => app.page.getByTestId('device').innerText()).toMatch(/^WebGPU on/);
    await app.openView('Settings');
    const chosen = app.page.getByRole('radio', { checked: true }).first();
    await expect.poll(() => chosen.getAttribute('value')).toBe('calm');
    await app.page.close();
  });

  test('that change are told, checked beside the field, put back, and shared by a link', async () => {
    const app = await AppPage.open(context, `?view=settings${SMOKE}`);
    const changes = app.page.getByTestId('changes');
    const batch = app.page.getByLabel('Minibatch size, stage 2');
    await app.page.getByRole('textbox', { name: /^Seed/ }).fill('7');
    await batch.fill('999');
    await batch.press('Tab');
    await expect.poll(() => changes.innerText()).toMatch(/seed\s+7 was 0[^]*stage2\.batch_size\s+999 was 64/);
    const message = app.page.getByRole('cell').filter({ has: batch }).getByRole('alert');
    expect(await message.innerText()).toMatch(/a rollout has only/);
    expect(await batch.getAttribute('aria-describedby')).toContain(
      (await message.getAttribute('id')) ?? 'no id',
    );

    await app.page.getByRole('button', { name: 'Reset stage2.batch_size' }).click();
    expect(await batch.inputValue()).toBe('64');
    await app.page.getByLabel('Environments').fill('two');
    await app.page.getByLabel('Environments').press('Tab');
    await app.page.getByText('“two” is not a value for this field: it must be a whole number from').waitFor();

    const link = await app.page.getByTestId('link').inputValue();
    expect(link).toBe(`${inject('appUrl')}${SMOKE}&seed=7`);
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await app.page.getByRole('button', { name: 'Copy' }).click();
    await app.page.getByRole('button', { name: 'Copied' }).waitFor();
    expect(await app.page.evaluate(() => navigator.clipboard.readText())).toBe(link);

    await app.page.getByRole('button', { name: 'Reset everything' }).click();
    await expect.poll(() => changes.innerText()).toMatch(/Nothing/);
    await app.page.getByRole('radio', { name: /^v9\b/ }).check();
    await expect.poll(() => app.url.hash).toBe('#preset=v9');
  });

  testAgain('of a stage are chosen by stage on a phone', async () => {
    const app = await AppPage.open(context, `?view=settings${SMOKE}`);
    await app.page.setViewportSize({ width: 390, height: 844 });
    // Only the narrow layout has this list; its name is in those of the wide one's fields.
    await app.page.getByRole('combobox', { name: 'Stage', exact: true }).selectOption('3: M7.4 @ 150kN');
    await app.page.getByRole('textbox', { name: /^Epochs/ }).fill('5');
    await app.page.getByRole('textbox', { name: /^Epochs/ }).press('Tab');
    await expect.poll(() => app.url.hash).toBe(`${SMOKE}&stage3.n_epochs=5`);
  });
});

testAgain('a screen reader is told of stages and of the end', async () => {
  const app = await AppPage.open(context, LONG_STAGE_2);
  const announcements = app.page.getByTestId('announcements');
  await app.primary.click();
  await expect
    .poll(() => announcements.innerText(), { timeout: 60_000 })
    .toMatch(/^Training stage 2 of 4: M5\.7, up to 100 kilonewtons\.$/);
  await app.primary.click();
  await expect
    .poll(() => announcements.innerText(), { timeout: 60_000 })
    .toMatch(/^Training was interrupted\./);
});

test('no chunk imports from the entry of a worker, which WebKit would evaluate a second time for that', () => {
  const folder = resolve(import.meta.dirname, '../../dist/assets');
  const scripts = readdirSync(folder).filter((name) => name.endsWith('.js'));
  const entries = scripts.filter((name) => name.startsWith('worker-'));
  // Of the trainer and the thread beside it, the analyst, the second copies and the engine's threads.
  expect(entries).toHaveLength(5);
  const importers = scripts.filter((name) => {
    const script = readFileSync(join(folder, name), 'utf8');
    return entries.some((entry) => new RegExp(`(?:from|import)\\s*\\(?["'\`]\\./${entry}`).test(script));
  });
  expect(importers).toEqual([]);
});

test('the licences of what is in the build go with it', async () => {
  const read = async (name: string) => (await fetch(`${inject('appUrl')}licences/${name}`)).text();
  for (const font of [
    'fontsource-variable-ibm-plex-sans',
    'fontsource-ibm-plex-serif',
    'fontsource-ibm-plex-mono',
  ])
    expect(await read(`${font}.txt`)).toContain('SIL OPEN FONT LICENSE');
  expect(await read('jszip.txt')).toContain('MIT');
  expect(await read('scripts.md')).toContain('## svelte ');
});
