import type { WebAssemblySupport } from '../platform/webAssembly';
import type { AdapterReport } from '../gpu/adapter';
import type { EngineName } from '../ppo/engines/names';
import { ENGINE_NAMES, ENGINES } from '../ppo/engines/names';

/** The engine to train with, and one sentence that says why. */
export interface EngineChoice {
  readonly engine: EngineName;
  readonly reason: string;
}

/**
 * A real GPU where there is one, else WebAssembly, else JavaScript; a person's choice goes before them.
 *
 * @param adapter null: no WebGPU adapter
 * @param preference null: automatic
 */
export function chooseEngine(
  adapter: AdapterReport | null,
  webAssembly: WebAssemblySupport,
  preference: EngineName | null,
): EngineChoice {
  if (preference) {
    if (availableEngines(adapter, webAssembly).includes(preference)) {
      return { engine: preference, reason: 'Chosen by hand.' };
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
  return { engine: 'webgpu', reason: 'This machine has a GPU.' };
}

/**
 * What is left where a device cannot be used.
 *
 * @param problem what is wrong with it, for people, without a full stop
 */
export function chooseInstead(
  failed: EngineName,
  problem: string,
  webAssembly: WebAssemblySupport,
): EngineChoice {
  if (ENGINES[failed].needs === 'adapter') return onTheCpu(problem, ': WebAssembly instead', webAssembly);
  return { engine: 'cpu', reason: `${problem}: JavaScript instead, which is slower.` };
}

function onTheCpu(why: string, then: string, webAssembly: WebAssemblySupport): EngineChoice {
  if (webAssembly.vectors) return { engine: 'wasm', reason: `${why}${then}.` };
  return {
    engine: 'cpu',
    reason: `${why}, and ${webAssembly.reason}: JavaScript instead, which is slower.`,
  };
}

/** What can be chosen here, in the order of the device menu. */
export function availableEngines(
  adapter: AdapterReport | null,
  webAssembly: WebAssemblySupport,
): readonly EngineName[] {
  const has = {
    adapter: adapter !== null,
    vectors: webAssembly.vectors,
    scalars: webAssembly.vectors || webAssembly.scalars,
    nothing: true,
  };
  return ENGINE_NAMES.filter((name) => has[ENGINES[name].needs]);
}
