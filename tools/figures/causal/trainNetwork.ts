import { compile } from '../../../src/building/building';
import { observedState } from '../../../src/environment/observation';
import { trainingRecords, validationRecord } from '../../../src/groundMotion/catalogue';
import type { Magnitude } from '../../../src/groundMotion/synthetic';
import { meanOf } from '../../../src/numerics/mean';
import { PURPOSE, RandomStream } from '../../../src/random/stream';
import { EVALUATED } from '../evaluated';
import { Adam } from './adam';
import type { FreeMotion } from './heldBuilding';
import { freeMotion, heldBuilding } from './heldBuilding';
import { Network, parameterCount } from './network';
import type { Inputs } from './rollout';
import { inputCount, Rollout } from './rollout';

/** Control periods of the ground that networks see beside the task's eight observations. */
export const SIGHTS = { observation: 0, 'observation and ground': 40 } as const;
export type Sight = keyof typeof SIGHTS;

/** One network to be found. */
export interface Training {
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
  readonly sight: Sight;
  readonly hidden: number;
  readonly iterations: number;
  /** Training records of each minibatch. */
  readonly batch: number;
  readonly learningRate: number;
}

export interface TrainedNetwork {
  readonly inputs: Inputs;
  readonly hidden: number;
  readonly parameters: Float64Array;
  /** Mean peak over the validation records, m. */
  readonly score: number;
}

/** Of each magnitude: all built-in training records that a run can have, and a hundred to choose by. */
const TRAINING_RECORDS = 1000;
const VALIDATION_RECORDS = 100;
/** Iterations between two validations. */
const VALIDATED_EVERY = 25;
/** The gradient's largest norm: a rare record may have one that would undo much. */
const LONGEST_GRADIENT = 1;

/**
 * Finds a controller by the exact gradient of the mean smooth peak through the simulated building, and keeps the
 * parameters with the smallest mean peak on validation records.
 */
export function trainNetwork(training: Training, onValidation: (text: string) => void): TrainedNetwork {
  const { magnitude, force_limit_kN, sight, hidden, iterations, batch } = training;
  const { integrator, spectrum } = EVALUATED.task;
  const building = compile();
  const groundPeriods = SIGHTS[sight];
  const rows = observedState(building);
  const motions = trainingRecords(magnitude, spectrum, TRAINING_RECORDS).map((record) =>
    freeMotion(record, building, integrator, rows),
  );
  const judges = Array.from({ length: VALIDATION_RECORDS }, (_, i) =>
    freeMotion(validationRecord(magnitude, spectrum, i), building, integrator, rows),
  );
  const inputs = { rows, groundPeriods, scales: scalesOf(motions, rows.length, groundPeriods) };
  const shape = { inputs: inputCount(inputs), hidden };
  const network = new Network(shape, motions[0].decisions, initialParameters(shape));
  const rollout = new Rollout(heldBuilding(building, integrator, 1000 * force_limit_kN), inputs, network);
  const adam = new Adam(network.parameters.length);
  const unit = meanOf(motions.map(peakOf));
  const draws = new RandomStream(0, 0, PURPOSE.recordDraw);
  let best = { score: Infinity, parameters: network.parameters.slice() };
  for (let iteration = 0; iteration <= iterations; iteration++) {
    if (iteration % VALIDATED_EVERY === 0 || iteration === iterations) {
      const score = meanOf(judges.map((motion) => rollout.forwards(motion)));
      if (score < best.score) best = { score, parameters: network.parameters.slice() };
      onValidation(`${iteration} ${(100 * score).toFixed(3)} ${(100 * best.score).toFixed(3)}`);
    }
    network.gradient.fill(0);
    for (let i = 0; i < batch; i++) {
      const motion = motions[draws.integer(iteration, i, motions.length)];
      rollout.forwards(motion);
      rollout.backwards(motion, 1 / (unit * batch));
    }
    const rate = training.learningRate * 0.5 * (1 + Math.cos((Math.PI * iteration) / iterations));
    adam.step(network.parameters, clipped(network.gradient), rate);
  }
  return { inputs, hidden, ...best };
}

function peakOf({ roof }: FreeMotion): number {
  return roof.reduce((peak, value) => Math.max(peak, Math.abs(value)), 0);
}

/** Root mean squares of what a network sees of the building that nobody pushes. */
function scalesOf(motions: readonly FreeMotion[], rows: number, groundPeriods: number): number[] {
  const squares = new Float64Array(rows + 1);
  let decisions = 0;
  for (const { states, ground, decisions: count } of motions) {
    decisions += count;
    states.forEach((value, i) => (squares[i % rows] += value ** 2));
    ground.forEach((value) => (squares[rows] += value ** 2));
  }
  const scales = Array.from(squares, (sum) => Number(Math.sqrt(sum / decisions).toPrecision(6)));
  return groundPeriods > 0 ? scales : scales.slice(0, rows);
}

/** Glorot's uniform weights, and outputs near zero: the training begins with a building that hardly anybody pushes. */
function initialParameters(shape: { readonly inputs: number; readonly hidden: number }): Float64Array {
  const { inputs, hidden } = shape;
  const random = new RandomStream(0, 0, PURPOSE.initialisation);
  const parameters = new Float64Array(parameterCount(shape));
  let at = 0;
  const fill = (count: number, bound: number) => {
    for (let i = 0; i < count; i++, at++) parameters[at] = bound * (2 * random.uniform(0, at) - 1);
  };
  fill(hidden * inputs, Math.sqrt(6 / (inputs + hidden)));
  at += hidden;
  fill(hidden * hidden, Math.sqrt(3 / hidden));
  at += hidden;
  fill(hidden, 0.1 * Math.sqrt(6 / (hidden + 1)));
  return parameters;
}

function clipped(gradient: Float64Array): Float64Array {
  const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value ** 2, 0));
  return norm > LONGEST_GRADIENT ? gradient.map((value) => (value * LONGEST_GRADIENT) / norm) : gradient;
}
