import { Job, Word } from './assembly/plan';
import type { Kernel } from './kernel';
import type { ThreadChoice } from './threadChoice';

/** Threads that were started, and of them those that each half of an iteration is done on. */
export interface ThreadsInUse {
  readonly started: number;
  readonly rollout: number;
  readonly update: number;
}

/** Puts a kernel's threads to work: as many as is chosen for the kind of work. */
export class Crew {
  readonly #kernel: Kernel;
  readonly #rollout: ThreadChoice;
  readonly #update: ThreadChoice;
  readonly #onChange: (inUse: ThreadsInUse) => void;
  /** What `onChange` heard last. */
  #told: ThreadsInUse;

  /**
   * @param choose is asked for the rollout's threads and for the update's: they share their work otherwise
   * @param onChange hears what other numbers are settled on; at first all threads are in use
   */
  constructor(
    kernel: Kernel,
    choose: (threads: number) => ThreadChoice,
    onChange: (inUse: ThreadsInUse) => void,
  ) {
    this.#kernel = kernel;
    this.#rollout = choose(kernel.threads);
    this.#update = choose(kernel.threads);
    this.#onChange = onChange;
    this.#told = { started: kernel.threads, rollout: kernel.threads, update: kernel.threads };
  }

  /** @returns how many threads the job is to be done on */
  threadsFor(job: Job): number {
    return this.#choiceFor(job).next;
  }

  /**
   * Says what pieces of a job took. Of each half only the job that takes longest counts: pieces of different jobs differ.
   */
  record(job: Job, pieces: number, milliseconds: number): void {
    if (job !== Job.ROLLOUT && job !== Job.UPDATE) return;
    // An update that stops leaves out the pieces that remain.
    if (job === Job.UPDATE && this.#kernel.word(Word.STOPPED) !== 0) return;
    this.#choiceFor(job).record(pieces, milliseconds);
    this.#tell();
  }

  #choiceFor(job: Job): ThreadChoice {
    return job === Job.ROLLOUT || job === Job.VALUES || job === Job.ADVANTAGES ? this.#rollout : this.#update;
  }

  #tell(): void {
    const rollout = this.#rollout.settled;
    const update = this.#update.settled;
    if (rollout === this.#told.rollout && update === this.#told.update) return;
    this.#told = { started: this.#kernel.threads, rollout, update };
    this.#onChange(this.#told);
  }
}
