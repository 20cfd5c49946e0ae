import type { Anatomy } from '../../building/building';
import type { PlayedResponse, Playback } from '../../evaluation/playback';

/** One building at one moment. */
export interface Frame {
  /** Of every degree of freedom relative to the ground, m. */
  readonly displacement: Float64Array;
  /** The control force that acts, N. */
  readonly force: number;
}

/** The building at a time, straight between the steps of the simulation. */
export function frameAt({ displacement, force }: PlayedResponse, time: number, dt: number): Frame {
  const { before, after, part } = stepsAround(time, dt, force.length);
  const width = displacement.length / force.length;
  const valueAt = (step: number, degree: number) => (step < 0 ? 0 : displacement[step * width + degree]);
  return {
    displacement: Float64Array.from({ length: width }, (_, i) =>
      mix(valueAt(before, i), valueAt(after, i), part),
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

/** Largest drift of each storey so far, m. */
export function peakDriftsAt({ peakDrifts, force }: PlayedResponse, time: number, dt: number): Float64Array {
  const storeys = peakDrifts.length / force.length;
  const done = Math.min(force.length, Math.floor(time / dt + 1e-9));
  return done === 0 ? new Float64Array(storeys) : peakDrifts.subarray((done - 1) * storeys, done * storeys);
}

/** Displacement between each floor and the one below, m. */
export function driftsOf({ displacement }: Frame, { floors }: Pick<Anatomy, 'floors'>): Float64Array {
  const of = (floor: number) => (floor < 0 ? 0 : displacement[floors[floor].degreeOfFreedom]);
  return Float64Array.from(floors, (_, floor) => of(floor) - of(floor - 1));
}

/** The displacements of one degree of freedom over time, m. */
export function historyOf({ displacement, force }: PlayedResponse, degreeOfFreedom: number): Float64Array {
  const width = displacement.length / force.length;
  return Float64Array.from(
    { length: force.length },
    (_, step) => displacement[step * width + degreeOfFreedom],
  );
}

/** What a picture must have room for, m. */
export interface Reach {
  /** The farthest that the roof gets from where it is at rest. */
  readonly roof: number;
  /** The farthest that the damper gets from where it stands. */
  readonly stroke: number;
}

export function reachOf({ building, uncontrolled, controlled, groundDisplacement }: Playback): Reach {
  const { degreesOfFreedom, damper, damperStandsOn } = building;
  let roof = 0;
  let stroke = 0;
  for (const { displacement } of controlled ? [uncontrolled, controlled] : [uncontrolled]) {
    groundDisplacement.forEach((ground, step) => {
      const at = step * degreesOfFreedom;
      roof = Math.max(roof, Math.abs(ground + displacement[at + building.roof]));
      stroke = Math.max(stroke, Math.abs(displacement[at + damper] - displacement[at + damperStandsOn]));
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

function mix(before: number, after: number, part: number): number {
  return before + part * (after - before);
}
