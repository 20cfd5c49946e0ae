import type { Checkpoint } from '../checkpoint/checkpoint';
import type { Disk, FileEntry } from '../checkpoint/store/disk';
import { encodeCheckpoint } from '../checkpoint/zip/modelZip';
import { PATIENCE } from '../checkpoint/store/patience';
import type { Problem } from '../errors/problem';
import { toProblem } from '../errors/problem';
import type { TrainerEvent } from './protocol';

/** A checkpoint is still on its way to the disk: it may arrive, and until then its only copy is in memory. */
export class SaveUnderWayError extends Error {
  override readonly name = 'SaveUnderWayError';

  constructor() {
    super(
      `the disk has not taken it within ${PATIENCE / 1000} s. It is being tried anew, and this notice goes once it is saved. ` +
        'All stored files are untouched. To be safe, download it.',
    );
  }
}

/**
 * Writes checkpoints. One that the disk refuses stays in memory, is offered to the page as a download and is tried
 * again before the next write; training goes on meanwhile. One that the disk is slow to take is offered as well, until it
 * is known to be there.
 */
export class CheckpointWriter {
  readonly #disk: Disk;
  readonly #emit: (event: TrainerEvent) => void;
  readonly #unsaved = new Map<string, Uint8Array<ArrayBuffer>>();
  readonly #written = new Map<string, FileEntry>();

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

  /** Whether a file is as this writer left it. */
  isOwn({ path, size, writtenAt }: FileEntry): boolean {
    const own = this.#written.get(path);
    return own?.size === size && own.writtenAt === writtenAt;
  }

  /** Tries again what the disk has refused so far, oldest first. */
  async retry(): Promise<void> {
    for (const [path, bytes] of this.#unsaved) {
      const offer = (problem: Problem) => this.#emit({ type: 'unsaved', path, bytes, problem });
      const timer = setTimeout(() => offer(toProblem(new SaveUnderWayError())), PATIENCE);
      try {
        const entry = await this.#disk.write(path, bytes);
        this.#unsaved.delete(path);
        this.#written.set(path, entry);
        this.#emit({ type: 'saved', path, at: entry.writtenAt });
      } catch (error) {
        offer(toProblem(error));
      } finally {
        clearTimeout(timer);
      }
    }
  }
}
