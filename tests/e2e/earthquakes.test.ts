import { readFileSync } from 'node:fs';
import JSZip from 'jszip';
import type { BrowserContext, Page } from 'playwright';
import { beforeEach, expect, test } from 'vitest';
import { expectAccessible } from '../support/accessibility';
import { AppPage, launchForTest } from '../support/appPage';
import { testAgain } from '../support/extent';
import { at2File } from '../support/groundMotionFiles';

let context: BrowserContext;

beforeEach(async () => {
  context = await launchForTest({ history: 'visited' });
});

async function chooseFiles(page: Page, files: Readonly<Record<string, string>>): Promise<void> {
  await page.getByTestId('record-files').setInputFiles(
    Object.entries(files).map(([name, text]) => ({
      name,
      mimeType: 'text/plain',
      buffer: Buffer.from(text),
    })),
  );
  await page.getByRole('dialog').waitFor();
}

async function use(page: Page, stage: string, role: string, pga: string): Promise<void> {
  await page.getByRole('combobox', { name: /^Stage/ }).selectOption(stage);
  await page.getByRole('combobox', { name: /^Role/ }).selectOption(role);
  await page.getByLabel('Scale to PGA, g').fill(pga);
  await page.getByRole('button', { name: 'Use it' }).click();
}

test('a record of the user is looked into, trained on, held out, and named by the checkpoint', async () => {
  const app = await AppPage.open(context);
  const { page } = app;
  await app.openView('Earthquakes');
  await chooseFiles(page, { 'Kobe.AT2': at2File('Kobe'), 'broken.AT2': 'nothing' });
  const dialog = page.getByRole('dialog');
  expect(await dialog.getByRole('alert').innerText()).toMatch(/^broken\.AT2: .*Nothing was changed/);
  for (const fact of ['1,200', '0.005 s', '6.00 s', '0.300 g (2.94 m/s²)', '300 points']) {
    expect(await dialog.innerText()).toContain(fact);
  }
  await expectAccessible(page, 'the review of files');
  await page.getByTestId('accept-records').click();
  await page.getByRole('heading', { name: 'Kobe' }).waitFor();
  await page.getByRole('heading', { name: 'Use in the run on this page' }).waitFor();
  await use(page, '1', 'training', '');
  await use(page, '1', 'held_out', '0.45');
  await expect
    .poll(() => page.getByTestId('uses').innerText())
    .toMatch(/to train on, as recorded[^]*held out, scaled to 0\.45 g/);
  await expectAccessible(page, 'a record of the user');
  await expect
    .poll(() => page.url())
    .toMatch(/stage1\.own_training=Kobe:[0-9a-f]{16}&stage1\.own_held_out=Kobe:[0-9a-f]{16}@0\.45/);

  await app.openView('Building');
  const own = await page.getByRole('option', { name: 'Kobe, scaled to 0.45 g' }).getAttribute('value');
  await page.getByRole('combobox', { name: /^Earthquake/ }).selectOption(own);
  await page.getByRole('region', { name: 'Kobe' }).waitFor();

  await app.openView('Train');
  await app.primary.click();
  await app.waitForLine('Own records: Kobe');
  await app.waitForLine(/^Kobe @ 50kN: peak roof displacement [\d.]+ cm/);
  // With what stage 1 was evaluated to.
  await app.waitForFile('stage2_100kN.zip');
  const download = await app.download('stage1_50kN.zip');
  const zip = await JSZip.loadAsync(readFileSync(await download.path()));
  const entry = JSON.parse((await zip.file('tmd_lab.json')?.async('text')) ?? '') as {
    settings: { records: unknown[] };
    evaluations: { ownRecords: { records: string[] } }[];
  };
  const digest = expect.stringMatching(/^[0-9a-f]{16}$/) as string;
  expect(entry.settings.records[0]).toEqual({
    training: [{ name: 'Kobe', digest, pga_g: null }],
    held_out: [{ name: 'Kobe', digest, pga_g: 0.45 }],
  });
  expect(entry.evaluations[0].ownRecords.records).toEqual(['Kobe']);
  await app.openView('Results');
  await page.getByRole('rowheader', { name: 'Kobe' }).waitFor();
  expect(app.complaints).toEqual([]);
});

