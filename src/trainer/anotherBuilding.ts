import type { Building } from '../building/building';
import { observationSizeOf } from '../building/building';
import type { TaskBuilding } from '../curriculum/taskBuilding';
import { taskBuilding } from '../curriculum/taskBuilding';

/** A policy was trained for another building than the run's: it would be taken on, and act on what it has never seen. */
export class AnotherBuildingError extends Error {
  override readonly name = 'AnotherBuildingError';

  constructor(path: string, mismatch: string) {
    super(
      `${path} ${mismatch}. Nothing was trained, and the file is as it was. ` +
        'Take the building that it was trained for, or give this run a name of its own.',
    );
  }
}

/** What a policy that was read has to say of its building. */
interface TrainedElsewhere {
  /** Null: a model that Python saved, which says no more than how much it observes. */
  readonly settings: TaskBuilding | null;
  readonly observationSize: number;
}

/**
 * What stands between a policy and the building of a run, to follow the policy's name.
 *
 * @returns null where nothing does
 */
export function buildingMismatch(
  { settings, observationSize }: TrainedElsewhere,
  run: TaskBuilding,
): string | null {
  const building = taskBuilding(run);
  if (settings) {
    const own = taskBuilding(settings);
    const isSame = own.key === building.key && own.seismometers.join() === building.seismometers.join();
    if (isSame) return null;
    return `was trained for ${inWords(own)}; this run's building is ${inWords(building)}`;
  }
  if (observationSize === observationSizeOf(building)) return null;
  return `was trained on ${observationSize} observations, of ${sensors(observationSize / 2)}; this run's building is ${inWords(building)}`;
}

/** `"v9", 12 storeys with 4 sensors`, and `and seismometers of 0.1, 1 Hz`: a building as messages name it. */
export function inWords({ name, floors, observed, seismometers }: Building): string {
  const storeys = floors.length;
  const onIt = sensors(observed.length - seismometers.length);
  const beside = seismometers.length > 0 ? ` and seismometers of ${seismometers.join(', ')} Hz` : '';
  return `"${name}", ${storeys} ${storeys === 1 ? 'storey' : 'storeys'} with ${onIt}${beside}`;
}

function sensors(count: number): string {
  return `${count} ${count === 1 ? 'sensor' : 'sensors'}`;
}
