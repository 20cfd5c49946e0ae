import type { CheckpointName } from '../checkpoint/names';
import { fileName, parseCheckpointName, runOf } from '../checkpoint/names';

/**
 * What the trainings of this worker have written, in memory: should the disk lose it, it can be written again. Of each run
 * that is trained, that is each completed stage, the final model, and the newest emergency checkpoint of a stage that is not
 * complete; a few megabytes.
 */
export class KeptCheckpoints {
  readonly #contents = new Map<string, Uint8Array<ArrayBuffer>>();

  /** @param bytes must not change */
  keep(path: string, bytes: Uint8Array<ArrayBuffer>): void {
    const name = parseCheckpointName(fileName(path));
    if (!name) return;
    for (const other of this.#contents.keys()) {
      if (runOf(other) === runOf(path) && isOutdated(other, name)) this.#contents.delete(other);
    }
    this.#contents.set(path, bytes);
  }

  /** Other runs are trained now. */
  keepOnly(runs: readonly string[]): void {
    for (const path of this.#contents.keys()) if (!runs.includes(runOf(path))) this.#contents.delete(path);
  }

  get(path: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#contents.get(path);
  }
}

/** Whether nobody needs an emergency checkpoint, now that there is this one: it is newer, or of the stage's end. */
function isOutdated(path: string, newer: CheckpointName): boolean {
  const name = parseCheckpointName(fileName(path));
  const isEmergency = name?.kind === 'INTERRUPTED' || name?.kind === 'ERROR';
  return isEmergency && newer.kind !== 'final' && newer.kind !== 'initial';
}
