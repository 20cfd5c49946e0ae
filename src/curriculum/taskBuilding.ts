import type { Building } from '../building/building';
import { compile } from '../building/building';
import { withSeismometers } from '../building/seismometers';
import type { RunSettings } from './settings';

/** What of a run's settings decides what moves and what is observed; without a word of seismometers there are none. */
export type TaskBuilding = Pick<RunSettings, 'building'> & Partial<Pick<RunSettings, 'seismometers'>>;

/** The building of a run with the seismometers beside it: what its policy was trained in, and is simulated in. */
export function taskBuilding({ building, seismometers = [] }: TaskBuilding): Building {
  return withSeismometers(compile(building), seismometers);
}
