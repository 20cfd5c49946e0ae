import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Download, Locator, Page } from 'playwright';
import { expect, inject, onTestFinished, vi } from 'vitest';
import { launch, STILL, temporaryProfile } from './browserProfile';
import type { History } from './profileHistories';
import { failureIn, markOf } from './profileHistories';
import { temporaryDirectory } from './temporaryDirectory';

/** A run small enough for a test; the hash is what a shared link would carry. */
export const SMOKE = '#preset=smoke';

/** It with less of a policy to evaluate, which is most of what a whole run takes. */
export const QUICK = `${SMOKE}&control_period=5&policy.net_arch=8`;

/** Milliseconds between two looks at what takes a training to come: each look has the page lay out its whole console. */
const LOOK_INTERVAL = 250;

/** Milliseconds for all histories to be made, which begins before the first test. */
const HISTORY_TIMEOUT = 400_000;

export interface LaunchOptions {
  /** What the visitor did before; nothing: this is the first visit. */
  readonly history?: History;
  readonly switches?: readonly string[];
  /** What the visitor has set in the browser, as its own file of preferences has it. */
  readonly preferences?: object;
  /** The visitor prefers that nothing moves: see `STILL`. */
  readonly isStill?: boolean;
}

/**
 * A new profile that begins as those of a history do, to be launched on as often as a test likes.
 *
 * @throws Error with the reason where the history could not be made
 */
export async function profileWith(history: History) {
  const histories = inject('profileHistories');
  const [mark, failure] = [markOf(histories, history), failureIn(histories)];
  await vi.waitUntil(() => existsSync(mark) || existsSync(failure), {
    timeout: HISTORY_TIMEOUT,
    interval: LOOK_INTERVAL,
  });
  if (!existsSync(mark)) throw new Error(readFileSync(failure, 'utf8'));
  const profile = temporaryProfile();
  cpSync(join(histories, history), profile.directory, { recursive: true });
  return profile;
}

/** A real Chromium on a profile of its own, for the test that runs: it leaves nothing behind, however the test ends. */
export async function launchForTest({
  history,
  switches,
  preferences,
  isStill = false,
}: LaunchOptions = {}): Promise<BrowserContext> {
  const profile = history ? await profileWith(history) : temporaryProfile();
  if (preferences) {
    mkdirSync(join(profile.directory, 'Default'));
    writeFileSync(join(profile.directory, 'Default/Preferences'), JSON.stringify(preferences));
  }
  const context = await launch(profile.directory, switches, isStill ? STILL : {});
  onTestFinished(async () => {
    await context.close();
    profile.remove();
  });
  return context;
}

/** The page as a visitor uses it: by its buttons, its console and its list of files. */
export class AppPage {
  readonly page: Page;
  /** What the browser itself complained about: the page must give it no reason. */
  readonly complaints: string[] = [];

  private constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') this.complaints.push(message.text());
    });
  }

  /**
   * @param isReady false: the page is expected to be read-only
   * @param url of the app, where it is not the one that all tests share
   */
  static async open(
    context: BrowserContext,
    hash = SMOKE,
    { isReady = true, url = inject('appUrl') } = {},
  ): Promise<AppPage> {
    const app = new AppPage(await context.newPage());
    await app.page.goto(`${url}${hash}`);
    if (isReady) await app.waitForButton(/./);
    return app;
  }

  /** As the address bar shows it. The browser tells of a change a moment after the page made it. */
  get url(): URL {
    return new URL(this.page.url());
  }

  get primary() {
    return this.page.getByTestId('primary');
  }

  async waitForButton(text: RegExp, timeout = 60_000): Promise<void> {
    await expect.poll(() => this.primary.textContent(), { timeout }).toMatch(text);
    await expect.poll(() => this.primary.isEnabled(), { timeout }).toBe(true);
  }

  /** @param label as its tab names it */
  async openView(label: string): Promise<void> {
    await this.page.getByRole('tab', { name: label, exact: true }).click();
    await this.page.getByRole('tabpanel', { name: label, exact: true }).locator('*').first().waitFor();
  }

  /** @param device as the device menu names it */
  async chooseDevice(device: 'automatic' | 'webgpu' | 'wasm' | 'cpu'): Promise<void> {
    await this.page.getByRole('combobox', { name: /^Device/ }).selectOption(device);
  }

  /** Waits until the page is kept for offline use, as its storage panel says. */
  async waitUntilOffline(): Promise<void> {
    await this.openView('Checkpoints');
    await expect.poll(() => this.page.getByTestId('offline').innerText(), { timeout: 60_000 }).toBe('Yes');
    await this.openView('Train');
  }

  /** What the console has said in this visit; what it kept of earlier ones stands above. */
  async consoleLines(): Promise<string[]> {
    const text = await this.page.getByTestId('console-now').innerText();
    return text.split('\n').map((line) => line.trim());
  }

  /** What the console kept of earlier visits. */
  async keptLines(): Promise<string[]> {
    return (await this.page.getByTestId('console-earlier').innerText()).split('\n');
  }

  async waitForLine(line: string | RegExp, timeout = 120_000): Promise<void> {
    const matches = (candidate: string) =>
      typeof line === 'string' ? candidate === line : line.test(candidate);
    await expect
      .poll(async () => (await this.consoleLines()).some(matches), {
        timeout,
        interval: LOOK_INTERVAL,
        message: `console: ${line}`,
      })
      .toBe(true);
  }

  /** Names of the run's files, as the list on the page shows them. */
  async fileNames(): Promise<string[]> {
    const rows = this.page.getByTestId('files').locator('[data-name]');
    return rows.evaluateAll((elements) => elements.map((element) => element.getAttribute('data-name') ?? ''));
  }

  async waitForFile(name: string, timeout = 120_000): Promise<void> {
    await expect.poll(() => this.fileNames(), { timeout, interval: LOOK_INTERVAL }).toContain(name);
  }

  row(name: string) {
    return this.page.getByTestId('files').locator(`[data-name="${name}"]`);
  }

  /** Chooses an item of the menu that `button` opens, and keeps what it downloads. */
  async downloadFromMenu(button: Locator, item: RegExp): Promise<{ name: string; bytes: Buffer }> {
    await button.click();
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('menuitem', { name: item }).click(),
    ]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  }

  async download(name: string): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.row(name)
        .getByRole('button', { name: /download/i })
        .click(),
    ]);
    return download;
  }

  async upload(name: string, buffer: Buffer): Promise<void> {
    const { directory, remove } = temporaryDirectory('upload');
    onTestFinished(remove);
    const path = join(directory, name);
    writeFileSync(path, buffer);
    await this.page.getByTestId('upload').setInputFiles(path);
    await this.page.locator('dialog[open], [role=alert]').first().waitFor();
  }

  /** Confirms the dialog that is open. */
  async confirm(): Promise<void> {
    await this.page.getByRole('dialog').getByTestId('confirm').click();
  }
}
