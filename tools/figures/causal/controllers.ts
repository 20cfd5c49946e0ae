import { compile } from '../../../src/building/building';
import type { Integrator } from '../../../src/building/stepMap';
import type { Controller } from '../../../src/environment/simulateEpisode';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import type { Magnitude, Spectrum } from '../../../src/groundMotion/synthetic';
import { groundPrediction } from './groundPrediction';
import { meanOfPeriod, PERIOD } from './heldBuilding';
import { Network } from './network';
import type { HorizonSettings } from './recedingHorizon';
import { horizon, recedingHorizon } from './recedingHorizon';
import type { Inputs } from './rollout';
import { inputCount } from './rollout';

/** A network as it is stored. */
export interface StoredNetwork {
  readonly inputs: Inputs;
  readonly hidden: number;
  readonly parameters: readonly number[];
}

/** A controller that sees the building and the ground's past, and nothing of what comes. */
export type CausalController =
  | { readonly kind: 'network'; readonly network: StoredNetwork }
  | { readonly kind: 'program'; readonly settings: HorizonSettings };

/** What it drives. */
export interface CausalTask {
  readonly spectrum: Spectrum;
  readonly integrator: Integrator;
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
}

/** Steps of the ground's past that programs expect its future from: 2 s. */
const PAST = 100;

/** @returns what says of a record the largest roof displacement, m, in the page's own simulator */
export function causalPeak(task: CausalTask, controller: CausalController): (record: GroundMotion) => number {
  const { integrator, force_limit_kN } = task;
  const episode = {
    building: compile(),
    integrator,
    forceLimit: 1000 * force_limit_kN,
    controlPeriod: PERIOD,
  };
  const driver = driverOf(task, controller);
  return (record) => simulateEpisode(record, episode, driver(record)).metrics.peakRoofDisplacement;
}

/** @returns what drives a record, with a control period of `PERIOD` */
export function driverOf(
  { spectrum, integrator, magnitude, force_limit_kN }: CausalTask,
  controller: CausalController,
): (record: GroundMotion) => Controller {
  if (controller.kind === 'network') return (record) => networkController(controller.network, record);
  const { settings } = controller;
  const prediction = groundPrediction(magnitude, spectrum, { past: PAST, future: settings.periods * PERIOD });
  const task = { building: compile(), integrator, forceLimit: 1000 * force_limit_kN };
  const ahead = horizon(task, prediction, settings);
  return (record) => recedingHorizon(ahead, record);
}

/**
 * Drives one record with a network in the page's own simulator, with a control period of `PERIOD`. It has to be made
 * anew for each record: it counts the periods that have passed, and sees the ground's acceleration in these alone.
 */
export function networkController(
  { inputs, hidden, parameters }: StoredNetwork,
  { acceleration }: Pick<GroundMotion, 'acceleration'>,
): Controller {
  const { rows, groundPeriods, scales } = inputs;
  const shape = { inputs: inputCount(inputs), hidden };
  const network = new Network(shape, 1, Float64Array.from(parameters));
  const ground: number[] = [];
  return (_, readState) => {
    const state = readState();
    rows.forEach((row, i) => (network.inputs[i] = state[row] / scales[i]));
    for (let i = 0; i < groundPeriods; i++) {
      network.inputs[rows.length + i] =
        i < ground.length ? (ground.at(-1 - i) ?? 0) / scales[rows.length] : 0;
    }
    // Measured while the action that was chosen before it acts.
    ground.push(meanOfPeriod(acceleration, ground.length));
    return network.decide(0);
  };
}
