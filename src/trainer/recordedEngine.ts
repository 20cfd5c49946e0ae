import type { Disk } from '../checkpoint/store/disk';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';

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
