import { formatValue } from './fieldKind';
import { FIELDS } from './fields';
import type { RunSettings } from './settings';
import { STAGE_COUNT } from './settings';

/** One setting that is not the same in two runs. */
export interface SettingDifference {
  /** As a link names it, for instance `stage3.n_steps`. */
  readonly path: string;
  /** As a link writes them, a building by its name; null where the setting does not apply. */
  readonly from: string | null;
  readonly to: string | null;
}

/** Where runs differ, the runs' names aside; one value for each of them. */
export function differingSettings(
  all: readonly RunSettings[],
): { readonly path: string; readonly values: readonly (string | null)[] }[] {
  return FIELDS.filter(({ path }) => path !== 'run').flatMap(({ path, get, describe }) => {
    const values = all.map(get).map((value) => (value === undefined ? null : formatValue(value)));
    if (new Set(values).size === 1) return [];
    if (!describe) return [{ path, values }];
    return [{ path, values: distinctly(all.map(describe), values) }];
  });
}

/** Names of which two that are the same, and mean different things, are told apart. */
function distinctly(names: readonly string[], values: readonly (string | null)[]): string[] {
  const kinds = [...new Set(values)];
  const isAmbiguous = new Set(names).size < kinds.length;
  return names.map((name, i) => (isAmbiguous ? `${name} (${kinds.indexOf(values[i]) + 1})` : name));
}

/** Where a run differs from another. */
export function settingsDifference(from: RunSettings, to: RunSettings): SettingDifference[] {
  return differingSettings([from, to]).map(({ path, values }) => ({ path, from: values[0], to: values[1] }));
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
