import type { EnvironmentSpecification } from '../../../environment/specification';
import { rewardScaleOf, uncontrolledResponse } from '../../../environment/uncontrolledResponse';
import type { GroundMotion } from '../../../groundMotion/groundMotion';
import { GROUND_RECORD } from './layouts';
import { shapeOf, uncontrolledSize } from './shape';

function periodsOf({ acceleration }: GroundMotion, { controlPeriod }: EnvironmentSpecification): number {
  return Math.ceil(acceleration.length / controlPeriod);
}

/** Floats of the accelerations of all records. */
function stepsOf({ records }: EnvironmentSpecification): number {
  return records.reduce((sum, { acceleration }) => sum + acceleration.length, 0);
}

/** Bytes of `ground`. */
export function groundSize(environment: EnvironmentSpecification): number {
  const accelerations = stepsOf(environment);
  if (environment.advantageBaseline === 'none') return 4 * accelerations;
  const rows = environment.records.reduce((sum, record) => sum + periodsOf(record, environment) + 1, 0);
  return 4 * (accelerations + uncontrolledSize(shapeOf(environment.building)) * rows);
}

/** Accelerations of all records, then the uncontrolled responses where they are a baseline: see environment.wgsl. */
export function groundOf(environment: EnvironmentSpecification): Float32Array<ArrayBuffer> {
  const ground = new Float32Array(groundSize(environment) / 4);
  let place = 0;
  for (const { acceleration } of environment.records) {
    ground.set(acceleration, place);
    place += acceleration.length;
  }
  if (environment.advantageBaseline === 'none') return ground;
  const { observationSize } = shapeOf(environment.building);
  for (const record of environment.records) {
    const { observations, rewards } = uncontrolledResponse(record, environment);
    for (let row = 0; row <= rewards.length; row++, place += uncontrolledSize({ observationSize })) {
      const first = row * observationSize;
      ground.set(observations.subarray(first, first + observationSize), place);
      if (row < rewards.length) ground[place + observationSize] = rewards[row];
    }
  }
  return ground;
}

/** The table of the records: a `GroundRecord` for each. */
export function recordsOf(environment: EnvironmentSpecification): ArrayBuffer {
  const { records, building } = environment;
  const rowSize = uncontrolledSize(shapeOf(building));
  const view = new DataView(new ArrayBuffer(GROUND_RECORD.size * records.length));
  let place = 0;
  let uncontrolled = stepsOf(environment);
  records.forEach((record, i) => {
    const { length } = record.acceleration;
    const rewardScale = rewardScaleOf(record, environment);
    GROUND_RECORD.write(view, GROUND_RECORD.size * i, { place, length, rewardScale, uncontrolled });
    place += length;
    uncontrolled += rowSize * (periodsOf(record, environment) + 1);
  });
  return view.buffer;
}
