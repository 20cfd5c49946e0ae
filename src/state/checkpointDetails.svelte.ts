import { SvelteMap } from 'svelte/reactivity';
import type { HashedFileEntry } from '../checkpoint/store/disk';
import type { TrainerClient } from '../trainer/client';
import type { CheckpointDescription } from '../trainer/protocol';
import { messageOf } from '../errors/problem';

/** What reading a checkpoint whole has shown. */
export type CheckpointDetails =
  | { readonly status: 'reading' }
  | {
      readonly status: 'sound';
      readonly description: CheckpointDescription;
      /** Milliseconds since 1970. */
      readonly checkedAt: number;
    }
  | { readonly status: 'damaged'; readonly problem: string; readonly checkedAt: number };

/** What is in the checkpoints: read one after the other in the worker, once for each content, and only on demand. */
export class CheckpointDetailsState {
  readonly #client: TrainerClient;
  readonly #known = new SvelteMap<string, CheckpointDetails>();
  #reading: Promise<void> = Promise.resolve();
  readonly #ends = new SvelteMap<string, Promise<void>>();

  constructor(client: TrainerClient) {
    this.#client = client;
  }

  of(file: HashedFileEntry): CheckpointDetails | undefined {
    return this.#known.get(keyOf(file));
  }

  /** What a sound checkpoint holds; undefined until it has been read. */
  descriptionOf(file: HashedFileEntry | null): CheckpointDescription | undefined {
    const details = file ? this.of(file) : undefined;
    return details?.status === 'sound' ? details.description : undefined;
  }

  /** Reads the files that have not been read yet. */
  look(files: readonly HashedFileEntry[]): void {
    for (const file of files) if (!this.of(file)) this.verify(file);
  }

  /** Reads a file unless it has been read, and resolves once that is done. */
  async read(file: HashedFileEntry): Promise<void> {
    this.look([file]);
    await this.#ends.get(keyOf(file));
  }

  /** Reads a file again, whatever is known of it. */
  verify(file: HashedFileEntry): void {
    this.#known.set(keyOf(file), { status: 'reading' });
    this.#reading = this.#reading.then(() => this.#read(file));
    this.#ends.set(keyOf(file), this.#reading);
  }

  async #read(file: HashedFileEntry): Promise<void> {
    let details: CheckpointDetails;
    try {
      const description = await this.#client.call('describe', { path: file.path });
      details = { status: 'sound', description, checkedAt: Date.now() };
    } catch (error) {
      const problem = messageOf(error);
      details = { status: 'damaged', problem, checkedAt: Date.now() };
    }
    this.#known.set(keyOf(file), details);
  }
}

/** The same content under another path is another file on the disk, and may be damaged where the first is not. */
function keyOf({ path, sha256 }: HashedFileEntry): string {
  return `${sha256} ${path}`;
}
