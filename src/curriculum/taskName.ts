import { compile, isV9 } from '../building/building';
import type { BuildingDesign } from '../building/design';
import { V9_TASK_NAME } from '../building/v9Building';

/**
 * The environment's name where others list it: model hubs and monitor files.
 *
 * @param design undefined: the v9 building
 */
export function taskName(design: BuildingDesign | undefined): string {
  const building = compile(design);
  if (isV9(building)) return V9_TASK_NAME;
  const words = building.name.normalize('NFKD').match(/[A-Za-z0-9]+/g) ?? [];
  return ['TMD', `${building.floors.length}-Storey`, ...words].join('-');
}
