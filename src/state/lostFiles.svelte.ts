import { runOf } from '../checkpoint/names';
import { distinct } from './distinct';
import type { FilesState } from './files.svelte';
import type { TrainingState } from './training.svelte';

/** Files that the browser has lost under the open page, and what was written again from memory. */
export class LostFilesState {
  readonly #files: FilesState;
  readonly #training: TrainingState;
  /** Paths that the worker cannot write again. */
  #notInMemory: readonly string[] = [];
  #isAsking = false;

  /** Paths that were lost and are there again. */
  restored: readonly string[] = $state.raw([]);
  /** Paths that are lost. */
  readonly gone: readonly string[] = $derived.by(() => this.#files.lost);

  constructor(files: FilesState, training: TrainingState) {
    this.#files = files;
    this.#training = training;
  }

  /** Looks at the store, and has written again what it has lost: what a full disk refuses is tried at every look. */
  async look(): Promise<void> {
    await this.#files.refresh();
    await this.writeAgain();
  }

  /** Has the worker write again what it has in memory, and what is in training. Call it when files are found to be lost. */
  async writeAgain(): Promise<void> {
    const wanted = this.gone.filter((path) => !this.#notInMemory.includes(path));
    if (this.#isAsking || wanted.length === 0) return;
    this.#isAsking = true;
    try {
      for (const run of distinct(wanted.map(runOf))) await this.#writeRunAgain(run, wanted);
    } finally {
      this.#isAsking = false;
    }
  }

  async #writeRunAgain(run: string, wanted: readonly string[]): Promise<void> {
    const paths = wanted.filter((path) => runOf(path) === run);
    const { written, refused } = await this.#training.client.call('writeAgain', { run, paths });
    const unknown = paths.filter((path) => !written.includes(path) && !refused.includes(path));
    this.#notInMemory = [...this.#notInMemory, ...unknown];
    if (written.length === 0) return;
    this.restored = distinct([...this.restored, ...written]).sort();
    await this.#files.refresh();
  }

  /** The person has read of it. */
  dismiss(): void {
    this.restored = [];
    this.#files.acceptLoss();
  }
}
