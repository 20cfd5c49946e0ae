import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { expect, onTestFinished, test } from 'vitest';
import { expectAccessible } from '../support/accessibility';
import { AppPage, launchForTest } from '../support/appPage';
import { dropFiles } from '../support/dropFiles';
import { testAgain } from '../support/extent';
import { at2File } from '../support/groundMotionFiles';
import { caseFile } from '../support/recordFormats';

/** A folder of this machine with these files. */
function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tmd-lab-drop-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const cases = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, caseFile(name)]));
const sections = (page: Page) =>
  page
    .getByRole('dialog')
    .locator('section')
    .evaluateAll((all) => all.map((each) => each.getAttribute('aria-label')));
const section = (page: Page, name: string) =>
  page.getByRole('dialog').locator(`section[aria-label="${name}"]`);

test('of a mixture that is dropped, every file is offered or named, and answers hold for the whole drop', async () => {
  const app = await AppPage.open(await launchForTest({ history: 'visited' }));
  const { page } = app;
  const names = [
    ...['also_a_record.txt', 'gal.csv', 'one_column.acc', 'peer_velocity.VT2', 'utf16.csv', 'esm_like.ASC'],
    ...['PEERNGARecords_Unscaled.zip', 'stage1_50kN.zip', 'stage2_100kN_by_finder.zip'],
  ];
  const folder = folderOf({
    ...cases(...names),
    'photo.png': Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 73, 72, 68, 82),
    'MyRecords/one.AT2': at2File('one', { pga: 0.25 }),
    'MyRecords/deep/two.AT2': at2File('two', { pga: 0.35 }),
    'MyRecords/.DS_Store': 'x',
    'later.AT2': at2File('later', { pga: 0.15 }),
  });
  await app.openView('Earthquakes');
  await dropFiles(
    page,
    [...names, 'photo.png', 'MyRecords'].map((name) => join(folder, name)),
  );
  const dialog = page.getByRole('dialog');
  const own = [
    ...['also_a_record.txt', 'gal.csv', 'one_column.acc', 'utf16.csv', 'esm_like.ASC'],
    ...[
      'PEERNGARecords_Unscaled.zip/RSN9999_NOWHERE_ST180.AT2',
      'PEERNGARecords_Unscaled.zip/RSN9999_NOWHERE_ST270.AT2',
    ],
    ...['MyRecords/one.AT2', 'MyRecords/deep/two.AT2'],
  ];
  await expect.poll(() => sections(page), { timeout: 30_000 }).toEqual(own);
  await expectAccessible(page, 'a mixed drop');
  expect(await dialog.getByRole('alert').allInnerTexts()).toEqual([
    expect.stringMatching(
      /^PEERNGARecords_Unscaled\.zip\/_SearchResults\.csv: it has no line of numbers\. Nothing was changed\. Records are read as /,
    ),
    expect.stringMatching(/^photo\.png: it is no text, and no record\. Nothing was changed\./),
  ]);
  expect(await dialog.innerText()).toMatch(
    /Left out, since they hold velocities or displacements.*peer_velocity\.VT2/,
  );

  const gal = section(page, 'gal.csv');
  expect(await gal.innerText()).toMatch(
    /The file says m\/s², but its largest value, 194\.9,.*The values look like cm\/s² \(gal\)\./,
  );
  expect(await gal.innerText()).toContain('0.199 g (1.95 m/s²)');
  const column = section(page, 'one_column.acc');
  expect(await column.innerText()).toMatch(/does not say its time step or its unit[^]*guessed/);
  await column.getByLabel(/Time step/).fill('0.005');
  await column.getByLabel(/Time step/).press('Tab');
  for (const name of ['one_column.acc', 'also_a_record.txt']) {
    await expect.poll(() => section(page, name).innerText()).toContain('2.00 s');
  }

  await dropFiles(page, [join(folder, 'later.AT2')]);
  await expect.poll(() => sections(page)).toEqual([...own, 'later.AT2']);
  await page.getByTestId('accept-records').click();
  // The zips have waited: a folder around a checkpoint and the files of its system do not matter.
  await dialog.getByText('Add stage1_50kN.zip?').waitFor();
  expect(await dialog.innerText()).toContain('One more zip waits behind this one.');
  await app.confirm();
  await dialog.getByText('Add stage2_100kN_by_finder.zip?').waitFor();
  await app.confirm();
  await expect.poll(() => dialog.count()).toBe(0);
  const list = page.getByRole('list', { name: /Your own/ });
  await expect.poll(() => list.getByRole('listitem').count()).toBeGreaterThan(5);
  await app.openView('Checkpoints');
  await app.waitForFile('stage1_50kN.zip');
  await app.waitForFile('stage2_100kN.zip');
  expect(app.complaints).toEqual([]);
});

testAgain('zips and files of nothing known are named through the dialog of checkpoints too', async () => {
  const app = await AppPage.open(await launchForTest({ history: 'visited' }));
  const { page } = app;
  await app.openView('Checkpoints');
  const files = ['PEERNGARecords_Unscaled.zip', 'archive_with_best_model_inside.zip'];
  await page
    .getByTestId('upload')
    .setInputFiles(
      files.map((name) => ({ name, mimeType: 'application/zip', buffer: Buffer.from(caseFile(name)) })),
    );
  await expect.poll(() => sections(page), { timeout: 30_000 }).toHaveLength(2);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').getByText('Add best_model.zip?').waitFor();
  expect(app.complaints).toEqual([]);
});
