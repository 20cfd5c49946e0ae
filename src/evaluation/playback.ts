import type { ResponseMetrics } from '../building/responseMetrics';
import { DEGREES_OF_FREEDOM, STOREYS } from '../building/shearBuilding';
import type { RunSettings } from '../curriculum/settings';
import type { Controller, EpisodeOptions } from '../environment/simulateEpisode';
import { simulateEpisode } from '../environment/simulateEpisode';
import { groundDisplacement } from '../groundMotion/groundDisplacement';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { uncontrolled } from './controllers/uncontrolled';

/** How the building went through a record, step by step: entry k of each array is (k + 1) x 0.02 s after the start. */
export interface PlayedResponse {
  readonly metrics: ResponseMetrics;
  /** steps x 13: of every degree of freedom relative to the ground, m. */
  readonly displacement: Float64Array;
  /** steps: control force, N. */
  readonly force: Float64Array;
  /** steps x 12: largest drift of each storey up to then, m. */
  readonly peakDrifts: Float64Array;
}

/** One record through the building, with and without control, to be drawn. */
export interface Playback {
  /** At the environment's time step. */
  readonly record: GroundMotion;
  /** steps: of the ground itself, m. */
  readonly groundDisplacement: Float64Array;
  readonly forceLimit_kN: number;
  readonly uncontrolled: PlayedResponse;
  /** Null where no controller was chosen. */
  readonly controlled: PlayedResponse | null;
}

type Task = Pick<RunSettings, 'integrator'>;

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
  { integrator }: Task,
  forceLimit_kN: number,
  player: Player | null,
): Playback {
  const play = (limit_kN: number, { controller, options }: Player): PlayedResponse => {
    const forceLimit = 1000 * limit_kN;
    const { metrics, displacement, force } = simulateEpisode(
      record,
      { integrator, forceLimit, ...options },
      controller,
    );
    return { metrics, displacement, force, peakDrifts: runningPeakDrifts(displacement) };
  };
  return {
    record,
    groundDisplacement: groundDisplacement(record),
    forceLimit_kN,
    uncontrolled: play(0, { controller: uncontrolled }),
    controlled: player && play(forceLimit_kN, player),
  };
}

function runningPeakDrifts(displacement: Float64Array): Float64Array {
  const steps = displacement.length / DEGREES_OF_FREEDOM;
  const peaks = new Float64Array(steps * STOREYS);
  for (let step = 0; step < steps; step++) {
    for (let storey = 0; storey < STOREYS; storey++) {
      const at = step * DEGREES_OF_FREEDOM + storey;
      const drift = Math.abs(displacement[at] - (storey > 0 ? displacement[at - 1] : 0));
      const before = step > 0 ? peaks[(step - 1) * STOREYS + storey] : 0;
      peaks[step * STOREYS + storey] = Math.max(before, drift);
    }
  }
  return peaks;
}
