import type { Request, Timing } from '../contender';

/** Engines that a browser can run. */
export type BrowserEngine = 'webgpu' | 'wasm' | 'wasm-1-thread' | 'tfjs-webgpu' | 'tfjs-wasm';

export type BrowserRequest = Request | { readonly command: 'open'; readonly engine: BrowserEngine };

export type WorkerAnswer =
  /** The opened engine's own name. */
  { readonly opened: string } | { readonly timing: Timing | null } | { readonly failure: string };
