import type { Checkpoint } from '../checkpoint/checkpoint';
import type { Disk } from '../checkpoint/disk';
import { encodeCheckpoint } from '../sb3/modelZip';
import type { Problem, TrainerEvent } from './protocol';

/** An error as the page shows it. */
export function toProblem(error: unknown): Problem {
  return error instanceof Error
    ? { name: error.name, message: error.message }
    : { name: 'Error', message: String(error) };
}

/**
 * Writes checkpoints. One that the disk refuses stays in memory, is offered to the page as a download and is tried
 * again before the next write; training goes on meanwhile.
 */
export class CheckpointWriter {
  readonly #disk: Disk;
  readonly #emit: (event: TrainerEvent) => void;
  readonly #unsaved = new Map<string, Uint8Array<ArrayBuffer>>();

  constructor(disk: Disk, emit: (event: TrainerEvent) => void) {
    this.#disk = disk;
    this.#emit = emit;
  }

  /**
   * @returns whether the checkpoint is durably on the disk
   * @throws ModelZipError when the state is not fit to be saved (not finite, all zero)
   */
  async write(path: string, checkpoint: Checkpoint): Promise<boolean> {
    this.#unsaved.set(path, await encodeCheckpoint(checkpoint));
    await this.retry();
    return !this.#unsaved.has(path);
  }

  /** Tries again what the disk has refused so far, oldest first. */
  async retry(): Promise<void> {
    for (const [path, bytes] of this.#unsaved) {
      try {
        const { writtenAt } = await this.#disk.write(path, bytes);
        this.#unsaved.delete(path);
        this.#emit({ type: 'saved', path, at: writtenAt });
      } catch (error) {
        this.#emit({ type: 'unsaved', path, bytes, problem: toProblem(error) });
      }
    }
  }
}
