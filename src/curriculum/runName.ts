/** What a run can be called that is there already, and is read, listed and gone on with. The empty name is the default run. */
export const RUN_NAME_RULE = 'at most 64 letters, digits, "-", "_" and ".", and not "." or ".."';

export function isRunName(name: string): boolean {
  return /^[A-Za-z0-9._-]{0,64}$/.test(name) && name !== '.' && name !== '..';
}

/** What a new run may be called: a folder name that every system and every browser accepts. */
export const NEW_RUN_NAME_RULE = 'at most 64 letters, digits, "-", "_" and ".", with no "." at an end';

/** What else a name can be, and to complete "it". */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/^\.|\.$/, 'begins or ends with "."'],
  [/^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i, 'is the name of a device in Windows'],
  [/\.(lnk|local|scf|url)$|^(desktop\.ini|thumbs\.db)$/i, 'is one that browsers write to no folder'],
  [
    /^(records|events\.out\..*|.*\.(zip|json|csv|txt))$/i,
    'is one that the default run has for files of its own',
  ],
];

/**
 * Why a new run cannot be called so; null: it can. Runs that are there keep their names, whatever they are.
 *
 * @param runs names of those that are there
 * @returns what is wrong and what is allowed, in sentences
 */
export function newRunNameProblem(name: string, runs: readonly string[]): string | null {
  const wrong = wrongWith(name);
  if (wrong !== null) {
    return `"${name}" is no name for a new run: it ${wrong}. A run's name has ${NEW_RUN_NAME_RULE}.`;
  }
  const same = runs.find((run) => isSameRunFolder(run, name));
  if (same === undefined) return null;
  const why = same === name ? '' : `, and macOS and Windows do not tell its folder from one called "${name}"`;
  return `There is a run "${same}" already${why}. Choose another name.`;
}

/** Whether the folders of two runs are one where a system does not tell upper case from lower. */
export function isSameRunFolder(run: string, other: string): boolean {
  return run.toLowerCase() === other.toLowerCase();
}

function wrongWith(name: string): string | null {
  if (name.length > 64) return `has ${name.length} characters`;
  if (!isRunName(name) && !/^\.+$/.test(name)) return 'has other characters';
  // What is kept by name, as the settings of runs are, may not find it.
  if (name in {} || name === 'prototype') return 'is a word of JavaScript';
  return REFUSED.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}

/** A run that was made for one seed of several: the name of the run that they were made from, and the seed. */
export interface SeedRun {
  readonly series: string;
  readonly seed: number;
}

/** What the run of one seed of several is called: `seed3` of the default run, `soft-seed3` of the run `soft`. */
export function seedRunName({ series, seed }: SeedRun): string {
  return series === '' ? `seed${seed}` : `${series}-seed${seed}`;
}

/** Reads the name of a run, the inverse of `seedRunName`; null where it is no name of one seed of several. */
export function parseSeedRunName(name: string): SeedRun | null {
  const match = /^(?:(.+)-)?seed(0|[1-9]\d{0,9})$/.exec(name);
  return match && { series: match.at(1) ?? '', seed: Number(match[2]) };
}
