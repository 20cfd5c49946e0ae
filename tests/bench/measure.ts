import type { StageNumber } from '../../src/curriculum/settings';
import { STAGE_NUMBERS } from '../../src/curriculum/settings';
import type { Contender, Timing } from './contender';
import { words } from './contender';
import type { Portion } from './portion';
import { leastOf, minibatchesOf, portionWithin, scaleToWhole } from './portion';
import { SETTINGS, settingsOf } from './stages';

/** What was measured of a contender in a stage. */
export interface StageResult {
  readonly portion: Portion;
  /** One for each repeat, scaled to whole iterations. */
  readonly iterations: readonly Timing[];
}

export interface Result {
  readonly contender: Contender;
  readonly stages: Readonly<Record<StageNumber, StageResult>>;
}

export interface Plan {
  readonly repeats: number;
  /** Seconds that a repeat may take; a contender that needs longer is measured on a part of the iteration. */
  readonly seconds: number;
}

/** A contender on its way through the stages. */
interface Entrant {
  readonly contender: Contender;
  readonly stages: Partial<Record<StageNumber, StageResult>>;
  /** What a whole iteration of the last stage took, roughly. */
  estimate: { readonly stage: StageNumber; readonly whole: Timing } | null;
  failure: string | null;
}

/**
 * Times iterations of every stage. The repeats of all contenders take turns, so that a machine that is busy for a
 * while is busy for all of them.
 *
 * @param report hears what is going on
 */
export async function measure(
  contenders: readonly Contender[],
  plan: Plan,
  report: (line: string) => void,
): Promise<{ results: Result[]; failures: { contender: Contender; reason: string }[] }> {
  const entrants = contenders.map((contender): Entrant => ({
    contender,
    stages: {},
    estimate: null,
    failure: null,
  }));
  for (const stage of STAGE_NUMBERS) {
    const portions = new Map<Entrant, Portion>();
    const timings = new Map<Entrant, Timing[]>();
    for (const entrant of entrants) {
      await attempt(entrant, async () => {
        portions.set(entrant, await enter(entrant, stage, plan.seconds));
        timings.set(entrant, []);
      });
    }
    for (let repeat = 0; repeat < plan.repeats; repeat++) {
      for (const entrant of entrants) {
        await attempt(entrant, async () => {
          const timing = await entrant.contender.run();
          timings.get(entrant)?.push(timing);
          report(
            `stage ${stage}, ${repeat + 1} of ${plan.repeats}: ${entrant.contender.name}, ${told(timing)}`,
          );
        });
      }
    }
    for (const entrant of entrants) {
      const portion = portions.get(entrant);
      if (!portion || entrant.failure) continue;
      const iterations = (timings.get(entrant) ?? []).map((timing) =>
        scaleToWhole(timing, settingsOf(stage), portion),
      );
      entrant.stages[stage] = { portion, iterations };
      entrant.estimate = { stage, whole: iterations[iterations.length - 1] };
    }
  }
  return {
    results: entrants.flatMap(({ contender, stages, failure }) =>
      failure ? [] : [{ contender, stages: stages as Result['stages'] }],
    ),
    failures: entrants.flatMap(({ contender, failure }) => (failure ? [{ contender, reason: failure }] : [])),
  };
}

async function attempt(entrant: Entrant, work: () => Promise<void>): Promise<void> {
  if (entrant.failure) return;
  try {
    await work();
  } catch (error) {
    entrant.failure = words(error);
  }
}

/** Enters a stage with as much of its iteration as fits `seconds`, and warms up. */
async function enter(
  { contender, estimate }: Entrant,
  stage: StageNumber,
  seconds: number,
): Promise<Portion> {
  const work = settingsOf(stage);
  const whole = estimate ? carriedOver(estimate, stage) : await probe(contender, stage);
  const portion = portionWithin(seconds, work, SETTINGS.n_envs, whole);
  await contender.enter(stage, portion);
  await contender.run();
  return portion;
}

/** A rough idea of the whole iteration, from its smallest part. */
async function probe(contender: Contender, stage: StageNumber): Promise<Timing> {
  const least = leastOf(settingsOf(stage), SETTINGS.n_envs);
  await contender.enter(stage, least);
  await contender.run();
  return scaleToWhole(await contender.run(), settingsOf(stage), least);
}

/** The next stage's iteration, by its work: a sample costs the same in every stage. */
function carriedOver(estimate: NonNullable<Entrant['estimate']>, stage: StageNumber): Timing {
  const [before, now] = [settingsOf(estimate.stage), settingsOf(stage)];
  const rollouts = now.hyperparameters.n_steps / before.hyperparameters.n_steps;
  const samples = (of: typeof now) => minibatchesOf(of, SETTINGS.n_envs) * of.hyperparameters.batch_size;
  return {
    rollout: estimate.whole.rollout * rollouts,
    update: (estimate.whole.update * samples(now)) / samples(before),
  };
}

function told({ rollout, update }: Timing): string {
  return `rollout ${rollout.toFixed(3)} s, update ${update.toFixed(3)} s`;
}
