import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileName } from '../checkpoint/names';
import type { TrainerEvent } from '../trainer/protocol';
import { messageOf } from '../errors/problem';
import { errorCode } from './directoryError';

/** Checkpoints that the disk refused: when the process ends, their only copy would be gone with it. */
export class UnsavedFiles {
  readonly #files = new Map<string, Uint8Array<ArrayBuffer>>();

  readonly hear = (event: TrainerEvent): void => {
    if (event.type === 'unsaved') this.#files.set(event.path, event.bytes);
    if (event.type === 'saved') this.#files.delete(event.path);
  };

  /**
   * Writes what is still unsaved to the system's folder for temporary files.
   *
   * @returns a sentence about each file, for the user
   */
  async rescue(): Promise<string[]> {
    if (this.#files.size === 0) return [];
    const folder = await mkdtemp(join(tmpdir(), 'tmd-lab-')).catch(() => tmpdir());
    return Promise.all([...this.#files].map(([path, bytes]) => rescueOne(folder, path, bytes)));
  }
}

/** How often another name is tried where a file is in the way. */
const NAMES = 100;

async function rescueOne(folder: string, path: string, bytes: Uint8Array): Promise<string> {
  const plain = join(folder, fileName(path));
  for (let number = 1; ; number++) {
    const copy = number === 1 ? plain : `${plain}.${number}`;
    try {
      // What an earlier rescue left in a folder that is everybody's is not replaced.
      await writeFile(copy, bytes, { flush: true, flag: 'wx' });
      return `${path} is in ${copy} for now: move it to its place once that can be written to again.`;
    } catch (error) {
      if (errorCode(error) === 'EEXIST' && number < NAMES) continue;
      return `${path} is lost: ${copy} could not be written either (${messageOf(error)}).`;
    }
  }
}
