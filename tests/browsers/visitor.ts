import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, onTestFinished } from 'vitest';
import type { Browser, RunningBrowser } from './drivers/browser';

export const SMOKE = '#preset=smoke';
/** It with less of a policy to evaluate, which is most of what a whole run takes. */
export const QUICK = `${SMOKE}&control_period=5&policy.net_arch=8`;
/** The smoke preset with a stage so long that a test can act in the middle of it, however fast the engine is. */
export const LONG_STAGE_2 = `${SMOKE}&stage2.total_timesteps=1000000000`;
export const LONG_STAGE_3 = `${SMOKE}&stage3.total_timesteps=1000000000`;

/** Seconds on an idle machine. */
const TRAINING_TIMEOUT = 180_000;

/** A visitor with one browser, whose profile outlives it, and with the page as its buttons, console and files show it. */
export class Visitor {
  readonly #browser: Browser;
  /** Directory of the browser's own files. */
  readonly profile = mkdtempSync(join(tmpdir(), 'tmd-lab-visitor-'));
  readonly #isPrivate: boolean;
  #running: RunningBrowser | null = null;
  /** Of this and all earlier browsers of the visitor. */
  readonly complaints: string[] = [];

  constructor(browser: Browser, { isPrivate = false } = {}) {
    this.#browser = browser;
    this.#isPrivate = isPrivate;
    onTestFinished(async () => {
      await this.closeBrowser();
      rmSync(this.profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
    });
  }

  get browser(): RunningBrowser {
    if (!this.#running) throw new Error('The browser is closed.');
    return this.#running;
  }

  /** Opens the app in a browser that is started if there is none. */
  async open(hash: string, { url = inject('appUrl') } = {}): Promise<void> {
    this.#running ??= await this.#browser.launch(this.profile, { isPrivate: this.#isPrivate });
    await this.browser.goto(`${url}${hash}`);
    await this.waitForButton(/./);
  }

  async closeBrowser(how: 'close' | 'kill' = 'close'): Promise<void> {
    if (!this.#running) return;
    const running = this.#running;
    this.#running = null;
    await running[how]();
    this.complaints.push(...running.complaints);
  }

  /** All complaints so far. */
  allComplaints(): string[] {
    return [...this.complaints, ...(this.#running?.complaints ?? [])];
  }

  /** Calls `action` in the page with its arguments, which must be JSON; it can use nothing from outside of it. */
  run<Arguments extends readonly unknown[], Result>(
    action: (...values: Arguments) => Result,
    ...values: Arguments
  ): Promise<Awaited<Result>> {
    return this.browser.evaluate(`(${action.toString()})(...${JSON.stringify(values)})`);
  }

  textOf(selector: string): Promise<string | null> {
    return this.run((found) => document.querySelector<HTMLElement>(found)?.innerText ?? null, selector);
  }

  /** @param text of the element, where several match */
  async click(selector: string, text = ''): Promise<void> {
    const outcome = () =>
      this.run(
        (wanted, words) => {
          const elements = [...document.querySelectorAll<HTMLElement>(wanted)];
          const element = elements.find((each) => (each.innerText || each.ariaLabel || '').includes(words));
          if (!element) return 'missing';
          element.scrollIntoView({ block: 'center', inline: 'center' });
          const { x, y, width, height } = element.getBoundingClientRect();
          const hit = document.elementFromPoint(x + width / 2, y + height / 2);
          if (!hit || !(element.contains(hit) || hit.contains(element))) return 'covered';
          if (element.matches(':disabled')) return 'disabled';
          element.click();
          return 'clicked';
        },
        selector,
        text,
      );
    await expect.poll(outcome, { message: `click on ${selector} ${text}` }).toBe('clicked');
  }

  clickPrimary(): Promise<void> {
    return this.click('[data-testid=primary]');
  }

  async waitForButton(text: RegExp): Promise<void> {
    const label = () =>
      this.run(() => document.querySelector<HTMLButtonElement>('[data-testid=primary]:enabled')?.innerText);
    await expect.poll(async () => (await label()) ?? '', { timeout: TRAINING_TIMEOUT }).toMatch(text);
  }

  async consoleLines(): Promise<string[]> {
    return ((await this.textOf('[data-testid=console]')) ?? '').split('\n').map((line) => line.trim());
  }

  async waitForLine(line: string | RegExp, timeout = TRAINING_TIMEOUT): Promise<void> {
    const matches = (each: string) => (typeof line === 'string' ? each === line : line.test(each));
    await expect
      .poll(async () => ((await this.consoleLines()).some(matches) ? line : await this.consoleLines()), {
        timeout,
        message: `console: ${line}`,
      })
      .toBe(line);
  }

  viewNames(): Promise<string[]> {
    return this.run(() =>
      [...document.querySelectorAll<HTMLElement>('[role=tab]')].map((tab) => tab.innerText.trim()),
    );
  }

  async openView(name: string): Promise<void> {
    await this.click('[role=tab]', name);
    await expect
      .poll(() =>
        this.run(() => document.querySelector<HTMLElement>('[role=tab][aria-selected=true]')?.innerText),
      )
      .toContain(name);
  }

  async chooseDevice(device: 'webgpu' | 'wasm' | 'cpu'): Promise<void> {
    await this.run((value) => {
      const menus = [...document.querySelectorAll('select')];
      const menu = menus.find((each) => [...each.options].some((option) => option.value === value));
      if (!menu) throw new Error('There is no device menu.');
      menu.value = value;
      menu.dispatchEvent(new Event('change', { bubbles: true }));
    }, device);
  }

  fileNames(): Promise<string[]> {
    return this.run(() =>
      [...document.querySelectorAll('[data-testid=files] [data-name]')].map(
        (row) => row.getAttribute('data-name') ?? '',
      ),
    );
  }

  /** SHA-256 of each file of the run, as the page lists them. */
  hashes(): Promise<Record<string, string>> {
    return this.run(() =>
      Object.fromEntries(
        [...document.querySelectorAll('[data-testid=files] [data-name]')].map((row) => [
          row.getAttribute('data-name') ?? '',
          row.getAttribute('data-sha256') ?? '',
        ]),
      ),
    );
  }

  async waitForFile(name: string): Promise<void> {
    await expect.poll(() => this.fileNames(), { timeout: TRAINING_TIMEOUT }).toContain(name);
  }

  /** Bytes of a file of the run, as they arrive on the visitor's disk; they are what the page says they are. */
  async download(name: string): Promise<Buffer> {
    const path = join(this.browser.downloads, name);
    rmSync(path, { force: true });
    await this.click(`[data-testid=files] [data-name="${name}"] button`, 'Download');
    const recorded = await this.run(
      (file) => document.querySelector(`[data-name="${file}"]`)?.getAttribute('data-sha256'),
      name,
    );
    const hash = () =>
      existsSync(path) && statSync(path).size > 0
        ? createHash('sha256').update(readFileSync(path)).digest('hex')
        : null;
    await expect.poll(hash, { message: `download of ${name}` }).toBe(recorded);
    return readFileSync(path);
  }

  /** Hands a file to the page's upload and confirms its dialog. */
  async upload(path: string): Promise<void> {
    await this.browser.chooseFile('[data-testid=upload]', path);
    await this.click('dialog[open] [data-testid=confirm]');
  }
}
