import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright';
import { chromium } from 'playwright';
import type { InlineConfig, PreviewServer } from 'vite';
import { build, preview } from 'vite';
import type { AdapterReport } from '../../../src/gpu/adapter';
import type { StageNumber } from '../../../src/curriculum/settings';
import { ppoKernel } from '../../../src/ppo/engines/wasm/build/vitePlugin';
import { SECURITY_HEADERS } from '../../../src/serviceWorker/securityHeaders';
import { CHROMIUM_ARGUMENTS, findChromium } from '../../chromium/chromium.mjs';
import type { Contender } from '../contender';
import type { Timing } from '../timing';
import { NotHere } from '../contender';
import type { Portion } from '../portion';
import type { BenchPage } from './page';
import type { BrowserEngine, BrowserRequest } from './protocol';

declare const bench: BenchPage;

const OUT = resolve(import.meta.dirname, '../../../.cache/bench');

/** The app's build without the app: its page, its icons and its service worker have no part in this. */
const CONFIG: InlineConfig = {
  configFile: false,
  root: import.meta.dirname,
  cacheDir: resolve(import.meta.dirname, '../../../node_modules/.vite'),
  publicDir: false,
  logLevel: 'error',
  plugins: [ppoKernel()],
  worker: { format: 'es', plugins: () => [ppoKernel()] },
};

/** What it says goes to stderr: stdout is the table's. */
function ensureChromium(): void {
  const script = resolve(import.meta.dirname, '../../chromium/ensureChromium.mjs');
  const { status } = spawnSync(process.execPath, [script], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new NotHere('there is no Chromium, and none could be installed');
}

const SOFTWARE_ADAPTER = /^--use-webgpu-adapter=/;
/** Chromium on Linux offers a real GPU to WebGPU only when told to. */
const REAL_GPU = ['--enable-features=Vulkan', '--ignore-gpu-blocklist'];

interface OpenedPage {
  readonly server: PreviewServer;
  readonly browser: Browser;
  readonly page: Page;
  readonly adapter: AdapterReport | null;
  readonly threads: number;
}

/** A real Chromium with the built benchmark page, on the machine's GPU where it has one. */
export class BenchBrowser {
  readonly #server: PreviewServer;
  readonly #browser: Browser;
  readonly #page: Page;
  readonly #preset: string;
  readonly adapter: AdapterReport | null;
  readonly threads: number;

  private constructor(opened: OpenedPage, preset: string) {
    this.#preset = preset;
    this.#server = opened.server;
    this.#browser = opened.browser;
    this.#page = opened.page;
    this.adapter = opened.adapter;
    this.threads = opened.threads;
  }

  /**
   * @param preset what is trained
   * @throws NotHere where there is no Chromium and none can be installed
   */
  static async open(preset: string): Promise<BenchBrowser> {
    ensureChromium();
    await build({ ...CONFIG, build: { outDir: OUT, emptyOutDir: true, target: 'es2023' } });
    const server = await preview({
      ...CONFIG,
      build: { outDir: OUT },
      // Any port that is free.
      preview: { port: 0, open: false, headers: SECURITY_HEADERS },
    });
    const url = server.resolvedUrls?.local[0] ?? '';
    const others = CHROMIUM_ARGUMENTS.filter((argument) => !SOFTWARE_ADAPTER.test(argument));
    for (const args of [[...others, ...REAL_GPU], CHROMIUM_ARGUMENTS]) {
      const browser = await chromium.launch({ executablePath: findChromium() ?? undefined, args });
      const page = await browser.newPage();
      await page.goto(url);
      const adapter = await page.evaluate(() => bench.adapter());
      if (adapter || args === CHROMIUM_ARGUMENTS) {
        const threads = await page.evaluate(() => bench.threads());
        return new BenchBrowser({ server, browser, page, adapter, threads }, preset);
      }
      await browser.close();
    }
    throw new Error('Unreachable: the last arguments are always taken.');
  }

  get version(): string {
    return `Chromium ${this.#browser.version()}`;
  }

  /** @throws NotHere when the engine does not open */
  async contender(name: string, engine: BrowserEngine): Promise<Contender> {
    try {
      const opened = await this.#ask(engine, { command: 'open', engine, preset: this.#preset });
      const description = `${'opened' in opened ? opened.opened : engine} in ${this.version}`;
      const ask = (request: BrowserRequest) => this.#ask(engine, request);
      return new BrowserContender({ name, description, preset: this.#preset, ask });
    } catch (error) {
      throw new NotHere(error instanceof Error ? error.message : String(error));
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#server.close();
  }

  #ask(engine: BrowserEngine, request: BrowserRequest) {
    return this.#page.evaluate(([name, question]) => bench.ask(name, question), [engine, request] as const);
  }
}

type Ask = (request: BrowserRequest) => Promise<object>;

interface BrowserContenderParts {
  readonly name: string;
  readonly description: string;
  readonly preset: string;
  readonly ask: Ask;
}

class BrowserContender implements Contender {
  readonly name: string;
  readonly description: string;
  readonly #preset: string;
  readonly #ask: Ask;

  constructor({ name, description, preset, ask }: BrowserContenderParts) {
    this.name = name;
    this.description = description;
    this.#preset = preset;
    this.#ask = ask;
  }

  async enter(stage: StageNumber, portion: Portion): Promise<void> {
    await this.#ask({ command: 'enter', preset: this.#preset, stage, portion });
  }

  async run(): Promise<Timing> {
    const answer = await this.#ask({ command: 'run' });
    return (answer as { timing: Timing }).timing;
  }

  /** With the browser. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
