import type { RunSettings, StageSettings } from '../curriculum/settings';
import type { Pace } from '../evaluation/pace';
import type { Validation } from '../evaluation/validate';
import { validate } from '../evaluation/validate';
import type { Learner } from '../ppo/learner';

/** Validates the policy of a stage every so often, and says when there is nothing better to wait for. */
export class Validator {
  readonly #settings: RunSettings;
  readonly #stage: StageSettings;
  readonly #makePace: () => Pace;

  /** @param makePace for each validation one, which ends it where that is wanted */
  constructor(settings: RunSettings, stage: StageSettings, makePace: () => Pace) {
    this.#settings = settings;
    this.#stage = stage;
    this.#makePace = makePace;
  }

  /** Whether the learner's policy is to be validated now: every so many iterations, and at the stage's end. */
  isDue({ counters: { iteration }, best, isComplete }: Learner): boolean {
    const { validation_interval } = this.#settings;
    if (validation_interval === 0 || iteration === 0 || best?.validatedAt === iteration) return false;
    return isComplete || iteration % validation_interval === 0;
  }

  /** Whether the stage's best policy has been waiting for a better one for as long as the settings allow. */
  isOver({ best }: Learner): boolean {
    const { validation_patience } = this.#settings;
    return validation_patience > 0 && (best?.waited ?? 0) >= validation_patience;
  }

  /**
   * Measures the learner's policy on the validation records, and tells the learner its score.
   *
   * @returns what was measured
   * @throws the reason of an interrupt; the learner then knows nothing of the attempt
   */
  async validate(learner: Learner): Promise<Validation> {
    const state = await learner.snapshot();
    const validation = await validate(state, this.#settings, this.#stage, this.#makePace());
    learner.judge(state, validation.score);
    return validation;
  }
}
