import { DEGREES_OF_FREEDOM, ROOF, STOREYS, TMD } from '../../building/shearBuilding';
import type { PlayedResponse, Playback } from '../../evaluation/playback';

/** One building at one moment. */
export interface Frame {
  /** 13: of every degree of freedom relative to the ground, m. */
  readonly displacement: Float64Array;
  /** The control force that acts, N. */
  readonly force: number;
}

/** The building at a time, straight between the steps of the simulation. */
export function frameAt({ displacement, force }: PlayedResponse, time: number, dt: number): Frame {
  const { before, after, part } = stepsAround(time, dt, force.length);
  return {
    displacement: Float64Array.from({ length: DEGREES_OF_FREEDOM }, (_, i) =>
      mix(valueAt(displacement, before, i), valueAt(displacement, after, i), part),
    ),
    // Held for the whole step, as the actuator does.
    force: force[after] ?? 0,
  };
}

/** How far the ground has moved, m, and its acceleration, m/s2. */
export function groundAt({ groundDisplacement, record }: Playback, time: number) {
  const { before, after, part } = stepsAround(time, record.dt, groundDisplacement.length);
  const at = (values: Float64Array) => mix(values[before] ?? 0, values[after] ?? 0, part);
  return { displacement: at(groundDisplacement), acceleration: at(record.acceleration) };
}

/** 12: largest drift of each storey so far, m. */
export function peakDriftsAt({ peakDrifts }: PlayedResponse, time: number, dt: number): Float64Array {
  const done = Math.min(peakDrifts.length / STOREYS, Math.floor(time / dt + 1e-9));
  return done === 0 ? new Float64Array(STOREYS) : peakDrifts.subarray((done - 1) * STOREYS, done * STOREYS);
}

/** 12: displacement between each floor and the one below, m. */
export function driftsOf({ displacement }: Frame): Float64Array {
  return displacement.subarray(0, STOREYS).map((value, i) => value - (i > 0 ? displacement[i - 1] : 0));
}

/** The displacements of one degree of freedom over time, m. */
export function historyOf({ displacement }: PlayedResponse, degreeOfFreedom: number): Float64Array {
  return Float64Array.from(
    { length: displacement.length / DEGREES_OF_FREEDOM },
    (_, step) => displacement[step * DEGREES_OF_FREEDOM + degreeOfFreedom],
  );
}

/** What a picture must have room for, m. */
export interface Reach {
  /** The farthest that the roof gets from where it is at rest. */
  readonly roof: number;
  /** The farthest that the damper gets from the middle of the roof. */
  readonly stroke: number;
}

export function reachOf({ uncontrolled, controlled, groundDisplacement }: Playback): Reach {
  let roof = 0;
  let stroke = 0;
  for (const { displacement } of controlled ? [uncontrolled, controlled] : [uncontrolled]) {
    groundDisplacement.forEach((ground, step) => {
      const at = step * DEGREES_OF_FREEDOM;
      roof = Math.max(roof, Math.abs(ground + displacement[at + ROOF]));
      stroke = Math.max(stroke, Math.abs(displacement[at + TMD] - displacement[at + ROOF]));
    });
  }
  return { roof, stroke };
}

/** Sample k is at the end of step k; before the first, everything is at rest. */
function stepsAround(time: number, dt: number, steps: number) {
  const position = Math.min(steps, Math.max(0, time / dt));
  const done = Math.min(steps - 1, Math.floor(position));
  return { before: done - 1, after: done, part: position - done };
}

function valueAt(displacement: Float64Array, step: number, degreeOfFreedom: number): number {
  return step < 0 ? 0 : displacement[step * DEGREES_OF_FREEDOM + degreeOfFreedom];
}

function mix(before: number, after: number, part: number): number {
  return before + part * (after - before);
}
