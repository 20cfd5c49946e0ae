import type { BuildingDesign } from '../building/design';
import { parseBuildingDesign } from '../building/designFile';
import { formatBuilding } from '../curriculum/buildingText';
import { forget, recall, remember } from '../platform/memory';

/** Where a building is kept from one visit to the next: the one in the form, and the run's, for which a link can be too short. */
const KEYS = { form: 'tmd-lab.design', run: 'tmd-lab.building' } as const;
type Place = keyof typeof KEYS;

export function keepDesign(place: Place, design: BuildingDesign): void {
  remember(KEYS[place], JSON.stringify(design));
}

/**
 * A building of an earlier visit. Links that name it by its digest find it from then on.
 *
 * @returns null where none is kept, or what an older version of the page kept is none any more
 */
export function keptDesign(place: Place): BuildingDesign | null {
  const kept = recall(KEYS[place]);
  if (kept === null) return null;
  try {
    const design = parseBuildingDesign(JSON.parse(kept));
    formatBuilding(design);
    return design;
  } catch {
    forget(KEYS[place]);
    return null;
  }
}
