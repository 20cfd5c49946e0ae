import type { Engine } from '../ppo/engine';

/** An engine, and for people and checkpoints the device that it computes on. */
export interface StartedEngine {
  readonly engine: Engine;
  readonly device: string;
}

/** The engine of a run: another one after a device was lost. */
export class RunEngine {
  readonly device: string;
  readonly #instead: (cause: unknown) => Promise<Engine>;
  #engine: Engine;

  /** @param instead starts another engine on a new device; rejects as `SessionHost.reopenDevice` */
  constructor({ engine, device }: StartedEngine, instead: (cause: unknown) => Promise<Engine>) {
    this.device = device;
    this.#engine = engine;
    this.#instead = instead;
  }

  get engine(): Engine {
    return this.#engine;
  }

  /** See `SessionHost.reopenDevice`. */
  readonly reopen = async (cause: unknown): Promise<void> => {
    const lost = this.#engine;
    this.#engine = await this.#instead(cause);
    lost.dispose();
  };

  dispose(): void {
    this.#engine.dispose();
  }
}
