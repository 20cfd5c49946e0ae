import type { ResponseMetrics } from '../building/responseMetrics';
import { ResponseRecorder } from '../building/responseMetrics';
import { DEGREES_OF_FREEDOM, ROOF, TMD } from '../building/shearBuilding';
import type { Integrator } from '../building/stepMap';
import { applyStepMap, STATE_SIZE, stepMap } from '../building/stepMap';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { OBSERVED_STATE } from './observation';

/** Chooses the action in [-1, 1] from the observation (8 entries, SI units). */
export type Controller = (observation: Float64Array) => number;

/** What happened in an episode: sample k is at the end of step k, (k + 1) x 0.02 s after the start. */
export interface EpisodeTrace {
  readonly metrics: ResponseMetrics;
  /** steps x 13: of every degree of freedom relative to the ground, m. */
  readonly displacement: Float64Array;
  /** m */
  readonly roofDisplacement: Float64Array;
  /** m, relative to the ground */
  readonly tmdDisplacement: Float64Array;
  /** Control force, N. */
  readonly force: Float64Array;
  /** Per story, from the ground up: largest drift, m. */
  readonly peakDrifts: Float64Array;
}

/**
 * Runs the building from rest through a whole record with ideal sensors and actuator.
 *
 * @param forceLimit N
 */
export function simulateEpisode(
  record: GroundMotion,
  integrator: Integrator,
  forceLimit: number,
  controller: Controller,
): EpisodeTrace {
  const map = stepMap(integrator);
  const steps = record.acceleration.length;
  const recorder = new ResponseRecorder();
  const displacement = new Float64Array(steps * DEGREES_OF_FREEDOM);
  const roofDisplacement = new Float64Array(steps);
  const tmdDisplacement = new Float64Array(steps);
  const force = new Float64Array(steps);
  const observation = new Float64Array(OBSERVED_STATE.length);
  let state = new Float64Array(STATE_SIZE);
  let next = new Float64Array(STATE_SIZE);
  for (let step = 0; step < steps; step++) {
    OBSERVED_STATE.forEach((index, entry) => (observation[entry] = state[index]));
    force[step] = forceLimit * Math.min(1, Math.max(-1, controller(observation)));
    applyStepMap(map, state, next, 0, force[step], record.acceleration[step]);
    [state, next] = [next, state];
    recorder.record(state, force[step]);
    displacement.set(state.subarray(0, DEGREES_OF_FREEDOM), step * DEGREES_OF_FREEDOM);
    roofDisplacement[step] = state[ROOF];
    tmdDisplacement[step] = state[TMD];
  }
  return {
    metrics: recorder.metrics(),
    displacement,
    roofDisplacement,
    tmdDisplacement,
    force,
    peakDrifts: recorder.peakDrifts,
  };
}
