import type { Building, Suspension } from '../building/building';
import { massOf } from '../building/building';
import { feedbackStateSize } from '../building/feedbackMap';
import type { ResponseMetrics } from '../building/responseMetrics';
import { ResponseRecorder } from '../building/responseMetrics';
import type { Integrator } from '../building/stepMap';
import { applyStepMap, stepMap } from '../building/stepMap';
import type { GroundMotion } from '../groundMotion/groundMotion';
import { GRAVITY } from '../groundMotion/groundMotion';
import type { Imperfections } from './imperfections';
import { noisyAction, reading } from './imperfections';
import { observedState } from './observation';

/**
 * Chooses the action in [-1, 1] from what the sensors say.
 *
 * @param observation what a policy sees, SI units
 * @param state reads displacements (m) and velocities (m/s) of all the structure's degrees of freedom, for who has more
 * sensors
 */
export type Controller = (observation: Float64Array, state: () => Float64Array) => number;

/** Sensors and actuator that are not ideal, with the random numbers of one episode. */
export interface EpisodeImperfections extends Imperfections {
  /** Number of the episode: two with the same streams and another number draw other numbers. */
  readonly episode: number;
}

export interface EpisodeOptions {
  /** Steps for which each action is held; 1 where nothing is said. */
  readonly controlPeriod?: number;
  /** The damper's suspension, where it is not the usual one. */
  readonly suspension?: Suspension;
  /** None: sensors and actuator are ideal. */
  readonly imperfections?: EpisodeImperfections;
}

export interface EpisodeTask extends EpisodeOptions {
  readonly building: Building;
  readonly integrator: Integrator;
  /** N */
  readonly forceLimit: number;
}

/** What happened in an episode: sample k is at the end of step k, (k + 1) x 0.02 s after the start. */
export interface EpisodeTrace {
  readonly metrics: ResponseMetrics;
  /** steps x n: of every degree of freedom relative to the ground, m. */
  readonly displacement: Float64Array;
  /** m */
  readonly roofDisplacement: Float64Array;
  /** m/s */
  readonly roofVelocity: Float64Array;
  /** m, relative to the ground */
  readonly tmdDisplacement: Float64Array;
  /** Of the damper, relative to the floor that it stands on, m. */
  readonly stroke: Float64Array;
  /** Control force, N. */
  readonly force: Float64Array;
  /** Per storey, from the ground up: largest drift, m. */
  readonly peakDrifts: Float64Array;
}

/** Runs the building from rest through a whole record. */
export function simulateEpisode(
  record: GroundMotion,
  task: EpisodeTask,
  controller: Controller,
): EpisodeTrace {
  const { building, integrator } = task;
  const { degreesOfFreedom, roof, damper, damperStandsOn } = building;
  const steps = record.acceleration.length;
  const recorder = new ResponseRecorder(building, { integrator, weight: GRAVITY * massOf(building) });
  const displacement = new Float64Array(steps * degreesOfFreedom);
  const roofDisplacement = new Float64Array(steps);
  const roofVelocity = new Float64Array(steps);
  const tmdDisplacement = new Float64Array(steps);
  const stroke = new Float64Array(steps);
  const force = new Float64Array(steps);
  runEpisode(record, task, controller, (step, state, acting) => {
    force[step] = acting;
    recorder.record(state, acting, record.acceleration[step]);
    // A view for `set` would cost more than the copy.
    for (let i = 0; i < degreesOfFreedom; i++) displacement[step * degreesOfFreedom + i] = state[i];
    roofDisplacement[step] = state[roof];
    roofVelocity[step] = state[degreesOfFreedom + roof];
    tmdDisplacement[step] = state[damper];
    stroke[step] = state[damper] - state[damperStandsOn];
  });
  return {
    metrics: recorder.metrics(),
    displacement,
    roofDisplacement,
    roofVelocity,
    tmdDisplacement,
    stroke,
    force,
    peakDrifts: recorder.peakDrifts,
  };
}

/** The metric `peakRoofDisplacement` of an episode, m, for who needs no other: nothing else is recorded. */
export function simulatePeak(record: GroundMotion, task: EpisodeTask, controller: Controller): number {
  const { roof } = task.building;
  let peak = 0;
  runEpisode(record, task, controller, (_, state) => (peak = Math.max(peak, Math.abs(state[roof]))));
  return peak;
}

/**
 * Takes the building from rest through a whole record.
 *
 * @param onStep hears of the state at the end of each step, whose array the next but one overwrites, and of the force, N,
 * that acted in it
 */
