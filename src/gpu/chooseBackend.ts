import type { AdapterReport } from './adapter';
import type { TfjsBackend } from './tfjsBackend';

/** The backend to train on, and one sentence that says why. */
export interface BackendChoice {
  readonly backend: TfjsBackend;
  readonly reason: string;
}

/**
 * A real GPU where there is one, else WebAssembly; a person's choice goes before both.
 *
 * @param adapter null: no WebGPU adapter
 * @param preference null: automatic
 */
export function chooseBackend(adapter: AdapterReport | null, preference: TfjsBackend | null): BackendChoice {
  if (preference === 'webgpu' && !adapter) {
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
