import type { StageNumber } from '../curriculum/settings';
import { foldedParameters } from '../ppo/foldedNetwork';
import type { RunnerState } from '../ppo/runnerState';
import type { PolicySnapshot } from './protocol';

/** Nothing is trained, so nothing is newest. */
export class NoTrainingError extends Error {
  override readonly name = 'NoTrainingError';

  constructor() {
    super('No training is under way, so there is no newest policy. Choose a checkpoint, or start training.');
  }
}

interface Waiting {
  readonly resolve: (policy: PolicySnapshot) => void;
  readonly reject: (error: NoTrainingError) => void;
}

/**
 * Keeps requests for the newest policy of the training under way, and answers them at the end of an iteration: that is
 * where a policy can be had without touching the training.
 */
export class PolicyRequests {
  #waiting: readonly Waiting[] = [];

  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** @throws NoTrainingError once it is refused */
  add(): Promise<PolicySnapshot> {
    return new Promise((resolve, reject) => (this.#waiting = [...this.#waiting, { resolve, reject }]));
  }

  /** @param state at the end of an iteration of `stage` */
  answer(stage: StageNumber, state: RunnerState): void {
    const { architecture, counters } = state;
    const parameters = foldedParameters(state);
    const policy = { stage, timesteps: counters.numTimesteps, architecture, parameters };
    for (const { resolve } of this.#take()) resolve(policy);
  }

  /** Refuses all that wait: no training is under way. */
  refuse(): void {
    for (const { reject } of this.#take()) reject(new NoTrainingError());
  }

  #take(): readonly Waiting[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}