function runEpisode(
  record: GroundMotion,
  { building, integrator, forceLimit, controlPeriod = 1, suspension, imperfections }: EpisodeTask,
  controller: Controller,
  onStep: (step: number, state: Float64Array, force: number) => void,
): void {
  const map = stepMap(building, integrator, suspension);
  const steps = record.acceleration.length;
  const sensors = new Sensors(building, imperfections);
  const readState = () => sensors.readState();
  const actuator = new Actuator(imperfections);
  let state = new Float64Array(building.stateSize);
  let next = new Float64Array(building.stateSize);
  let action = 0;
  for (let step = 0; step < steps; step++) {
    if (step % controlPeriod === 0) action = controller(sensors.observe(state, step), readState);
    const force = forceLimit * actuator.act(action, step);
    applyStepMap(map, { before: state, after: next, offset: 0 }, force, record.acceleration[step]);
    [state, next] = [next, state];
    onStep(step, state, force);
  }
}

/** The sensors of one episode; their arrays are reused by the next reading. */
class Sensors {
  readonly #imperfections: EpisodeImperfections | undefined;
  readonly #observed: readonly number[];
  readonly #observation: Float64Array;
  /** Of the structure, where `readState` puts its displacements and velocities; how many there are in the whole state. */
  readonly #state: Float64Array;
  readonly #degreesOfFreedom: number;
  /** Number of the sensor that reads each displacement and velocity of the whole state. */
  readonly #numbers: readonly number[];
  #truth: Float64Array;
  #step = 0;

  constructor(building: Building, imperfections: EpisodeImperfections | undefined) {
    this.#imperfections = imperfections;
    this.#observed = observedState(building);
    this.#observation = new Float64Array(this.#observed.length);
    this.#state = new Float64Array(feedbackStateSize(building));
    this.#degreesOfFreedom = building.degreesOfFreedom;
    this.#numbers = imperfections ? sensorNumbers(building, imperfections.episode) : [];
    this.#truth = this.#state;
  }

  /** @param truth displacements, velocities and more */
  observe(truth: Float64Array, step: number): Float64Array {
    this.#truth = truth;
    this.#step = step;
    const observed = this.#observed;
    for (let entry = 0; entry < observed.length; entry++) {
      this.#observation[entry] = this.#read(observed[entry]);
    }
    return this.#observation;
  }

  /** The structure's state at the last observation, whose entries it agrees with. */
  readState(): Float64Array {
    const size = this.#state.length / 2;
    for (let place = 0; place < size; place++) {
      this.#state[place] = this.#read(place);
      this.#state[size + place] = this.#read(this.#degreesOfFreedom + place);
    }
    return this.#state;
  }

  #read(index: number): number {
    if (!this.#imperfections) return this.#truth[index];
    return reading(this.#truth[index], this.#imperfections, this.#step, this.#numbers[index]);
  }
}

/** Where the numbers of seismometers begin, beyond those of any building in any episode. */
const SEISMOMETER_NUMBERS = 2 ** 31;

/**
 * Numbers of an episode's sensors, by which they draw: those of displacements, then those of velocities. The structure's are
 * the same whatever stands beside it, so that who reads seismometers and who does not meet the same disturbances.
 */
function sensorNumbers({ structure, degreesOfFreedom }: Building, episode: number): number[] {
  const seismometers = degreesOfFreedom - structure.size;
  return Array.from({ length: 2 * degreesOfFreedom }, (_, index) => {
    const [kind, place] = [Math.floor(index / degreesOfFreedom), index % degreesOfFreedom];
    if (place < structure.size) return (2 * episode + kind) * structure.size + place;
    return SEISMOMETER_NUMBERS + (2 * episode + kind) * seismometers + place - structure.size;
  });
}

class Actuator {
  readonly #imperfections: EpisodeImperfections | undefined;
  /** Actions on their way, a ring: zeros act while it fills. */
  readonly #delayed: Float64Array;

  constructor(imperfections: EpisodeImperfections | undefined) {
    this.#imperfections = imperfections;
    this.#delayed = new Float64Array(imperfections?.randomisation.latency_steps ?? 0);
  }

  /** @returns the action in [-1, 1] that acts in this step */
  act(action: number, step: number): number {
    if (!this.#imperfections) return Math.min(1, Math.max(-1, action));
    const wanted = noisyAction(action, this.#imperfections, step, this.#imperfections.episode);
    if (this.#delayed.length === 0) return wanted;
    const place = step % this.#delayed.length;
    const acting = this.#delayed[place];
    this.#delayed[place] = wanted;
    return acting;
  }
}
