import type { WebAssemblySupport } from '../platform/webAssembly';
import type { AdapterReport } from './adapter';

/** Where an engine can compute; the names are the protocol's. */
type Place = 'webgpu' | 'wasm' | 'cpu' | 'tfjs-webgpu' | 'tfjs-wasm';

/** The backend to train on, and one sentence that says why. */
export interface BackendChoice {
  readonly backend: Place;
  readonly reason: string;
}

/**
 * A real GPU where there is one, else WebAssembly, else JavaScript; a person's choice goes before them.
 *
 * @param adapter null: no WebGPU adapter
 * @param preference null: automatic
 */
export function chooseBackend(
  adapter: AdapterReport | null,
  webAssembly: WebAssemblySupport,
  preference: Place | null,
): BackendChoice {
  if (preference) {
    if (availableBackends(adapter, webAssembly).includes(preference)) {
      return { backend: preference, reason: 'Chosen by hand.' };
    }
    if (preference === 'wasm' || preference === 'tfjs-wasm') {
      return onTheCpu('WebAssembly was chosen', '', webAssembly);
    }
    const missing = 'WebGPU was chosen, but this browser offers no adapter';
    return onTheCpu(missing, ': WebAssembly instead', webAssembly);
  }
  if (!adapter) return onTheCpu('This browser offers no WebGPU adapter', '', webAssembly);
  if (adapter.software) {
    const emulated = `${adapter.name} emulates a GPU in software`;
    return onTheCpu(emulated, ': WebAssembly is faster', webAssembly);
  }
  return { backend: 'webgpu', reason: 'This machine has a GPU.' };
}

/**
 * What is left where the device does not start that was chosen by itself.
 *
 * @param name of that device, for people
 * @param words what it failed of
 */
export function chooseInstead(
  failed: Place,
  name: string,
  words: string,
  webAssembly: WebAssemblySupport,
): BackendChoice {
  const problem = `${name} does not start (${words})`;
  if (failed === 'webgpu') return onTheCpu(problem, ': WebAssembly instead', webAssembly);
  return { backend: 'cpu', reason: `${problem}: JavaScript instead, which is slower.` };
}

function onTheCpu(why: string, then: string, webAssembly: WebAssemblySupport): BackendChoice {
  if (webAssembly.vectors) return { backend: 'wasm', reason: `${why}${then}.` };
  return {
    backend: 'cpu',
    reason: `${why}, and ${webAssembly.reason}: JavaScript instead, which is slower.`,
  };
}

/** What can be chosen here, in the order of the device menu. */
export function availableBackends(
  adapter: AdapterReport | null,
  webAssembly: WebAssemblySupport,
): readonly Place[] {
  const hasScalars = webAssembly.vectors || webAssembly.scalars;
  return [
    ...(adapter ? (['webgpu', 'tfjs-webgpu'] as const) : []),
    ...(webAssembly.vectors ? (['wasm'] as const) : []),
    ...(hasScalars ? (['tfjs-wasm'] as const) : []),
    'cpu',
  ];
}
