import type { RunSettings, StageNumber } from '../../src/curriculum/settings';
import type { Contender } from './contender';
import type { Timing } from './timing';
import type { Portion, Work } from './portion';
import { leastOf, minibatchesOf, portionWithin, scaleToWhole } from './portion';

/** What was measured of a contender in a stage. */
export interface StageResult {
  readonly portion: Portion;
  /** One for each repeat, scaled to whole iterations. */
  readonly iterations: readonly Timing[];
}

/** A contender on its way through the stages. */
export class Entrant {
  readonly contender: Contender;
  readonly settings: RunSettings;
  readonly stages = new Map<StageNumber, StageResult>();
  /** Timings by the work that was timed: stages may differ in no more than what they are scaled to. */
  readonly #timings = new Map<string, Timing[]>();
  #stage: StageNumber = 1;
  #portion: Portion | null = null;
  /** The timings of this stage's work. */
  #current: Timing[] = [];
  /** Whether a stage before had the same work. */
  #isKnown = false;

  constructor(contender: Contender, settings: RunSettings) {
    this.contender = contender;
    this.settings = settings;
  }

  /** Enters a stage with as much of its iteration as fits `seconds`, and warms up. */
  async enter(stage: StageNumber, seconds: number): Promise<void> {
    const whole = await this.#estimate(stage);
    const portion = portionWithin(seconds, this.#work(stage), this.settings.n_envs, whole);
    this.#stage = stage;
    this.#portion = portion;
    const work = JSON.stringify([portion, this.#work(stage).hyperparameters.batch_size]);
    const known = this.#timings.get(work);
    this.#isKnown = known !== undefined;
    this.#current = known ?? [];
    this.#timings.set(work, this.#current);
    if (known) return;
    await this.contender.enter(stage, portion);
    await this.contender.run();
  }

  /**
   * Times an iteration that follows another one, as in training: after a wait for its turn, a contender finds its memory
   * and its threads gone cold.
   *
   * @returns null where there is nothing left to time
   */
  async repeat(): Promise<Timing | null> {
    if (this.#isKnown) return null;
    await this.contender.run();
    const timing = await this.contender.run();
    this.#current.push(timing);
    return timing;
  }

  /** Keeps the stage's result. */
  leave(): void {
    const portion = this.#portion;
    if (!portion) return;
    const iterations = this.#current.map((timing) => scaleToWhole(timing, this.#work(this.#stage), portion));
    this.stages.set(this.#stage, { portion, iterations });
  }

  /** What a whole iteration may take: from the stage before, for a sample costs the same in all of them. */
  async #estimate(stage: StageNumber): Promise<Timing> {
    const before = this.stages.get(this.#stage)?.iterations.at(-1);
    if (!before) return this.#probe(stage);
    const [then, now] = [this.#work(this.#stage), this.#work(stage)];
    const samples = (of: typeof now) =>
      minibatchesOf(of, this.settings.n_envs) * of.hyperparameters.batch_size;
    return {
      rollout: (before.rollout * now.hyperparameters.n_steps) / then.hyperparameters.n_steps,
      update: (before.update * samples(now)) / samples(then),
    };
  }

  #work(stage: StageNumber): Work {
    return this.settings.stages[stage - 1];
  }

  async #probe(stage: StageNumber): Promise<Timing> {
    const least = leastOf(this.#work(stage), this.settings.n_envs);
    await this.contender.enter(stage, least);
    await this.contender.run();
    return scaleToWhole(await this.contender.run(), this.#work(stage), least);
  }
}
