import { TIME_STEP } from '../building/newmark';
import { DEGREES_OF_FREEDOM, ROOF } from '../building/shearBuilding';
import type { StepMap } from '../building/stepMap';
import { applyStepMap, STATE_SIZE, stepMap } from '../building/stepMap';
import { PURPOSE, RandomStream } from '../random/stream';
import { OBSERVATION_SIZE, OBSERVED_STATE } from './observation';
import { reward, rewardScale } from './reward';
import type { EnvironmentSpecification, VectorEnvironmentState } from './specification';

/** What a step of all environments gave. Arrays are reused by the next step. */
export interface VectorStep {
  /** count */
  readonly rewards: Float64Array;
  /** count: 1 where the record ended. Episodes are never terminated, only truncated. */
  readonly truncated: Uint8Array;
  /** count x 8: the last observation of the episode, where it was truncated. */
  readonly finalObservations: Float32Array;
  /** Return and length of the episodes that ended, by environment. */
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
  readonly #rewardScales: readonly number[];
  readonly #random: Readonly<Record<'record' | 'actuator' | 'sensor' | 'dropout', RandomStream>>;
  readonly #step: { rewards: Float64Array; truncated: Uint8Array; finalObservations: Float32Array };
  #stageStep = 0;
  #structure: Float64Array;
  #nextStructure: Float64Array;
  readonly #record: Uint32Array;
  readonly #recordStep: Uint32Array;
  readonly #episodeReturn: Float64Array;
  readonly #delayedActions: Float64Array;
  readonly #observations: Float32Array;

