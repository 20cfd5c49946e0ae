import type { WebAssemblySupport } from '../platform/webAssembly';
import type { AdapterReport } from '../gpu/adapter';
import type { EngineName } from '../ppo/engines/names';
import { ENGINE_NAMES, ENGINES } from '../ppo/engines/names';
import type { Speeds } from './engineSpeeds';
import { describeSpeeds, fastestOf } from './engineSpeeds';

/** The engine to train with, and one sentence that says why. */
export interface EngineChoice {
  readonly engine: EngineName;
  readonly reason: string;
}

/**
 * The engine that was timed as the fastest; where nothing was timed a real GPU if there is one, else WebAssembly, else
 * JavaScript. A person's choice goes before them.
 *
 * @param adapter null: no WebGPU adapter
 * @param preference null: automatic
 * @param speeds of the engines that were timed, of those that work
 */
export function chooseEngine(
  adapter: AdapterReport | null,
  webAssembly: WebAssemblySupport,
  preference: EngineName | null,
  speeds: Speeds = {},
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
  const fastest = fastestOf(speeds);
  if (fastest) {
    return { engine: fastest.engine, reason: `Timed as the fastest here: ${describeSpeeds(speeds)}.` };
  }
  if (!isWorthTiming(adapter, webAssembly)) return { engine: 'webgpu', reason: 'This machine has a GPU.' };
  return {
    engine: 'webgpu',
    reason: 'This machine has a GPU. The first start times it against WebAssembly, and trains on the faster.',
  };
}

/** Whether it is open which engine is fastest: a software adapter is slower than WebAssembly, and tfjs than both. */
export function isWorthTiming(adapter: AdapterReport | null, { vectors }: WebAssemblySupport): boolean {
  return adapter !== null && !adapter.software && vectors;
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

/** An engine and the device that it computes on, for people and checkpoints. */
export function labelOf(name: EngineName, adapter: Pick<AdapterReport, 'name'> | null): string {
  const isOnGpu = adapter && ENGINES[name].needs === 'adapter';
  return `${ENGINES[name].label} on ${isOnGpu ? adapter.name : 'the CPU'}`;
}
