import type { StageNumber } from '../../src/curriculum/settings';
import type { Contender, Timing } from './contender';
import type { Portion } from './portion';
import { leastOf, minibatchesOf, portionWithin, scaleToWhole } from './portion';
import { SETTINGS, settingsOf } from './stages';

/** What was measured of a contender in a stage. */
export interface StageResult {
  readonly portion: Portion;
  /** One for each repeat, scaled to whole iterations. */
  readonly iterations: readonly Timing[];
}

/** A contender on its way through the stages. */
export class Entrant {
  readonly contender: Contender;
  readonly stages = new Map<StageNumber, StageResult>();
  /** Timings by the work that was timed: stages may differ in no more than what they are scaled to. */
  readonly #timings = new Map<string, Timing[]>();
  #stage: StageNumber = 1;
  #portion: Portion | null = null;
  /** The timings of this stage's work. */
  #current: Timing[] = [];
  /** Whether a stage before had the same work. */
  #isKnown = false;

  constructor(contender: Contender) {
    this.contender = contender;
  }

  /** Enters a stage with as much of its iteration as fits `seconds`, and warms up. */
  async enter(stage: StageNumber, seconds: number): Promise<void> {
    const whole = await this.#estimate(stage);
    const portion = portionWithin(seconds, settingsOf(stage), SETTINGS.n_envs, whole);
    this.#stage = stage;
    this.#portion = portion;
    const work = JSON.stringify([portion, settingsOf(stage).hyperparameters.batch_size]);
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
    const iterations = this.#current.map((timing) => scaleToWhole(timing, settingsOf(this.#stage), portion));
    this.stages.set(this.#stage, { portion, iterations });
  }

  /** What a whole iteration may take: from the stage before, for a sample costs the same in all of them. */
  async #estimate(stage: StageNumber): Promise<Timing> {
    const before = this.stages.get(this.#stage)?.iterations.at(-1);
    if (!before) return this.#probe(stage);
    const [then, now] = [settingsOf(this.#stage), settingsOf(stage)];
    const samples = (of: typeof now) => minibatchesOf(of, SETTINGS.n_envs) * of.hyperparameters.batch_size;
    return {
      rollout: (before.rollout * now.hyperparameters.n_steps) / then.hyperparameters.n_steps,
      update: (before.update * samples(now)) / samples(then),
    };
  }

  async #probe(stage: StageNumber): Promise<Timing> {
    const least = leastOf(settingsOf(stage), SETTINGS.n_envs);
    await this.contender.enter(stage, least);
    await this.contender.run();
    return scaleToWhole(await this.contender.run(), settingsOf(stage), least);
  }
}
