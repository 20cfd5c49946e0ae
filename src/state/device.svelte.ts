import type { RunSettings } from '../curriculum/settings';
import type { EngineName } from '../ppo/engines/names';
import type { TrainerClient } from '../trainer/client';
import type { DeviceInfo } from '../trainer/protocol';
import type { FilesState } from './files.svelte';
import { recallTimed } from './speedMemory';

/** What the choice is taken from, and told to. */
interface Surroundings {
  readonly client: Pick<TrainerClient, 'call'>;
  readonly settings: { readonly current: RunSettings };
  readonly files: Pick<FilesState, 'plan'>;
  readonly isIdle: () => boolean;
  readonly onFailure: (error: unknown) => void;
}

/** Which device trains: what the user chose, and what the trainer says of it. */
export class DeviceState {
  readonly #rest: Surroundings;
  /** For which preset and which checkpoint it was asked last. */
  #probed = '';
  /** How often it was asked: only the last answer counts. */
  #questions = 0;

  info: DeviceInfo | null = $state.raw(null);
  /** The user's choice; null: automatic. */
  chosen: EngineName | null = $state(null);

  constructor(rest: Surroundings) {
    this.#rest = rest;
    this.#probe();
  }

  choose(engine: EngineName | null): void {
    this.chosen = engine;
    this.#probe();
  }

  /** Asks anew where the run, its files or its preset are others than when it was asked last. */
  lookAgain(): void {
    if (this.#rest.isIdle() && this.#place !== this.#probed) this.#probe();
  }

  get #place(): string {
    return [this.#rest.settings.current.preset, this.#goesOnFrom].join();
  }

  /** The checkpoint of the run that the next start goes on from; null: the run is new. */
  get #goesOnFrom(): string | null {
    const { plan } = this.#rest.files;
    return plan.kind === 'fresh' ? null : plan.path;
  }

  #probe(): void {
    this.#probed = this.#place;
    const { client, isIdle, onFailure } = this.#rest;
    const { current: settings } = this.#rest.settings;
    const question = { engine: this.chosen, settings, timed: recallTimed(), path: this.#goesOnFrom };
    const asked = ++this.#questions;
    client.call('probe', question).then((device) => {
      // Of a training under way, the worker tells by itself.
      if (asked === this.#questions && isIdle()) this.info = device;
    }, onFailure);
  }
}
