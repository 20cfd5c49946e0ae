/** Takes the pictures of the page in `docs/screenshots`: `npm run screenshots`, which builds the page first. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { CHROMIUM_ARGUMENTS, findChromium } from '../chromium/chromium.mjs';

const FOLDER = resolve(import.meta.dirname, '../../docs/screenshots');
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
/** Of WebP: letters stay sharp, a picture has 30 to 60 kB. */
const QUALITY = 80;
const PATIENCE = 1_800_000;

const server = await preview({ preview: { port: 0, open: false }, logLevel: 'warn' });
const address = server.resolvedUrls?.local[0];
const profile = mkdtempSync(join(tmpdir(), 'tmd-lab-screenshots-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: findChromium() ?? undefined,
  args: CHROMIUM_ARGUMENTS,
  viewport: DESKTOP,
  reducedMotion: 'reduce',
});

try {
  mkdirSync(FOLDER, { recursive: true });
  const page = await context.newPage();
  const browser = await context.newCDPSession(page);

  async function take(name, { view, viewport = DESKTOP, colorScheme = 'light', prepare } = {}) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    if (view) await page.getByRole('tab', { name: view, exact: true }).click();
    await page.evaluate(() => scrollTo(0, 0));
    await prepare?.();
    // Pictures that are drawn on a canvas come a few frames after their view.
    await page.waitForTimeout(1500);
    const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: QUALITY });
    writeFileSync(join(FOLDER, `${name}.webp`), Buffer.from(data, 'base64'));
    console.log(`docs/screenshots/${name}.webp`);
  }

  await page.goto(address);
  await page.getByTestId('primary').waitFor();
  await page.getByText(/^WebAssembly on/).waitFor();
  await take('first-visit');

  await page.getByTestId('primary').click();
  await page.waitForFunction(
    () => document.querySelectorAll('[data-testid="stage-progress"]')[2].value > 0.2,
    undefined,
    { timeout: PATIENCE },
  );
  await take('training');
  await take('training-dark', { colorScheme: 'dark' });
  await take('training-phone', { viewport: PHONE });

  await page.getByText('TRAINING COMPLETE').waitFor({ timeout: PATIENCE });
  // The policy of stage 1 on an earthquake of its magnitude, when the building without control
  // sways most.
  const atThePeak = async () => {
    await page.getByRole('combobox', { name: /^Controller/ }).selectOption('stage1_50kN.zip');
    await page.getByRole('combobox', { name: /^Earthquake/ }).selectOption('M4.5');
    await page.getByRole('region', { name: 'M4.5 held-out 1' }).waitFor();
    await page.getByTestId('scrub').fill('9.8');
    await page.evaluate(() => document.querySelector('.stage')?.scrollIntoView());
  };
  const charts = () => page.evaluate(() => document.querySelector('#charts-heading')?.scrollIntoView());
  await take('charts', { prepare: charts });
  await take('building', { view: 'Building', prepare: atThePeak });
  await take('building-dark', { view: 'Building', colorScheme: 'dark', prepare: atThePeak });
  const designOf = (id) => async () => {
    await page.getByText('Design', { exact: true }).click();
    await page.getByRole('combobox', { name: /^Building/ }).selectOption(id);
  };
  await take('design', { view: 'Building', prepare: designOf('sac-nine-storey') });
  await take('results', { view: 'Results' });
  await take('earthquakes', { view: 'Earthquakes' });
  await take('checkpoints', { view: 'Checkpoints' });
} finally {
  await context.close();
  await server.close();
  rmSync(profile, { recursive: true, force: true });
}
