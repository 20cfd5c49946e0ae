import type { Building } from '../../../building/building';
import { observationSizeOf } from '../../../building/building';

/** What of a building the shaders are made for. */
export interface Shape {
  readonly degreesOfFreedom: number;
  readonly observationSize: number;
}

export function shapeOf(building: Building): Shape {
  return {
    degreesOfFreedom: building.degreesOfFreedom,
    observationSize: observationSizeOf(building),
  };
}

/** Floats of an observation, with zeros up to whole eights, as the networks' layers have them. */
export function observationStride({ observationSize }: Pick<Shape, 'observationSize'>): number {
  return 8 * Math.ceil(observationSize / 8);
}

/** Floats of what the uncontrolled building shows in a control period, and its reward. */
export function uncontrolledSize({ observationSize }: Pick<Shape, 'observationSize'>): number {
  return observationSize + 1;
}
