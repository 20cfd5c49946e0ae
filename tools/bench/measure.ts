import type { RunSettings } from '../../src/curriculum/settings';
import { STAGE_NUMBERS } from '../../src/curriculum/settings';
import type { Contender } from './contender';
import { words } from './contender';
import { Entrant } from './entrant';

export interface Plan {
  readonly repeats: number;
  /** Seconds that a repeat may take; a contender that needs longer is measured on a part of the iteration. */
  readonly seconds: number;
  /** What is trained. */
  readonly settings: RunSettings;
}

export interface Measurement {
  /** Who was timed in every stage. */
  readonly finished: readonly Entrant[];
  readonly failures: readonly { readonly contender: Contender; readonly reason: string }[];
}

/**
 * Times iterations of every stage. The repeats of all contenders take turns, so that a machine that is busy for a
 * while is busy for all of them.
 *
 * @param report hears what is going on
 */
export async function measure(
  contenders: readonly Contender[],
  { repeats, seconds, settings }: Plan,
  report: (line: string) => void,
): Promise<Measurement> {
  const failures = new Map<Entrant, string>();
  const entrants = contenders.map((contender) => new Entrant(contender, settings));
  const everyone = async (work: (entrant: Entrant) => Promise<void> | void) => {
    for (const entrant of entrants) {
      if (failures.has(entrant)) continue;
      try {
        await work(entrant);
      } catch (error) {
        failures.set(entrant, words(error));
      }
    }
  };
  for (const stage of STAGE_NUMBERS) {
    await everyone(async (entrant) => {
      report(`stage ${stage}: ${entrant.contender.name} warms up`);
      await entrant.enter(stage, seconds);
    });
    for (let repeat = 1; repeat <= repeats; repeat++) {
      await everyone(async (entrant) => {
        const timing = await entrant.repeat();
        if (!timing) return;
        const { rollout, update } = timing;
        const told = `rollout ${rollout.toFixed(3)} s, update ${update.toFixed(3)} s`;
        report(`stage ${stage}, ${repeat} of ${repeats}: ${entrant.contender.name}, ${told}`);
      });
    }
    await everyone((entrant) => entrant.leave());
  }
  return {
    finished: entrants.filter((entrant) => !failures.has(entrant)),
    failures: [...failures].map(([{ contender }, reason]) => ({ contender, reason })),
  };
}