testAgain(
  'records are renamed, downloaded and deleted; a run without its record says what to do',
  async () => {
    const app = await AppPage.open(context);
    const { page } = app;
    await app.openView('Earthquakes');
    await chooseFiles(page, { 'Kobe.AT2': at2File('Kobe'), 'Other.AT2': at2File('Other', { pga: 0.2 }) });
    await page.getByTestId('accept-records').click();
    const list = page.getByRole('list', { name: /Your own/ });
    await list.getByRole('button', { name: /Kobe/ }).click();
    await use(page, '2', 'training', '');

    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByTestId('record-name').fill('Kobe 1995');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Kobe 1995' }).waitFor();
    await expect.poll(() => page.getByTestId('uses').innerText()).toContain('Stage 2, to train on');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Kobe 1995.csv');
    const csv = readFileSync(await download.path(), 'utf8');
    expect(csv.split('\n').slice(0, 2)).toEqual(['time_s,acceleration_ms2', '0,0']);
    await chooseFiles(page, { 'again.csv': csv });
    await page.getByTestId('accept-records').click();
    expect(await page.getByRole('dialog').getByRole('alert').innerText()).toMatch(
      /same samples.*"Kobe 1995"/,
    );
    await page.keyboard.press('Escape');

    const link = page.url();
    await page.getByRole('button', { name: 'Delete' }).click();
    await app.confirm();
    await expect.poll(() => list.innerText()).not.toContain('Kobe');
    await expect.poll(() => page.url()).not.toContain('own_training');

    const again = await AppPage.open(context, link.slice(link.indexOf('#')));
    await again.primary.click();
    await expect
      .poll(() => again.page.getByRole('alert').allInnerTexts())
      .toEqual(
        expect.arrayContaining([expect.stringMatching(/The run uses the record "Kobe".*Add its file/)]),
      );
    await again.openView('Earthquakes');
    await expectAccessible(again.page, 'a missing record');
    await again.page.getByRole('button', { name: 'Take it out' }).click();
    await expect.poll(() => again.page.url()).not.toContain('own_training');
  },
);

testAgain('a magnitude says how many records the run uses of it, and which of them are listed', async () => {
  const app = await AppPage.open(context, '#preset=calm');
  await app.openView('Earthquakes');
  const uses = app.page.getByTestId('built-in-uses');
  await expect
    .poll(() => uses.innerText())
    .toMatch(
      /stage 1 draws from 1,000 .*21 held out.*sample of 20.*chosen on 32 others.*first 10 to train on/,
    );
  const items = app.page.getByRole('list', { name: 'Records: M4.5' }).getByRole('listitem');
  expect(await items.count()).toBe(11);

  const mixed = await AppPage.open(context, '#preset=calm&stage2.earlier_magnitudes=0.25');
  await mixed.openView('Earthquakes');
  const ofMixed = () => mixed.page.getByTestId('built-in-uses').innerText();
  await expect.poll(ofMixed).toMatch(/stage 1 draws from 1,000 .*Stage 2 trains on some of them too/);
  await mixed.page.getByText('M5.7', { exact: true }).click();
  await expect.poll(ofMixed).toMatch(/stage 2 draws from 750 /);
  expect(await ofMixed()).not.toContain('trains on some');

  const few = await AppPage.open(context, '#preset=smoke&training_records=3');
  await few.openView('Earthquakes');
  await expect.poll(() => few.page.getByTestId('built-in-uses').innerText()).toMatch(/from 3 .*first 3 to/);
  expect(await few.page.getByTestId('built-in-uses').innerText()).not.toContain('chosen on');
});
