import { DiskFullError, FolderError, StorageError } from '../checkpoint/store/errors';
import type { FileCopyState } from './protocol';

/** The folder has no second copy any more. */
class CopyStoppedError extends Error {
  override readonly name = 'CopyStoppedError';

  constructor() {
    super('Copying into this folder was stopped. What is in it stays.');
  }
}

/** What a pass has found so far: how each file stands, and what failed first. */
export class CopyFindings {
  readonly files: Map<string, FileCopyState>;
  /** Null: nothing has failed. */
  problem: unknown = null;
  readonly #onChange: (files: ReadonlyMap<string, FileCopyState>) => void;

  readonly #isKept: () => boolean;

  /**
   * @param paths of this browser's files
   * @param isKept whether the folder still has a second copy
   * @param onChange hears of each file that changes its state
   */
  constructor(
    paths: readonly string[],
    isKept: () => boolean,
    onChange: (files: ReadonlyMap<string, FileCopyState>) => void,
  ) {
    this.files = new Map(paths.map((path) => [path, 'behind']));
    this.#isKept = isKept;
    this.#onChange = onChange;
  }

  /** @throws CopyStoppedError once the folder is not kept any more: call before anything is written */
  assertKept(): void {
    if (!this.#isKept()) throw new CopyStoppedError();
  }

  set(paths: readonly string[], state: FileCopyState): void {
    for (const path of paths) this.files.set(path, state);
    if (paths.length > 0) this.#onChange(this.files);
  }

  /**
   * Does what concerns one file or one run. Where that fails, it is noted, and the others are copied all the same.
   *
   * @param endsPass whether an error says that the others would fail as well
   * @returns whether it was done
   * @throws what ends the pass, and CopyStoppedError
   */
  async attempt(work: () => Promise<void>, endsPass = isOfFolderOrStore): Promise<boolean> {
    this.assertKept();
    try {
      await work();
      return true;
    } catch (error) {
      this.problem ??= error;
      if (error instanceof CopyStoppedError || endsPass(error)) throw error;
      return false;
    }
  }

  /** Notes that a file failed with what is being done to it. */
  async attemptFile(path: string, work: () => Promise<void>): Promise<void> {
    await this.attempt(async () => {
      try {
        await work();
      } catch (error) {
        this.set([path], 'failed');
        throw error;
      }
    });
  }
}

/** A full disk, or a folder that is gone or may not be used. */
export function isOfFolder(error: unknown): boolean {
  return error instanceof DiskFullError || (error instanceof FolderError && error.isOfWholeFolder);
}

/** One of those, or this browser's storage as a whole. */
function isOfFolderOrStore(error: unknown): boolean {
  return isOfFolder(error) || (error instanceof StorageError && !(error instanceof FolderError));
}
