import type { AdapterReport } from './adapter';

/** Where an engine can compute; the names are the protocol's. */
type Place = 'webgpu' | 'wasm' | 'cpu' | 'tfjs-webgpu' | 'tfjs-wasm';

/** The backend to train on, and one sentence that says why. */
export interface BackendChoice {
  readonly backend: Place;
  readonly reason: string;
}

/**
 * A real GPU where there is one, else WebAssembly; a person's choice goes before both.
 *
 * @param adapter null: no WebGPU adapter
 * @param preference null: automatic
 */
export function chooseBackend(adapter: AdapterReport | null, preference: Place | null): BackendChoice {
  if ((preference === 'webgpu' || preference === 'tfjs-webgpu') && !adapter) {
    return {
      backend: 'wasm',
      reason: 'WebGPU was chosen, but this browser offers no adapter: WebAssembly instead.',
    };
  }
  if (preference) return { backend: preference, reason: 'Chosen by hand.' };
  if (!adapter) return { backend: 'wasm', reason: 'This browser offers no WebGPU adapter.' };
  if (adapter.software) {
    return { backend: 'wasm', reason: `${adapter.name} emulates a GPU in software: WebAssembly is faster.` };
  }
  return { backend: 'webgpu', reason: 'This machine has a GPU.' };
}
