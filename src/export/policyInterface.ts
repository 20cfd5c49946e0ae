import type { Building } from '../building/building';
import { compile, observationSizeOf } from '../building/building';
import { TIME_STEP } from '../building/newmark';
import { taskBuilding } from '../curriculum/taskBuilding';
import type { ExportedModel, Provenance } from './exportedModel';

/** What of a model its interface depends on. */
type Interfaced = Pick<ExportedModel, 'state' | 'training'>;

/**
 * The building that a model was trained for; that of one of unknown training is taken to be the v9 building.
 *
 * @returns null where it observes otherwise
 */
export function buildingOf({ state, training }: Interfaced): Building | null {
  const building = training ? taskBuilding(training.settings) : compile();
  return observationSizeOf(building) === state.architecture.observationSize ? building : null;
}

/** What an observation is made of, in its order. */
export function observationText(model: Interfaced): string {
  return `displacement (m) and velocity (m/s), relative to the ground, of ${placesOf(model)}, in this order`;
}

/** `the roof, floor 8, floor 6 and the damper` */
function placesOf(model: Interfaced): string {
  const building = buildingOf(model);
  if (!building) return `${model.state.architecture.observationSize / 2 - 1} floors and the damper`;
  const { roof, floors, observed, damper, structure, seismometers } = building;
  const places = observed
    .filter((place) => place !== damper)
    .map((place) => {
      if (place === roof) return 'the roof';
      if (place >= structure.size)
        return `a seismometer of ${seismometers[place - structure.size]} Hz on the ground`;
      const floor = floors.findIndex(({ degreeOfFreedom }) => degreeOfFreedom === place);
      return floor < 0 ? `degree of freedom ${place + 1}` : `floor ${floor + 1}`;
    });
  return places.length > 0 ? `${places.join(', ')} and the damper` : 'the damper';
}

/** Seconds from one action to the next, as a number is printed; a model of unknown training acts at each step. */
export function actionPeriodText(training: Provenance | null): string {
  const steps = training?.settings.control_period ?? 1;
  return String(Number((steps * TIME_STEP).toFixed(6)));
}
