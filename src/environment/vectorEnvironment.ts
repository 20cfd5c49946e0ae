import { TIME_STEP } from '../building/newmark';
import type { StepMap } from '../building/stepMap';
import { applyStepMap, stepMap } from '../building/stepMap';
import { PURPOSE, RandomStream } from '../random/stream';
import type { Imperfections } from './imperfections';
import { noisyAction, reading } from './imperfections';
import { observedState } from './observation';
import { inverseOf, motion, power, strokeCost } from './reward';
import type { EnvironmentSpecification, VectorEnvironmentState } from './specification';
import type { UncontrolledResponse } from './uncontrolledResponse';
import {
  rewardScaleOf,
  uncontrolledResponse,
  uncontrolledStates,
  uncontrolledStrokes,
} from './uncontrolledResponse';

/** What an action of all environments gave. Arrays are reused by the next. */
export interface VectorStep {
  /** count: sums over the control period. */
  readonly rewards: Float64Array;
  /** count: 1 where the record ended. Episodes are never terminated, only truncated. */
  readonly truncated: Uint8Array;
  /** count x observation size: the last observation of the episode, where it was truncated. */
  readonly finalObservations: Float32Array;
  /** What the uncontrolled building would have given in the place of `rewards` and `finalObservations`; null: no baseline. */
  readonly baseline: { readonly rewards: Float64Array; readonly finalObservations: Float32Array } | null;
  /** Return and length in steps of 0.02 s of the episodes that ended, by environment. */
  readonly episodes: readonly { readonly r: number; readonly l: number }[];
}

/**
 * The building under earthquakes as a batch of Gymnasium-shaped environments, float64. An environment whose record
 * ends starts the next episode at once, from rest, on a record drawn anew. Every random number is a function of the
 * seed, the stage and the step, so `state` is all that a continuation needs.
 */
