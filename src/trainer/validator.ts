import type { RunSettings, StageSettings } from '../curriculum/settings';
import type { Pace } from '../evaluation/pace';
import type { Validation } from '../evaluation/validate';
import { validate } from '../evaluation/validate';
import type { TrainedPolicy } from '../ppo/foldedNetwork';
import type { Learner } from '../ppo/learner';
import type { RunnerState } from '../ppo/runnerState';
import type { Background } from './background/background';
import { BackgroundEndedError } from './background/background';

/** What a stage is validated with. */
interface Means {
  /** Measures beside the training; null: there is no thread for it, and training waits. */
  readonly background: Background | null;
  /** For each validation that training waits for, one, which ends it where that is wanted. */
  readonly makePace: () => Pace;
}

/** A validation under way. */
interface Pending {
  /** What is validated. */
  readonly state: RunnerState;
  /** Resolves to null where the thread ended before; null itself: it begins when it is waited for. */
  readonly measured: Promise<Validation | null> | null;
  isAnswered: boolean;
}

/** What was measured of the policy of an iteration. */
interface Validated {
  readonly validation: Validation;
  readonly iteration: number;
}

/**
 * Validates the policy of a stage every so often, and says when there is nothing better to wait for. Where there is a thread
 * for it, training goes on meanwhile: what the validation says is taken in later, and changes nothing but which policy is the
 * best so far. Whoever keeps a state of the learner settles first, so that it does not depend on how fast the thread was.
 */
export class Validator {
  readonly #settings: RunSettings;
  readonly #stage: StageSettings;
  readonly #learner: Learner;
  readonly #means: Means;
  #pending: Pending | null = null;

  constructor(settings: RunSettings, stage: StageSettings, learner: Learner, means: Means) {
    this.#settings = settings;
    this.#stage = stage;
    this.#learner = learner;
    this.#means = means;
  }

  /** Whether the learner's policy is to be validated now: every so many iterations, and at the stage's end. */
  get isDue(): boolean {
    const { counters, best, isComplete } = this.#learner;
    const { iteration } = counters;
    const { validation_interval } = this.#settings;
    if (validation_interval === 0 || iteration === 0 || best?.validatedAt === iteration) return false;
    return isComplete || iteration % validation_interval === 0;
  }

  /** Whether the stage's best policy has been waiting for a better one for as long as the settings allow. */
  get isOver(): boolean {
    const { validation_patience } = this.#settings;
    return validation_patience > 0 && (this.#learner.best?.waited ?? 0) >= validation_patience;
  }

  /** A validation has begun that is not settled. */
  get isPending(): boolean {
    return this.#pending !== null;
  }

  /** What was begun is measured, or cannot be beside the training. */
  get isAnswered(): boolean {
    return this.#pending?.isAnswered ?? false;
  }

  /** There is something to settle, and no reason to go on before: what comes next depends on it, or it is there already. */
  get isToSettle(): boolean {
    if (!this.#pending) return false;
    const decides = this.#learner.isComplete || this.#settings.validation_patience > 0;
    return this.isAnswered || decides || this.#pending.measured === null;
  }

  /** Begins to measure the learner's policy on the validation records. The one before must be settled. */
  async begin(): Promise<void> {
    const state = await this.#learner.snapshot();
    const { background } = this.#means;
    const measured = background && this.#measureBeside(background, state);
    const pending: Pending = { state, measured, isAnswered: false };
    const note = () => {
      pending.isAnswered = true;
    };
    measured?.then(note, note);
    this.#pending = pending;
  }

  /**
   * Waits for the validation that has begun, and tells the learner the score.
   *
   * @returns what was measured; null where none has begun
   * @throws the reason of an interrupt; the learner then knows nothing of the attempt
   */
  async settle(): Promise<Validated | null> {
    if (!this.#pending) return null;
    const { state, measured } = this.#pending;
    try {
      const validation = (await measured) ?? (await this.#measureHere(state));
      this.#learner.judge(state, validation.score);
      return { validation, iteration: state.counters.iteration };
    } finally {
      this.#pending = null;
    }
  }

  #measureHere(policy: TrainedPolicy): Promise<Validation> {
    return validate(policy, this.#settings, this.#stage, this.#means.makePace());
  }

  async #measureBeside(background: Background, state: RunnerState): Promise<Validation | null> {
    const { architecture, parameters, normalisation } = state;
    const policy = { architecture, parameters, normalisation };
    const question = { policy, settings: this.#settings, stage: this.#stage.number };
    try {
      return await background.call('validate', question);
    } catch (error) {
      if (error instanceof BackgroundEndedError) return null;
      throw error;
    }
  }
}
