import * as v from 'valibot';
import type { RunSettings } from '../curriculum/settings';
import { formatSettingsLink } from '../curriculum/settingsLink';
import { forget, recall, remember } from '../platform/memory';
import { forgetBuildingOf, keepBuilding, parseKeptLink } from './keptDesigns';
import { SERIES_KEY } from './keys';

const Kept = v.object({ link: v.string(), seeds: v.array(v.number()) });

/** Runs that differ in the seed alone. */
export interface Series {
  /** Of the run that they are made from, whose name theirs begin with. */
  readonly settings: RunSettings;
  readonly seeds: readonly number[];
}

/** @param tell hears why a series cannot be gone on with: its settings are not all known here any more */
export function keptSeries(tell: (problems: readonly string[]) => void): Series | null {
  try {
    const { link, seeds } = v.parse(Kept, JSON.parse(recall(SERIES_KEY) ?? 'null'));
    const { settings, problems } = parseKeptLink(link);
    if (problems.length === 0) return { settings, seeds };
    forget(SERIES_KEY);
    tell(problems);
    return null;
  } catch {
    // Nothing is lost but the offer to go on: the runs are there.
    return null;
  }
}

export function keepSeries(series: Series | null): void {
  const before = recall(SERIES_KEY);
  if (series === null) forget(SERIES_KEY);
  else {
    const { settings, seeds } = series;
    keepBuilding(settings.building);
    remember(SERIES_KEY, JSON.stringify({ link: formatSettingsLink(settings), seeds }));
  }
  forgetBuildingOf(before);
}