export class VectorEnvironment {
  readonly count: number;
  readonly #specification: EnvironmentSpecification;
  readonly #map: StepMap;
  /** Index of the state that each entry of the observation reads. */
  readonly #observed: readonly number[];
  readonly #observationSize: number;
  readonly #stateSize: number;
  readonly #rewardScales: readonly number[];
  /** 1/m; 0: no limit. */
  readonly #inverseStrokeLimit: number;
  /** Of each record; null: no baseline. */
  readonly #uncontrolled: readonly UncontrolledResponse[] | null;
  readonly #random: Readonly<
    Record<'record' | 'amplitude' | 'actuator' | 'sensor' | 'dropout', RandomStream>
  >;
  readonly #imperfections: Imperfections;
  readonly #step: {
    rewards: Float64Array;
    truncated: Uint8Array;
    finalObservations: Float32Array;
    baseline: { rewards: Float64Array; finalObservations: Float32Array } | null;
  };
  #stageStep = 0;
  readonly #structure: Float64Array;
  readonly #nextStructure: Float64Array;
  readonly #record: Uint32Array;
  readonly #recordStep: Uint32Array;
  readonly #amplitude: Float64Array;
  readonly #episodeReturn: Float64Array;
  readonly #delayedActions: Float64Array;
  readonly #observations: Float32Array;

  /**
   * @throws RangeError when there is no record, or one whose time step is not the environment's
   */
  constructor(specification: EnvironmentSpecification, seed: number, stage: number) {
    const { count, building, integrator, records, randomisation, advantageBaseline } = specification;
    if (records.length === 0) throw new RangeError('An environment needs at least one record.');
    const uneven = records.find(({ dt }) => Math.abs(dt - TIME_STEP) > 1e-9);
    if (uneven) throw new RangeError(`${uneven.name} has a time step of ${uneven.dt} s, not ${TIME_STEP} s.`);
    this.count = count;
    this.#specification = specification;
    this.#map = stepMap(building, integrator);
    this.#observed = observedState(building);
    this.#observationSize = this.#observed.length;
    this.#stateSize = building.stateSize;
    this.#rewardScales = records.map((record) => rewardScaleOf(record, specification));
    this.#inverseStrokeLimit = inverseOf(specification.strokeLimit);
    this.#uncontrolled =
      advantageBaseline === 'uncontrolled'
        ? records.map((record) => uncontrolledResponse(record, specification))
        : null;
    this.#random = {
      record: new RandomStream(seed, stage, PURPOSE.recordDraw),
      amplitude: new RandomStream(seed, stage, PURPOSE.recordAmplitude),
      actuator: new RandomStream(seed, stage, PURPOSE.actuatorNoise),
      sensor: new RandomStream(seed, stage, PURPOSE.sensorNoise),
      dropout: new RandomStream(seed, stage, PURPOSE.sensorDropout),
    };
    this.#imperfections = { randomisation, random: this.#random };
    this.#step = {
      rewards: new Float64Array(count),
      truncated: new Uint8Array(count),
      finalObservations: new Float32Array(count * this.#observationSize),
      baseline: this.#uncontrolled && {
        rewards: new Float64Array(count),
        finalObservations: new Float32Array(count * this.#observationSize),
      },
    };
    this.#structure = new Float64Array(count * this.#stateSize);
    this.#nextStructure = new Float64Array(count * this.#stateSize);
    this.#record = new Uint32Array(count);
    this.#recordStep = new Uint32Array(count);
    this.#amplitude = new Float64Array(count);
    this.#episodeReturn = new Float64Array(count);
    this.#delayedActions = new Float64Array(count * randomisation.latency_steps);
    this.#observations = new Float32Array(count * this.#observationSize);
    for (let environment = 0; environment < count; environment++) {
      this.#reset(environment, 0);
    }
    if (specification.staggeredStarts) this.#stagger(new RandomStream(seed, stage, PURPOSE.firstStep));
    for (let environment = 0; environment < count; environment++) {
      this.#observe(environment, 0, this.#observations);
    }
  }

  /** count x observation size: what the policy sees now. Read-only; the next step changes it. */
  get observations(): Float32Array {
    return this.#observations;
  }

  /** count x observation size: what the uncontrolled building would show ideal sensors now; null: no baseline. */
  get baselineObservations(): Float32Array | null {
    if (!this.#uncontrolled) return null;
    const observations = new Float32Array(this.count * this.#observationSize);
    for (let i = 0; i < this.count; i++) {
      this.#observeUncontrolled(i, this.#recordStep[i] / this.#specification.controlPeriod, observations);
    }
    return observations;
  }

  /** Steps of 0.02 s since the stage began: the position of the next action's random numbers. */
  get stageStep(): number {
    return this.#stageStep;
  }

  /**
   * Holds each action for the control period. Where a record ends within it, the episode ends there and the next one
   * waits at rest for its first action.
   *
   * @param actions count, clipped to [-1, 1] here
   */
  step(actions: Float32Array): VectorStep {
    const { rewards, truncated, finalObservations, baseline } = this.#step;
    const { controlPeriod, records } = this.#specification;
    const episodes: { r: number; l: number }[] = [];
    rewards.fill(0);
    truncated.fill(0);
    for (let i = 0; i < this.count; i++) {
      if (baseline) baseline.rewards[i] = this.#uncontrolledReward(i);
      for (let held = 0; held < controlPeriod && !truncated[i]; held++) {
        const position = this.#stageStep + held;
        rewards[i] += this.#move(i, actions[i], position);
        if (this.#recordStep[i] < records[this.#record[i]].acceleration.length) continue;
        truncated[i] = 1;
        this.#observe(i, position + 1, finalObservations);
        if (baseline) {
          const periods = Math.ceil(this.#recordStep[i] / controlPeriod);
          this.#observeUncontrolled(i, periods, baseline.finalObservations);
        }
        episodes.push({ r: this.#episodeReturn[i], l: this.#recordStep[i] });
        this.#reset(i, position + 1);
      }
    }
    this.#stageStep += controlPeriod;
    for (let i = 0; i < this.count; i++) this.#observe(i, this.#stageStep, this.#observations);
    return { rewards, truncated, finalObservations, baseline, episodes };
  }

  /** A copy of all that changes. */
  state(): VectorEnvironmentState {
    return {
      stageStep: this.#stageStep,
      structure: this.#structure.slice(),
      record: this.#record.slice(),
      recordStep: this.#recordStep.slice(),
      amplitude: this.#amplitude.slice(),
      episodeReturn: this.#episodeReturn.slice(),
      delayedActions: this.#delayedActions.slice(),
      observations: this.#observations.slice(),
    };
  }

  /**
   * Goes back, or forward, to a state of an environment with the same specification.
   *
   * @throws RangeError when the state belongs to another number of environments, latency or set of records
   */
  restore(state: VectorEnvironmentState): void {
    if (!this.#fits(state)) {
      throw new RangeError(
        'The saved environments do not fit these settings: the number of environments, the latency or the records ' +
          'differ. These environments are as they were. Use the settings that the state was saved under, or start ' +
          'the stage from rest.',
      );
    }
    this.#stageStep = state.stageStep;
    this.#structure.set(state.structure);
    this.#record.set(state.record);
    this.#recordStep.set(state.recordStep);
    this.#amplitude.set(state.amplitude);
    this.#episodeReturn.set(state.episodeReturn);
    this.#delayedActions.set(state.delayedActions);
    this.#observations.set(state.observations);
  }

  #fits(state: VectorEnvironmentState): boolean {
    const { records } = this.#specification;
    return (
      state.structure.length === this.#structure.length &&
      state.record.length === this.count &&
      state.recordStep.length === this.count &&
      state.amplitude.length === this.count &&
      state.episodeReturn.length === this.count &&
      state.delayedActions.length === this.#delayedActions.length &&
      state.observations.length === this.#observations.length &&
      state.record.every(
        (record, i) => record < records.length && state.recordStep[i] < records[record].acceleration.length,
      )
    );
  }

  /** One step of the building. @returns its reward */
  #move(environment: number, action: number, position: number): number {
    const { building, forceLimit, records, reward: shape } = this.#specification;
    const { roof, damper, damperStandsOn, degreesOfFreedom } = building;
    const record = this.#record[environment];
    const recordStep = this.#recordStep[environment]++;
    const amplitude = this.#amplitude[environment];
    const offset = environment * this.#stateSize;
    const force = forceLimit * this.#actuate(environment, action, position);
    const ground = amplitude * records[record].acceleration[recordStep];
    applyStepMap(this.#map, { before: this.#structure, after: this.#nextStructure, offset }, force, ground);
    for (let i = offset; i < offset + this.#stateSize; i++) this.#structure[i] = this.#nextStructure[i];
    const roofVelocity = this.#structure[offset + degreesOfFreedom + roof];
    const moved = motion(shape, this.#structure[offset + roof], roofVelocity) / this.#unit(environment);
    const stroke = this.#structure[offset + damper] - this.#structure[offset + damperStandsOn];
    const earned =
      -this.#rewardScales[record] * power(moved, shape.exponent) -
      strokeCost(shape, this.#inverseStrokeLimit, stroke);
    this.#episodeReturn[environment] += earned;
    return earned;
  }

  /** What the reward measures the motion in: the episode's amplitude, or 1. */
  #unit(environment: number): number {
    return this.#specification.reward.relative ? this.#amplitude[environment] : 1;
  }

  /** Of the period that begins. */
  #uncontrolledReward(environment: number): number {
    if (!this.#uncontrolled) return 0;
    const { controlPeriod, reward: shape } = this.#specification;
    const { rewards } = this.#uncontrolled[this.#record[environment]];
    const period = this.#recordStep[environment] / controlPeriod;
    return power(this.#amplitude[environment] / this.#unit(environment), shape.exponent) * rewards[period];
  }

  #observeUncontrolled(environment: number, period: number, into: Float32Array): void {
    if (!this.#uncontrolled) return;
    const { observations } = this.#uncontrolled[this.#record[environment]];
    for (let entry = 0; entry < this.#observationSize; entry++) {
      into[environment * this.#observationSize + entry] =
        this.#amplitude[environment] * observations[period * this.#observationSize + entry];
    }
  }

  /** From the policy's action to the one that acts: noise, clipping, latency. */
  #actuate(environment: number, action: number, position: number): number {
    const { latency_steps } = this.#imperfections.randomisation;
    const wanted = noisyAction(action, this.#imperfections, position, environment);
    if (latency_steps === 0) return wanted;
    const first = environment * latency_steps;
    const acting = this.#delayedActions[first];
    this.#delayedActions.copyWithin(first, first + 1, first + latency_steps);
    this.#delayedActions[first + latency_steps - 1] = wanted;
    return acting;
  }

  /** Starts the next episode, at rest, on a record and an amplitude drawn anew. */
  #reset(environment: number, position: number): void {
    const { records, randomisation } = this.#specification;
    const { latency_steps, amplitude_spread } = randomisation;
    this.#structure.fill(0, environment * this.#stateSize, (environment + 1) * this.#stateSize);
    this.#record[environment] = this.#random.record.integer(position, environment, records.length);
    this.#amplitude[environment] =
      1 + amplitude_spread * (2 * this.#random.amplitude.uniform(position, environment) - 1);
    this.#recordStep[environment] = 0;
    this.#episodeReturn[environment] = 0;
    this.#delayedActions.fill(0, environment * latency_steps, (environment + 1) * latency_steps);
  }

  /** Moves every environment to some control period of its first episode, which nothing has pushed so far. */
  #stagger(random: RandomStream): void {
    const { records, controlPeriod, reward: shape } = this.#specification;
    for (let i = 0; i < this.count; i++) {
      const periods = Math.ceil(records[this.#record[i]].acceleration.length / controlPeriod);
      this.#recordStep[i] = controlPeriod * random.integer(0, i, periods);
    }
    records.forEach((record, index) => {
      const here = Array.from(this.#record.keys()).filter((i) => this.#record[i] === index);
      if (here.length === 0) return;
      const { rewards } = uncontrolledResponse(record, this.#specification);
      const steps = here.map((i) => this.#recordStep[i]);
      const states = uncontrolledStates(record, this.#specification, steps);
      for (const i of here) {
        const state = states.get(this.#recordStep[i]) ?? new Float64Array(this.#stateSize);
        const scaled = state.map((value) => this.#amplitude[i] * value);
        this.#structure.set(scaled, i * this.#stateSize);
        const earned = rewards.subarray(0, this.#recordStep[i] / controlPeriod);
        const total = earned.reduce((sum, value) => sum + value, 0);
        this.#episodeReturn[i] = power(this.#amplitude[i] / this.#unit(i), shape.exponent) * total;
      }
      if (this.#inverseStrokeLimit === 0) return;
      const strokes = uncontrolledStrokes(record, this.#specification);
      for (const i of here) {
        for (const stroke of strokes.subarray(0, this.#recordStep[i])) {
          this.#episodeReturn[i] -= strokeCost(shape, this.#inverseStrokeLimit, this.#amplitude[i] * stroke);
        }
      }
    });
  }

  /** What the sensors say of an environment. */
  #observe(environment: number, position: number, into: Float32Array): void {
    for (let entry = 0; entry < this.#observationSize; entry++) {
      const index = environment * this.#observationSize + entry;
      const value = this.#structure[environment * this.#stateSize + this.#observed[entry]];
      into[index] = reading(value, this.#imperfections, position, index);
    }
  }
}
