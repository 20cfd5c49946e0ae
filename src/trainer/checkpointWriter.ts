import type { Checkpoint } from '../checkpoint/checkpoint';
import type { Disk, FileEntry } from '../checkpoint/store/disk';
import { encodeCheckpoint } from '../checkpoint/zip/modelZip';
import { PATIENCE } from '../checkpoint/store/patience';
import type { Problem } from '../errors/problem';
import { toProblem } from '../errors/problem';
import { KeptCheckpoints } from './keptCheckpoints';
import type { TrainerEvent, WrittenAgain } from './protocol';

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
  readonly #kept: KeptCheckpoints;

  /** @param kept takes what is written, in case that the disk loses it */
  constructor(disk: Disk, emit: (event: TrainerEvent) => void, kept = new KeptCheckpoints()) {
    this.#disk = disk;
    this.#emit = emit;
    this.#kept = kept;
  }

  /**
   * @returns whether the checkpoint is durably on the disk
   * @throws ModelZipError when the state is not fit to be saved (not finite, all zero)
   */
  async write(path: string, checkpoint: Checkpoint): Promise<boolean> {
    const bytes = await encodeCheckpoint(checkpoint);
    this.#kept.keep(path, bytes);
    this.#unsaved.set(path, bytes);
    await this.retry();
    return !this.#unsaved.has(path);
  }

  /** Whether a file is as this writer left it. */
  isOwn({ path, size, writtenAt }: FileEntry): boolean {
    const own = this.#written.get(path);
    return own?.size === size && own.writtenAt === writtenAt;
  }

  /** Writes files again that the disk has lost, as far as they are in memory. What it refuses stays unsaved. */
  async writeAgain(paths: readonly string[]): Promise<WrittenAgain> {
    const known = paths.filter((path) => {
      const bytes = this.#kept.get(path);
      if (bytes) this.#unsaved.set(path, bytes);
      return bytes !== undefined;
    });
    await this.retry();
    return {
      written: known.filter((path) => !this.#unsaved.has(path)),
      refused: known.filter((path) => this.#unsaved.has(path)),
    };
  }

  /** Tries again what the disk has refused so far, oldest first. */
  async retry(): Promise<void> {
    for (const [path, bytes] of this.#unsaved) {
      const offer = (problem: Problem) => this.#emit({ type: 'unsaved', path, bytes, problem });
      const timer = setTimeout(() => offer(toProblem(new SaveUnderWayError())), PATIENCE);
      try {
        const entry = await this.#disk.write(path, bytes);
        this.#written.set(path, entry);
        // Training may have a newer one by now, which is not there yet.
        if (this.#unsaved.has(path) && this.#unsaved.get(path) !== bytes) continue;
        this.#unsaved.delete(path);
        this.#emit({ type: 'saved', path, at: entry.writtenAt });
      } catch (error) {
        offer(toProblem(error));
      } finally {
        clearTimeout(timer);
      }
    }
  }
}
