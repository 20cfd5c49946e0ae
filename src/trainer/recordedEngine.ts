import type { Disk } from '../checkpoint/store/disk';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';
import type { AdapterReport } from '../gpu/adapter';
import type { WebAssemblySupport } from '../platform/webAssembly';
import type { EngineName } from '../ppo/engines/names';
import { engineOfRecord, ENGINES } from '../ppo/engines/names';
import { availableEngines, labelOf } from './chooseEngine';

/** What a checkpoint says of its training. */
export interface RecordedEngine {
  /** For instance `wasm-relaxed-simd`. */
  readonly engine: string;
  /** For people. */
  readonly device: string;
}

/**
 * The engine that a run was trained with up to a checkpoint.
 *
 * @param path null: the run is new
 * @returns null also where Python saved it, and where it cannot be read, which is told by whoever goes on from it
 */
export async function recordedEngine(disk: Disk, path: string | null): Promise<RecordedEngine | null> {
  if (path === null) return null;
  try {
    const { training } = await loadCheckpoint(disk, path);
    return training && { engine: training.engine, device: training.device };
  } catch {
    return null;
  }
}

/**
 * The engine that a run goes on with because it began with it. A GPU that is emulated stands for no GPU that a run began on,
 * unless it is the same.
 *
 * @param adapter null: no WebGPU adapter
 * @returns null where it is not here
 */
export function engineToGoOnWith(
  began: RecordedEngine,
  adapter: AdapterReport | null,
  webAssembly: WebAssemblySupport,
): EngineName | null {
  const engine = engineOfRecord(began.engine);
  if (!engine || !availableEngines(adapter, webAssembly).includes(engine)) return null;
  const isEmulated = ENGINES[engine].needs === 'adapter' && adapter?.software;
  return isEmulated && began.device !== labelOf(engine, adapter) ? null : engine;
}
