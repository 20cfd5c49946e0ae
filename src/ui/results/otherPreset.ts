import type { RunSettings } from '../../curriculum/settings';
import type { RunRow, RunsState } from '../../state/runs.svelte';

/** Presets that are trained without imperfections, and the one that is trained with them. */
const WITHOUT = ['calm', 'calm-gpu'];
const WITH = 'robust';

/**
 * The complete run to put beside the one on the page, where it is told what robustness costs and brings: one of the preset
 * `robust` beside one of `calm`, and the other way round, for the same building; the one that was saved last.
 */
export function otherPresetRun(
  rows: readonly RunRow[],
  runs: Pick<RunsState, 'settingsOf'>,
  current: RunSettings,
): RunRow | null {
  const wanted = current.preset === WITH ? WITHOUT : WITHOUT.includes(current.preset) ? [WITH] : [];
  const buildingOf = (settings: RunSettings) => JSON.stringify(settings.building ?? null);
  const candidates = rows.filter((row) => {
    const settings = row.hasFinal && !row.isCurrent ? runs.settingsOf(row) : undefined;
    return settings && wanted.includes(settings.preset) && buildingOf(settings) === buildingOf(current);
  });
  return candidates.toSorted((a, b) => (b.writtenAt ?? 0) - (a.writtenAt ?? 0)).at(0) ?? null;
}
