import type { StageNumber } from '../curriculum/settings';
import { foldedParameters } from '../ppo/foldedNetwork';
import type { RunnerState } from '../ppo/runnerState';
import type { TrainerEvent } from './protocol';

/**
 * Keeps requests for the newest policy of the training under way, and answers them at the end of an iteration: that is
 * where a policy can be had without touching the training.
 */
export class PolicyRequests {
  readonly #emit: (event: TrainerEvent) => void;
  #waiting: number[] = [];

  constructor(emit: (event: TrainerEvent) => void) {
    this.#emit = emit;
  }

  get areWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  add(request: number): void {
    this.#waiting.push(request);
  }

  /** @param state at the end of an iteration of `stage` */
  answer(stage: StageNumber, state: RunnerState): void {
    const { architecture, counters } = state;
    const parameters = foldedParameters(state);
    const policy = { stage, timesteps: counters.numTimesteps, architecture, parameters };
    for (const request of this.#take()) this.#emit({ type: 'policy', request, policy });
  }

  /** Refuses all that wait: no training is under way. */
  refuse(): void {
    const problem = {
      name: 'NoTrainingError',
      message:
        'No training is under way, so there is no newest policy. Choose a checkpoint, or start training.',
    };
    for (const request of this.#take()) this.#emit({ type: 'refused', request, problem });
  }

  #take(): number[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }
}