  /**
   * @throws RangeError when there is no record, or one whose time step is not the environment's
   */
  constructor(specification: EnvironmentSpecification, seed: number, stage: number) {
    const { count, integrator, records, randomisation } = specification;
    if (records.length === 0) throw new RangeError('An environment needs at least one record.');
    const uneven = records.find(({ dt }) => Math.abs(dt - TIME_STEP) > 1e-9);
    if (uneven) throw new RangeError(`${uneven.name} has a time step of ${uneven.dt} s, not ${TIME_STEP} s.`);
    this.count = count;
    this.#specification = specification;
    this.#map = stepMap(integrator);
    this.#rewardScales = records.map(rewardScale);
    this.#random = {
      record: new RandomStream(seed, stage, PURPOSE.recordDraw),
      actuator: new RandomStream(seed, stage, PURPOSE.actuatorNoise),
      sensor: new RandomStream(seed, stage, PURPOSE.sensorNoise),
      dropout: new RandomStream(seed, stage, PURPOSE.sensorDropout),
    };
    this.#step = {
      rewards: new Float64Array(count),
      truncated: new Uint8Array(count),
      finalObservations: new Float32Array(count * OBSERVATION_SIZE),
    };
    this.#structure = new Float64Array(count * STATE_SIZE);
    this.#nextStructure = new Float64Array(count * STATE_SIZE);
    this.#record = new Uint32Array(count);
    this.#recordStep = new Uint32Array(count);
    this.#episodeReturn = new Float64Array(count);
    this.#delayedActions = new Float64Array(count * randomisation.latency_steps);
    this.#observations = new Float32Array(count * OBSERVATION_SIZE);
    for (let environment = 0; environment < count; environment++) {
      this.#reset(environment);
      this.#observe(environment, this.#observations);
    }
  }

  /** count x 8: what the policy sees now. Read-only; the next step changes it. */
  get observations(): Float32Array {
    return this.#observations;
  }

  /** Steps since the stage began: the position of the step's random numbers. */
  get stageStep(): number {
    return this.#stageStep;
  }

  /** @param actions count, clipped to [-1, 1] here */
  step(actions: Float32Array): VectorStep {
    const { rewards, truncated, finalObservations } = this.#step;
    const { forceLimit, records } = this.#specification;
    const episodes: { r: number; l: number }[] = [];
    const forces = Float64Array.from(actions, (action, i) => forceLimit * this.#actuate(i, action));
    this.#stageStep++;
    for (let i = 0; i < this.count; i++) {
      const offset = i * STATE_SIZE;
      const { acceleration } = records[this.#record[i]];
      const ground = acceleration[this.#recordStep[i]];
      applyStepMap(this.#map, this.#structure, this.#nextStructure, offset, forces[i], ground);
      const roofDisplacement = this.#nextStructure[offset + ROOF];
      const roofVelocity = this.#nextStructure[offset + DEGREES_OF_FREEDOM + ROOF];
      rewards[i] = reward(this.#rewardScales[this.#record[i]], roofDisplacement, roofVelocity);
      this.#episodeReturn[i] += rewards[i];
      this.#recordStep[i]++;
      truncated[i] = this.#recordStep[i] === acceleration.length ? 1 : 0;
    }
    [this.#structure, this.#nextStructure] = [this.#nextStructure, this.#structure];
    for (let i = 0; i < this.count; i++) {
      if (truncated[i]) {
        this.#observe(i, finalObservations);
        episodes.push({ r: this.#episodeReturn[i], l: this.#recordStep[i] });
        this.#reset(i);
      }
      this.#observe(i, this.#observations);
    }
    return { rewards, truncated, finalObservations, episodes };
  }

  /** A copy of all that changes. */
  state(): VectorEnvironmentState {
    return {
      stageStep: this.#stageStep,
      structure: this.#structure.slice(),
      record: this.#record.slice(),
      recordStep: this.#recordStep.slice(),
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
      state.episodeReturn.length === this.count &&
      state.delayedActions.length === this.#delayedActions.length &&
      state.observations.length === this.#observations.length &&
      state.record.every(
        (record, i) => record < records.length && state.recordStep[i] < records[record].acceleration.length,
      )
    );
  }

  /** From the policy's action to the one that acts: noise, clipping, latency. */
  #actuate(environment: number, action: number): number {
    const { actuator_noise_std, latency_steps } = this.#specification.randomisation;
    const noise =
      actuator_noise_std === 0
        ? 0
        : actuator_noise_std * this.#random.actuator.normal(this.#stageStep, environment);
    const wanted = clip(clip(action) + noise);
    if (latency_steps === 0) return wanted;
    const first = environment * latency_steps;
    const acting = this.#delayedActions[first];
    this.#delayedActions.copyWithin(first, first + 1, first + latency_steps);
    this.#delayedActions[first + latency_steps - 1] = wanted;
    return acting;
  }

  #reset(environment: number): void {
    const { records, randomisation } = this.#specification;
    const { latency_steps } = randomisation;
    this.#structure.fill(0, environment * STATE_SIZE, (environment + 1) * STATE_SIZE);
    this.#record[environment] = this.#random.record.integer(this.#stageStep, environment, records.length);
    this.#recordStep[environment] = 0;
    this.#episodeReturn[environment] = 0;
    this.#delayedActions.fill(0, environment * latency_steps, (environment + 1) * latency_steps);
  }

  /** What the sensors say of an environment: multiplicative noise, then dropout. */
  #observe(environment: number, into: Float32Array): void {
    const { sensor_noise_std, sensor_dropout } = this.#specification.randomisation;
    for (let entry = 0; entry < OBSERVATION_SIZE; entry++) {
      const index = environment * OBSERVATION_SIZE + entry;
      let value = this.#structure[environment * STATE_SIZE + OBSERVED_STATE[entry]];
      if (sensor_noise_std > 0) {
        value *= 1 + sensor_noise_std * this.#random.sensor.normal(this.#stageStep, index);
      }
      if (sensor_dropout > 0 && this.#random.dropout.uniform(this.#stageStep, index) < sensor_dropout) {
        value = 0;
      }
      into[index] = value;
    }
  }
}

function clip(action: number): number {
  return Math.min(1, Math.max(-1, action));
}
