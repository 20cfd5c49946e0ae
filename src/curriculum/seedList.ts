import { isRunName, newRunNameProblem, RUN_NAME_RULE, seedRunName } from './runName';
import type { RunSettings } from './settings';

/** More runs than this are nobody's wish, but a slip of the pen such as `0..1000000`. */
export const MAX_SEEDS = 256;
/** As the setting `seed` has it. */
const MAX_SEED = 2 ** 32 - 1;

export const SEED_LIST_RULE = `whole numbers from 0 to ${MAX_SEED} such as 0..7 or 0,3,5, each once and at most ${MAX_SEEDS}`;

/**
 * The seeds of a list such as `0..7`, `0,3,5` or `0..3,8`, in its order.
 *
 * @returns null where it is no such list
 */
export function parseSeedList(text: string): readonly number[] | null {
  const seeds: number[] = [];
  for (const part of text.split(',')) {
    const range = /^(\d{1,10})(?:\.\.(\d{1,10}))?$/.exec(part.trim());
    if (!range) return null;
    const [first, last] = [Number(range[1]), Number(range.at(2) ?? range[1])];
    if (first > last || last > MAX_SEED || last - first >= MAX_SEEDS) return null;
    for (let seed = first; seed <= last; seed++) seeds.push(seed);
  }
  return seeds.length <= MAX_SEEDS && new Set(seeds).size === seeds.length ? seeds : null;
}

/** The settings of a run for one of several seeds: they differ from its own in the seed and the name alone. */
export function seedSettings(settings: RunSettings, seed: number): RunSettings {
  return { ...settings, seed, run: seedRunName({ series: settings.run, seed }) };
}

/**
 * Why runs for some seeds cannot be called after a run; null: they can.
 *
 * @param runs names of the runs that are there; absent: that is not known yet
 */
export function seedNamesProblem(
  series: string,
  seeds: readonly number[],
  runs?: readonly string[],
): string | null {
  for (const seed of seeds) {
    const name = seedRunName({ series, seed });
    if (!isRunName(name)) return `"${name}" is no name for a run: ${RUN_NAME_RULE}.`;
    const problem = !runs || runs.includes(name) ? null : newRunNameProblem(name, runs);
    if (problem !== null) return problem;
  }
  return null;
}
