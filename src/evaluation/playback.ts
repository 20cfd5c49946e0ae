import type { Anatomy, Building } from '../building/building';
import { anatomyOf } from '../building/building';
import type { ResponseMetrics } from '../building/responseMetrics';
import type { RunSettings } from '../curriculum/settings';
import type { TaskBuilding } from '../curriculum/taskBuilding';
import { taskBuilding } from '../curriculum/taskBuilding';
import type { Controller, EpisodeOptions } from '../environment/simulateEpisode';
import { simulateEpisode } from '../environment/simulateEpisode';
import { groundDisplacement } from '../groundMotion/groundDisplacement';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { uncontrolled } from './controllers/uncontrolled';

/** How the building went through a record, step by step: entry k of each array is (k + 1) x 0.02 s after the start. */
export interface PlayedResponse {
  readonly metrics: ResponseMetrics;
  /** steps x n: of every degree of freedom relative to the ground, m. */
  readonly displacement: Float64Array;
  /** steps: control force, N. */
  readonly force: Float64Array;
  /** steps x storeys: largest drift of each storey up to then, m. */
  readonly peakDrifts: Float64Array;
}

/** One record through the building, with and without control, to be drawn. */
export interface Playback {
  /** At the environment's time step. */
  readonly record: GroundMotion;
  readonly building: Anatomy;
  /** steps: of the ground itself, m. */
  readonly groundDisplacement: Float64Array;
  readonly forceLimit_kN: number;
  readonly uncontrolled: PlayedResponse;
  /** Null where no controller was chosen. */
  readonly controlled: PlayedResponse | null;
}

type Task = TaskBuilding & Pick<RunSettings, 'integrator'>;

/** Who controls, and under which conditions. */
export interface Player {
  readonly controller: Controller;
  readonly options?: EpisodeOptions;
}

/**
 * The same simulation that held-out evaluation uses, in float64, with all that a picture needs.
 *
 * @param record at the environment's time step
 */
export function playRecord(
  record: GroundMotion,
  task: Task,
  forceLimit_kN: number,
  player: Player | null,
): Playback {
  const { integrator } = task;
  const building = taskBuilding(task);
  const play = (limit_kN: number, { controller, options }: Player): PlayedResponse => {
    const forceLimit = 1000 * limit_kN;
    const { metrics, displacement, force } = simulateEpisode(
      record,
      { building, integrator, forceLimit, ...options },
      controller,
    );
    return { metrics, displacement, force, peakDrifts: runningPeakDrifts(displacement, building) };
  };
  return {
    record,
    building: anatomyOf(building),
    groundDisplacement: groundDisplacement(record),
    forceLimit_kN,
    uncontrolled: play(0, { controller: uncontrolled }),
    controlled: player && play(forceLimit_kN, player),
  };
}

function runningPeakDrifts(displacement: Float64Array, { floors, degreesOfFreedom }: Building): Float64Array {
  const steps = displacement.length / degreesOfFreedom;
  const storeys = floors.length;
  const peaks = new Float64Array(steps * storeys);
  for (let step = 0; step < steps; step++) {
    let below = 0;
    for (let storey = 0; storey < storeys; storey++) {
      const floor = displacement[step * degreesOfFreedom + floors[storey].degreeOfFreedom];
      const before = step > 0 ? peaks[(step - 1) * storeys + storey] : 0;
      peaks[step * storeys + storey] = Math.max(before, Math.abs(floor - below));
      below = floor;
    }
  }
  return peaks;
}
