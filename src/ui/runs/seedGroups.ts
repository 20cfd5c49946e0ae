import { parseSeedRunName } from '../../curriculum/runName';
import { differingSettings } from '../../curriculum/settingsDifference';
import type { RunSettings } from '../../curriculum/settings';
import type { RunRow } from '../../state/runs.svelte';

/** Runs that stand together in the list. */
export interface RunGroup {
  /** The run that these were made from for several seeds; null: one run by itself. */
  readonly series: string | null;
  readonly rows: readonly RunRow[];
}

/** Runs that were made for several seeds of the same run, two or more, in a group; all others by themselves. */
export function groupRuns(rows: readonly RunRow[]): readonly RunGroup[] {
  const groups: { series: string | null; rows: RunRow[] }[] = [];
  for (const row of rows) {
    const series = parseSeedRunName(row.run)?.series ?? null;
    const group = groups.at(-1);
    if (series !== null && group?.series === series) group.rows.push(row);
    else groups.push({ series, rows: [row] });
  }
  return groups.map((group) => (group.rows.length > 1 ? group : { ...group, series: null }));
}

/** Whether runs differ in nothing but the seed. */
export function differInSeedOnly(settings: readonly RunSettings[]): boolean {
  const differences = differingSettings(settings);
  return differences.length === 1 && differences[0].path === 'seed';
}
