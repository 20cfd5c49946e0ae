import { MAX_CHECKPOINT_SIZE } from '../checkpoint/checkpoint';
import { runDirectory } from '../checkpoint/names';
import type { ImportInspection, ImportTarget } from '../trainer/protocol';
import type { FilesState } from './files.svelte';
import type { SettingsState } from './settings.svelte';
import type { TrainingState } from './training.svelte';

/** A zip on its way into the run: chosen, looked into, and stored once the user says where. */
export class UploadState {
  readonly #training: TrainingState;
  readonly #settings: SettingsState;
  readonly #files: FilesState;
  #bytes: Uint8Array<ArrayBuffer> | null = null;

  /** What was found in the zip that waits for the user's word. */
  inspection: ImportInspection | null = $state.raw(null);
  problem: string | null = $state(null);

  constructor(training: TrainingState, settings: SettingsState, files: FilesState) {
    this.#training = training;
    this.#settings = settings;
    this.#files = files;
  }

  /** Looks into a file; a zip that can be used waits in `inspection`. */
  async offer(file: File): Promise<void> {
    this.cancel();
    this.problem = null;
    if (file.size > MAX_CHECKPOINT_SIZE) {
      this.problem =
        `${file.name} has ${(file.size / 2 ** 20).toFixed(0)} MB, more than any checkpoint has. ` +
        'Nothing stored has changed. Upload a zip that this page or Stable-Baselines3 saved.';
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    try {
      this.inspection = await this.#training.client.inspect(file.name, bytes);
      this.#bytes = bytes;
    } catch (error) {
      this.problem = `${file.name}: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  /** Whether a file of that name is in the run already. */
  replaces(name: string): boolean {
    const path = runDirectory(this.#settings.current.run) + name;
    return this.#files.files.some((file) => file.path === path);
  }

  async store(target: ImportTarget): Promise<void> {
    if (!this.#bytes) return;
    try {
      await this.#training.client.import(this.#settings.current, this.#bytes, target);
      await this.#files.refresh();
      this.cancel();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      this.cancel();
    }
  }

  cancel(): void {
    this.inspection = null;
    this.#bytes = null;
  }
}
