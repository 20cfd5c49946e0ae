import { formatValue } from './fieldKind';
import { FIELDS } from './fields';
import type { RunSettings } from './settings';
import { STAGE_COUNT } from './settings';

/** One setting that is not the same in two runs. */
export interface SettingDifference {
  /** As a link names it, for instance `stage3.n_steps`. */
  readonly path: string;
  /** As a link writes them; null where the setting does not apply. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Where two runs differ, the run's name aside. */
export function settingsDifference(from: RunSettings, to: RunSettings): SettingDifference[] {
  return FIELDS.filter(({ path }) => path !== 'run').flatMap(({ path, get }) => {
    const [before, after] = [get(from), get(to)].map((value) =>
      value === undefined ? null : formatValue(value),
    );
    return before === after ? [] : [{ path, from: before, to: after }];
  });
}

/**
 * Differences in a few words, for instance `seed 0 → 3, n_envs 4 → 8 (+2)`. A change that all stages share is told once.
 *
 * @param limit differences that are spelt out
 */
export function describeDifference(differences: readonly SettingDifference[], limit = 3): string {
  const changes = differences.map(({ path, from, to }) => {
    const change = (name: string) => `${name} ${from ?? 'none'} → ${to ?? 'none'}`;
    return { own: change(path), shared: change(path.replace(/^stage\d\./, '')) };
  });
  const stagesWith = (shared: string) => changes.filter((change) => change.shared === shared).length;
  const told = changes.map(({ own, shared }) => (stagesWith(shared) === STAGE_COUNT ? shared : own));
  const distinct = [...new Set(told)];
  const rest = distinct.length - limit;
  return distinct.slice(0, limit).join(', ') + (rest > 0 ? ` (+${rest})` : '');
}
