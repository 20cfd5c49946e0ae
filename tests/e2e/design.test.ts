import { readFileSync } from 'node:fs';
import type { BrowserContext, Download, Page } from 'playwright';
import { beforeEach, expect, test } from 'vitest';
import { expectAccessible, expectNoSidewaysScrolling } from '../support/accessibility';
import { AppPage, launchForTest } from '../support/appPage';
import { chosenOf, testAgain } from '../support/extent';
import { LONG_STAGE_2 } from '../support/profileHistories';

let context: BrowserContext;

beforeEach(async () => {
  context = await launchForTest({ history: 'visited' });
});

async function openDesign(hash?: string): Promise<AppPage> {
  const app = await AppPage.open(context, hash);
  await app.openView('Building');
  await app.page.getByText('Design', { exact: true }).click();
  await app.page.getByTestId('storeys').waitFor();
  return app;
}

const field = (page: Page, label: string | RegExp) => page.getByRole('textbox', { name: label });
/** The cells of a row of the table of modes. */
const mode = (page: Page, number: number) =>
  page.getByTestId('modes').getByRole('row').nth(number).getByRole('cell').allInnerTexts();
const status = (page: Page) => page.getByRole('tabpanel').getByRole('status').innerText();

/** As a spreadsheet puts it on the clipboard. */
async function paste(page: Page, label: string, copied: string): Promise<void> {
  await field(page, label).evaluate((element, data) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text', data);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }, copied);
}

async function saved(page: Page, button: string): Promise<{ name: string; text: string }> {
  const [download]: [Download, unknown] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

/** Storeys of two masses and stiffnesses, whose modes can be worked out by hand: see the unit tests. */
async function typeTwoStoreys(page: Page): Promise<void> {
  await field(page, 'Number of storeys').fill('2');
  await field(page, 'Height of all storeys').fill('3,5');
  await paste(page, 'Floor mass of storey 1', '2\t3\n1\t1\n');
  await page.getByText('Rayleigh: two ratios').click();
  await field(page, /^Ratio of mode 1/).fill('2');
  await field(page, /^Ratio of mode 2/).fill('3');
  await page.getByRole('combobox', { name: 'Modes of' }).selectOption('frame');
}

test('a building is typed, its modes and curves follow, its damper is tuned, and mistakes stand beside the field', async () => {
  const { page, complaints } = await openDesign();
  await typeTwoStoreys(page);
  // sqrt((3 -+ sqrt 3) / 2 * 1000) / 2 pi
  await expect.poll(() => mode(page, 1)).toEqual(['4.007', '0.2495', '2.00', '1.366', '78.9']);
  await expect.poll(() => mode(page, 2)).toEqual(['7.742', '0.1292', '3.00', '−0.366', '21.1']);

  await page.getByRole('combobox', { name: 'Mass stated as' }).selectOption('ratio');
  await field(page, /^Mass ratio/).fill('5');
  await page.getByRole('combobox', { name: 'Tune by' }).selectOption('denHartog');
  await page.getByRole('button', { name: 'Tune', exact: true }).click();
  // 4.0073 Hz / 1.05, and sqrt(3 / 20 / (8 * 1.05)).
  expect(Number(await field(page, /^Frequency/).inputValue())).toBeCloseTo(3.8165, 3);
  expect(Number(await field(page, /^Damping ratio/).inputValue())).toBeCloseTo(13.363, 2);
  const curves = page.getByTestId('transmissibility');
  const before = await curves.getAttribute('aria-label');
  await page.getByRole('combobox', { name: 'Tune by' }).selectOption('sadek');
  await page.getByRole('button', { name: 'Tune', exact: true }).click();
  await expect.poll(() => curves.getAttribute('aria-label')).not.toBe(before);

  await field(page, 'Stiffness of storey 2').fill('-1');
  const wrong = field(page, 'Stiffness of storey 2');
  await expect.poll(() => wrong.getAttribute('aria-invalid')).toBe('true');
  expect(await wrong.evaluate((element) => element.nextElementSibling?.textContent)).toBe('must be above 0');
  expect(await status(page)).toContain('One thing is not right yet.');
  expect(await page.getByRole('button', { name: 'Save as JSON' }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Go to the first' }).click();
  expect(await wrong.evaluate((element) => element === document.activeElement)).toBe(true);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('1.1');
  await expect.poll(() => wrong.getAttribute('aria-invalid')).toBe('false');
  expect(complaints).toEqual([]);
});

test('a building goes out as JSON and comes in again, a file that is none is explained, and matrices are the same building', async () => {
  const { page, complaints } = await openDesign();
  await typeTwoStoreys(page);
  await field(page, 'Name').fill('Two storeys');
  await page.getByRole('checkbox', { name: 'Floor 1', exact: true }).uncheck();
  const { name, text } = await saved(page, 'Save as JSON');
  expect(name).toBe('Two storeys.json');
  expect(JSON.parse(text)).toMatchObject({
    kind: 'shear',
    name: 'Two storeys',
    storeys: [
      { height: 3.5, mass: 2000, stiffness: 3e6 },
      { height: 3.5, mass: 1000, stiffness: 1e6 },
    ],
    damping: { kind: 'rayleigh', ratios: [0.02, 0.03], modesOf: 'frame' },
    damper: { floor: 2 },
    sensors: [2],
  });
  const modes = await mode(page, 1);

  const open = async (content: string) => {
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open a JSON file' }).click();
    await (
      await chooser
    ).setFiles({
      name: 'mine.json',
      mimeType: 'application/json',
      buffer: Buffer.from(content),
    });
  };
  await page.getByRole('combobox', { name: 'Building' }).selectOption('sac-nine-storey');
  await expect.poll(() => mode(page, 1).then(([frequency]) => frequency)).toBe('0.4430');
  await open(text.replace('"floor": 2', '"floor": 3'));
  await expect.poll(() => page.getByRole('alert').innerText()).toMatch(/damper\.floor must be 2 at most/);
  expect((await mode(page, 1))[0]).toBe('0.4430');
  await open(text);
  await expect.poll(() => mode(page, 1)).toEqual(modes);
  expect(await page.getByRole('alert').count()).toBe(0);

  await page.getByRole('button', { name: 'Copy the storeys’ matrices' }).click();
  await expect.poll(() => field(page, 'M, kg').inputValue()).toMatch(/^2000,0,0\n0,1000,0\n/);
  expect(await mode(page, 1)).toEqual(modes);
  await field(page, 'K, N/m').fill('4e6,-1e6\n-1e6,1e6\n');
  await expect
    .poll(() => page.locator('#design-matrix-stiffness-problem').innerText())
    .toBe('must have 3 rows, as the mass matrix has');
  expect(complaints).toEqual([]);
});

testAgain('a run is trained for a building that was typed, and goes on with it after a reload', async () => {
  const app = await openDesign(LONG_STAGE_2);
  const { page } = app;
  await field(page, 'Number of storeys').fill('5');
  await field(page, 'Name').fill('Five storeys');
  await paste(
    page,
    'Height of storey 1',
    'height\tmass\tstiffness\n3,2\t25\t5\n3\t20\t4\n3\t20\t4\n3\t18\t3\n3\t15\t3\n',
  );
  await page.getByText('By mode').click();
  await field(page, /^Ratios by mode/).fill('1 2 3 4 5');
  await field(page, /^Mass, t/).fill('1');
  await page.getByRole('combobox', { name: 'Tune by' }).selectOption('warburton');
  await page.getByRole('button', { name: 'Tune', exact: true }).click();
  await page.getByRole('button', { name: 'Every floor' }).click();
  // The source repository's frame, whose first frequency the unit tests find by another method.
  await expect.poll(() => mode(page, 1).then(([frequency]) => frequency)).toBe('0.6923');
  await page.getByRole('button', { name: 'Train for this building' }).click();
  expect(app.url.hash).toContain('building=');
  await page.getByRole('img', { name: /^Drawing of the 5-storey building, swaying\. / }).waitFor();

  await app.primary.click();
  await app.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await app.openView('Building');
  expect(await page.getByRole('button', { name: 'Train for this building' }).isDisabled()).toBe(true);
  await app.openView('Train');
  await app.primary.click();
  await app.waitForLine('Training interrupted by user!');

  await page.goto('about:blank');
  const again = await AppPage.open(context, '');
  await again.waitForButton(/Resume/);
  await again.openView('Building');
  await again.page.getByText('Design', { exact: true }).click();
  expect(await field(again.page, 'Name').inputValue()).toBe('Five storeys');
  expect(await again.page.getByText('The run is for this building.').count()).toBe(1);
  await again.page.getByText('In an earthquake', { exact: true }).click();
  const controller = again.page.getByRole('combobox', { name: /^Controller/ });
  await controller.selectOption('models/rl_v9_advanced/stage1_50kN.zip');
  const drifts = again.page.getByText('Peak drift of each storey as a table');
  await drifts.click();
  expect(await drifts.locator('xpath=..').getByRole('row').count()).toBe(1 + 5);
  await again.openView('Train');
  await again.primary.click();
  await again.waitForLine('STAGE 2/4: M5.7 @ 100kN');
  await again.primary.click();
  await again.waitForLine('Training interrupted by user!');

  const zip = readFileSync(await (await again.download('stage1_50kN.zip')).path());
  const elsewhere = await AppPage.open(await launchForTest({ history: 'visited' }), '#preset=smoke');
  await elsewhere.waitForButton(/^Start training/);
  await elsewhere.upload('stage1_50kN.zip', zip);
  expect(await elsewhere.page.getByLabel('The settings that it was trained with').isChecked()).toBe(true);
  await elsewhere.confirm();
  await elsewhere.waitForButton(/^Resume from stage 2\/4/);
  await expect.poll(() => elsewhere.url.hash).toContain('building=');
  expect([...app.complaints, ...again.complaints, ...elsewhere.complaints]).toEqual([]);
});

testAgain(
  'the design has no accessibility violation and does not scroll sideways, with mistakes and 40 storeys too',
  async () => {
    const { page, complaints } = await openDesign();
    const WIDTHS = [1440, 390];
    // Forty storeys are so many elements that each look at them takes seconds.
    const FEW_WIDTHS = chosenOf(WIDTHS, [390]);
    const everywhere = async (what: string, widths: readonly number[]) => {
      for (const width of widths) {
        await page.setViewportSize({ width, height: 900 });
        await expectAccessible(page, `${what}, ${width} px`);
      }
      for (const width of [720, 320]) {
        await page.setViewportSize({ width, height: 450 });
        await expectNoSidewaysScrolling(page, `${what}, ${width} px`);
      }
    };
    await everywhere('a building', WIDTHS);
    await field(page, 'Number of storeys').fill('40');
    await field(page, 'Floor mass of storey 40').fill('many');
    await expect.poll(() => status(page)).toContain('One thing is not right yet.');
    await everywhere('40 storeys with a mistake', FEW_WIDTHS);
    await page.getByText('Matrices', { exact: true }).first().click();
    await everywhere('matrices that are missing', FEW_WIDTHS);
    expect(complaints).toEqual([]);
  },
);
