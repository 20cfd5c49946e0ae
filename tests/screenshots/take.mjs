/** Takes the pictures of the page in `docs/screenshots`: `npm run screenshots`, which builds the page first. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright';
import { preview } from 'vite';
import { CHROMIUM_ARGUMENTS, findChromium } from '../support/chromium.mjs';

const FOLDER = resolve(import.meta.dirname, '../../docs/screenshots');
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };

/** A run that any machine does in a minute or two, and that has curves to show. */
const stage = (number) =>
  [`total_timesteps=200000`, 'n_steps=512', 'batch_size=512', 'n_epochs=4'].map(
    (setting) => `stage${number}.${setting}`,
  );
const SETTINGS = `#${['preset=smoke', 'n_envs=8', 'policy.net_arch=64,64', ...[1, 2, 3, 4].flatMap(stage)].join('&')}`;

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

  async function take(name, { view, viewport = DESKTOP, colorScheme = 'light' } = {}) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    if (view) await page.getByRole('tab', { name: view, exact: true }).click();
    await page.evaluate(() => scrollTo(0, 0));
    // Pictures that are drawn on a canvas come a few frames after their view.
    await page.waitForTimeout(1500);
    await page.screenshot({ path: join(FOLDER, `${name}.png`) });
    console.log(`docs/screenshots/${name}.png`);
  }

  await page.goto(address + SETTINGS);
  await page.getByTestId('primary').waitFor();
  await take('first-visit');
  await take('first-visit-phone', { viewport: PHONE });

  await page.setViewportSize(DESKTOP);
  await page.getByTestId('primary').click();
  await page.getByText('STAGE 3/4').waitFor({ timeout: 600_000 });
  await page.waitForTimeout(5000);
  await take('training');
  await take('training-dark', { colorScheme: 'dark' });
  await take('training-phone-dark', { viewport: PHONE, colorScheme: 'dark' });

  await page.setViewportSize(DESKTOP);
  await page.getByText('TRAINING COMPLETE').waitFor({ timeout: 600_000 });
  await take('building', { view: 'Building' });
  await take('earthquakes', { view: 'Earthquakes' });
  await take('checkpoints', { view: 'Checkpoints' });
  await take('results', { view: 'Results' });
  await take('settings', { view: 'Settings' });
  await take('how-it-works', { view: 'How it works' });
} finally {
  await context.close();
  await server.close();
  rmSync(profile, { recursive: true, force: true });
}
