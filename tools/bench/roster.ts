import type { RunSettings } from '../../src/curriculum/settings';
import { usualThreads } from '../../src/cli/nodeThreads';
import type { BrowserEngine } from './browser/protocol';
import { BenchBrowser } from './browser/contenders';
import type { Contender } from './contender';
import { NotHere } from './contender';
import { nodeContender } from './node/contenders';
import type { Device } from './peers/contenders';
import { hasCuda, jax, stableBaselines3 } from './peers/contenders';

export const RUNTIMES = ['browser', 'dawn'] as const;
export type Runtime = (typeof RUNTIMES)[number];

const ENGINES = [
  'automatic',
  'webgpu',
  'wasm',
  'wasm-1-thread',
  'tfjs-webgpu',
  'tfjs-wasm',
] as const satisfies readonly BrowserEngine[];
const CPU_PEERS = ['sb3', 'sb3-1-thread', 'jax'] as const;
const CUDA_PEERS = ['sb3-cuda', 'jax-cuda'] as const;

export const CONTENDERS = [...ENGINES, ...CPU_PEERS, ...CUDA_PEERS] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** Who takes part where nothing else is said. */
export function defaultContenders(): ContenderName[] {
  return [...ENGINES, ...CPU_PEERS, ...(hasCuda() ? CUDA_PEERS : [])];
}

export interface RosterOptions {
  readonly runtime: Runtime;
  /** What is trained. */
  readonly settings: RunSettings;
  /** Whether packages of peers that are missing may be fetched. */
  readonly mayInstall: boolean;
}

/** Opens contenders; what they share opens with the first that needs it. */
export class Roster {
  readonly #runtime: Runtime;
  readonly #settings: RunSettings;
  readonly #mayInstall: boolean;
  #browser: BenchBrowser | null = null;

  constructor({ runtime, settings, mayInstall }: RosterOptions) {
    this.#runtime = runtime;
    this.#settings = settings;
    this.#mayInstall = mayInstall;
  }

  /** @throws NotHere */
  open(name: ContenderName): Promise<Contender> {
    const settings = this.#settings;
    const on = (device: Device) => ({ device, mayInstall: this.#mayInstall });
    switch (name) {
      case 'sb3':
        return stableBaselines3('Stable-Baselines3', settings, { ...on('cpu'), threads: 0 });
      case 'sb3-1-thread':
        return stableBaselines3('Stable-Baselines3, 1 thread', settings, { ...on('cpu'), threads: 1 });
      case 'sb3-cuda':
        return stableBaselines3('Stable-Baselines3, CUDA', settings, { ...on('cuda'), threads: 0 });
      case 'jax':
        return jax('JAX, CPU', settings, on('cpu'));
      case 'jax-cuda':
        return jax('JAX, CUDA', settings, on('cuda'));
      case 'automatic':
      case 'webgpu':
      case 'wasm':
      case 'wasm-1-thread':
      case 'tfjs-webgpu':
      case 'tfjs-wasm':
        return this.#runtime === 'browser' ? this.#inBrowser(name) : this.#inNode(name);
    }
  }

  async close(): Promise<void> {
    await this.#browser?.close();
  }

  /** Of the browser's, and what it runs on. */
  get browser(): Pick<BenchBrowser, 'version' | 'adapter'> | null {
    return this.#browser;
  }

  async #inBrowser(engine: BrowserEngine): Promise<Contender> {
    this.#browser ??= await BenchBrowser.open(this.#settings.preset);
    return this.#browser.contender(labelOf(engine, this.#browser.threads), engine);
  }

  #inNode(engine: BrowserEngine): Promise<Contender> {
    if (engine === 'tfjs-wasm') return Promise.reject(new NotHere('the browser runtime only'));
    return nodeContender(labelOf(engine, usualThreads()), engine, this.#settings.preset);
  }
}

function labelOf(engine: BrowserEngine, threads: number): string {
  const labels: Readonly<Record<BrowserEngine, string>> = {
    automatic: "the page's own check and choice",
    webgpu: 'WebGPU',
    wasm: `WebAssembly, ${threads} thread${threads === 1 ? '' : 's'}`,
    'wasm-1-thread': 'WebAssembly, 1 thread',
    'tfjs-webgpu': 'tfjs, WebGPU',
    'tfjs-wasm': 'tfjs, WebAssembly',
  };
  return labels[engine];
}
