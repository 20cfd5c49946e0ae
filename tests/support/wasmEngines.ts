import { WasmEngine } from '../../src/ppo/engines/wasm/wasmEngine';
import type { EngineUnderTest } from './engineParity';

/** The WebAssembly engine on one thread. */
export const SINGLE_THREAD: EngineUnderTest = {
  name: 'wasm',
  open: () =>
    Promise.resolve(
      new WasmEngine({ threads: 1, spawn: () => Promise.reject(new Error('one thread needs no other')) }),
    ),
  rolloutOf: (engine) => Promise.resolve((engine as WasmEngine).rollout()),
};
