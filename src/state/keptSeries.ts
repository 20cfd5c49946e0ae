import * as v from 'valibot';
import type { RunSettings } from '../curriculum/settings';
import { formatSettingsLink, parseSettingsLink } from '../curriculum/settingsLink';
import { forget, recall, remember } from '../platform/memory';
import { SERIES_KEY } from './seriesKey';

const Kept = v.object({ link: v.string(), seeds: v.array(v.number()) });

/** Runs that differ in the seed alone. */
export interface Series {
  /** Of the run that they are made from, whose name theirs begin with. */
  readonly settings: RunSettings;
  readonly seeds: readonly number[];
}

export function keptSeries(): Series | null {
  try {
    const { link, seeds } = v.parse(Kept, JSON.parse(recall(SERIES_KEY) ?? 'null'));
    return { settings: parseSettingsLink(link).settings, seeds };
  } catch {
    // Nothing is lost but the offer to go on: the runs are there.
    return null;
  }
}

export function keepSeries(series: Series | null): void {
  if (series === null) forget(SERIES_KEY);
  else
    remember(SERIES_KEY, JSON.stringify({ link: formatSettingsLink(series.settings), seeds: series.seeds }));
}
