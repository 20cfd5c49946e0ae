/** What a run may be called: a folder name that every system accepts. The empty name is the default run. */
export const RUN_NAME_RULE = 'at most 64 letters, digits, "-", "_" and ".", and not "." or ".."';

export function isRunName(name: string): boolean {
  return /^[A-Za-z0-9._-]{0,64}$/.test(name) && name !== '.' && name !== '..';
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
