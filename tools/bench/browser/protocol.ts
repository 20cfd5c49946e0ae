import type { Request } from '../contender';
import type { Timing } from '../timing';

/** Engines that a browser can run. */
export type BrowserEngine = 'automatic' | 'webgpu' | 'wasm' | 'wasm-1-thread' | 'tfjs-webgpu' | 'tfjs-wasm';

export type BrowserRequest =
  | Request
  /** `preset`: what is to be trained, which decides what the page chooses. */
  | { readonly command: 'open'; readonly engine: BrowserEngine; readonly preset: string };

export type WorkerAnswer =
  /** The opened engine's own name, and what else is to be said of it. */
  { readonly opened: string } | { readonly timing: Timing | null } | { readonly failure: string };
