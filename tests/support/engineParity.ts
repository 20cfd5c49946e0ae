import { STATISTICS } from '../../src/ppo/engines/tfjs/loss';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { Hyperparameters } from '../../src/curriculum/hyperparameters';
import { PRESETS } from '../../src/curriculum/presets';
import { VectorEnvironment } from '../../src/environment/vectorEnvironment';
import { TfjsEngine } from '../../src/ppo/engines/tfjs/tfjsEngine';
import { collectRollout } from '../../src/ppo/engines/tfjs/collectRollout';
import { networkOf, unflatten } from '../../src/ppo/engines/tfjs/network';
import { QueueLimiter } from '../../src/ppo/engines/tfjs/queueLimiter';
import type { Engine, IterationResult, StageTask, UpdateStatistics } from '../../src/ppo/engine';
import { generalisedAdvantages } from '../../src/ppo/gae';
import type { RolloutMoments } from '../../src/ppo/moments';
import type { Architecture } from '../../src/ppo/parameters';
import { parameterLayout } from '../../src/ppo/parameters';
import type { Minibatch, Rollout } from '../../src/ppo/rollout';
import { PURPOSE, RandomStream } from '../../src/random/stream';
import { minibatchFixture } from './minibatchFixture';
import type { ParityCase } from './parityCases';
import { BUILDING_CASES, LEARNING_RATE, NO_SCALES, PARITY_CASES } from './parityCases';
import { finiteDifferences, referenceLoss } from './referencePpo';
import { OBSERVATION_SIZE } from './v9Building';

/** A rollout and what was estimated from it: what an engine shows for comparison. */
export type EstimatedRollout = Omit<Rollout, 'episodes'> & {
  readonly advantages: Float32Array;
  readonly returns: Float32Array;
};

export interface EngineUnderTest {
  readonly name: string;
  readonly open: () => Promise<Engine>;
  /** Gradient on a minibatch as it is, in torch's layout and before it is clipped. */
  readonly gradientOf: (
    parameters: Float32Array,
    architecture: Architecture,
    minibatch: Minibatch,
    hyperparameters: Hyperparameters,
  ) => Promise<{
    readonly gradient: Float32Array;
    readonly statistics: Pick<UpdateStatistics, (typeof STATISTICS)[number]>;
  }>;
}

/** An engine whose iterations are compared with those of the reference. */
export interface ComparedEngine extends EngineUnderTest {
  /** What the engine's last iteration learnt from. */
  readonly rolloutOf: (engine: Engine, task: StageTask) => Promise<EstimatedRollout>;
}

const V9 = PRESETS.v9.stages[0].hyperparameters;
const NO_VALUE_CLIPPING = { ...V9, clip_range_vf: null };
/** Of the fixture's rows, where its advantages help: none with a slope, one in ten of the actor's and fewer of the critic's, and all. */
const NONE_LIVE = { ...V9, clip_range: 1e-6, clip_range_vf: 1e-7 };
const FEW_LIVE = { ...V9, clip_range: 0.04, clip_range_vf: 0.01 };
const ALL_LIVE = { ...V9, clip_range: 0.999, clip_range_vf: 100 };
const GRADIENT_CASES: readonly [string, Architecture, number, Hyperparameters][] = [
  ['tanh', { observationSize: OBSERVATION_SIZE, netArch: [12, 10], activation: 'tanh' }, 24, V9],
  ['relu', { observationSize: OBSERVATION_SIZE, netArch: [16], activation: 'relu' }, 24, V9],
  [
    'no value clipping',
    { observationSize: OBSERVATION_SIZE, netArch: [8, 8, 8], activation: 'tanh' },
    24,
    NO_VALUE_CLIPPING,
  ],
  [
    'odd widths and rows',
    { observationSize: OBSERVATION_SIZE, netArch: [13, 31, 9], activation: 'tanh' },
    37,
    V9,
  ],
  [
    'four layers of relu',
    { observationSize: OBSERVATION_SIZE, netArch: [17, 24, 11, 8], activation: 'relu' },
    50,
    V9,
  ],
  [
    'one sample',
    { observationSize: OBSERVATION_SIZE, netArch: [11], activation: 'tanh' },
    1,
    NO_VALUE_CLIPPING,
  ],
  [
    'more rows than a block',
    { observationSize: OBSERVATION_SIZE, netArch: [64, 32], activation: 'tanh' },
    531,
    V9,
  ],
  ['wide layers', { observationSize: OBSERVATION_SIZE, netArch: [512, 511], activation: 'tanh' }, 18, V9],
];

/** Rows that clipping leaves out of the loss, which engines may leave out of their work. */
const LIVE_CASES: readonly [string, readonly number[], number, Hyperparameters][] = [
  ['none of 37 rows', [12, 10], 37, NONE_LIVE],
  ['a few of 5 rows', [8], 5, FEW_LIVE],
  ['a few of 64 rows', [24, 16], 64, FEW_LIVE],
  ['a few of 203 rows, four layers', [16, 40, 9, 8], 203, FEW_LIVE],
  ['a few of 1,030 rows', [32, 33], 1030, FEW_LIVE],
  ['all of 77 rows', [20, 12], 77, ALL_LIVE],
  ['some of 130 rows, wide layers', [512, 24, 512], 130, V9],
];

/**
 * One minibatch against the reference in float64, whose gradients are written out by hand.
 *
 * @param isWanted of the cases' names
 */
export function describeGradients(
  engines: readonly EngineUnderTest[],
  isWanted: (name: string) => boolean = () => true,
): void {
  describe.each(engines.map((engine) => [engine.name, engine] as const))(
    '%s, gradients against the reference',
    (_, { gradientOf }) => {
      test.each(GRADIENT_CASES.filter(([name]) => isWanted(name)))(
        '%s',
        async (_, architecture, size, hyperparameters) => {
          const { parameters, minibatch } = minibatchFixture(architecture, size);
          const wide = Float64Array.from(parameters);
          const expected = referenceLoss(wide, architecture, minibatch, hyperparameters);
          const { gradient, statistics } = await gradientOf(
            parameters,
            architecture,
            minibatch,
            hyperparameters,
          );
          STATISTICS.forEach((name) => expect(statistics[name], name).toBeCloseTo(expected[name], 5));
          expect(expected.gradient.some((value) => Math.abs(value) > 1e-2)).toBe(true);
          expect(difference(gradient, expected.gradient)).toBeLessThan(2e-6);
        },
      );

      test.each(LIVE_CASES.filter(([name]) => isWanted(name)))(
        'live rows: %s',
        async (_, netArch, size, hyperparameters) => {
          const architecture: Architecture = {
            observationSize: OBSERVATION_SIZE,
            netArch,
            activation: 'tanh',
          };
          const { parameters, minibatch } = minibatchFixture(architecture, size, true);
          const wide = Float64Array.from(parameters);
          const expected = referenceLoss(wide, architecture, minibatch, hyperparameters);
          const { gradient } = await gradientOf(parameters, architecture, minibatch, hyperparameters);
          expect(difference(gradient, expected.gradient)).toBeLessThan(2e-6);
          const moves = expected.gradient.some((value, i) => i > 0 && value !== 0);
          expect(moves).toBe(hyperparameters !== NONE_LIVE);
        },
      );

      test('every slope of the loss, by finite differences', async () => {
        const architecture: Architecture = {
          observationSize: OBSERVATION_SIZE,
          netArch: [9, 8],
          activation: 'tanh',
        };
        const { parameters, minibatch } = minibatchFixture(architecture);
        const { gradient } = await gradientOf(parameters, architecture, minibatch, V9);
        const wide = Float64Array.from(parameters);
        const expected = finiteDifferences(wide, architecture, minibatch, V9);
        expect(difference(gradient, expected)).toBeLessThan(2e-6);
      });
    },
  );
}

export async function iterateOnce(
  engine: Engine,
  iteration: number,
  scales = NO_SCALES,
): Promise<IterationResult> {
  return engine.iterate({
    iteration,
    scales,
    learningRate: LEARNING_RATE,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
}

/** The rollout of the reference, from its own parts. */
async function referenceRollout({ task, state, scales }: ParityCase): Promise<EstimatedRollout> {
  const parameters = tf.tensor1d(state.parameters);
  const tensors = unflatten(parameters, parameterLayout(state.architecture));
  const { hyperparameters } = task;
  const rollout = await collectRollout({
    network: networkOf(tensors, state.architecture),
    architecture: state.architecture,
    environment: new VectorEnvironment(task.environment, task.seed, task.stage),
    nSteps: hyperparameters.n_steps,
    gamma: hyperparameters.gamma,
    scales,
    actionNoise: new RandomStream(task.seed, task.stage, PURPOSE.actionNoise),
    limiter: new QueueLimiter(new AbortController().signal),
    onProgress: () => undefined,
  });
  tf.dispose([parameters, ...tensors]);
  const estimates = generalisedAdvantages(rollout, hyperparameters.gamma, hyperparameters.gae_lambda);
  return { ...rollout, ...estimates };
}

/** Largest difference of two arrays, in parts of the largest number in the second (or of 1, where that is less). */
function difference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).toBe(expected.length);
  let largest = 0;
  let scale = 1;
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs(actual[i] - expected[i]);
    // NaN compares false with everything: let it be the largest.
    if (!(distance <= largest)) largest = distance;
    scale = Math.max(scale, Math.abs(expected[i]));
  }
  return largest / scale;
}

const ROLLOUT_TOLERANCES = {
  observations: 1e-5,
  actions: 1e-5,
  logProbabilities: 1e-5,
  rewards: 1e-5,
  values: 1e-5,
  lastValues: 1e-5,
  advantages: 1e-5,
  returns: 1e-5,
} as const;
/** Adam divides by the gradient's own size, which makes much of small differences: in parts of the learning rate. */
const PARAMETER_TOLERANCE = 0.02;

/** Whole iterations from the same state as the reference engine, which computes in tfjs on the processor. */
export function describeParity(
  engines: readonly ComparedEngine[],
  cases: readonly ParityCase[] = [...PARITY_CASES, ...BUILDING_CASES],
): void {
  describe.each(engines.map((engine) => [engine.name, engine] as const))(
    '%s, iterations against tfjs',
    (_, engineUnderTest) => {
      test.each(cases.map((parity) => [parity.name, parity] as const))('%s', async (_, parity) => {
        await tf.setBackend('cpu');
        const expectedRollout = await referenceRollout(parity);
        const reference = new TfjsEngine(() => undefined);
        const engine = await engineUnderTest.open();
        try {
          await reference.begin(parity.task, parity.state);
          await engine.begin(parity.task, parity.state);
          const expected = await iterateOnce(reference, 3, parity.scales);
          const actual = await iterateOnce(engine, 3, parity.scales);

          const rollout = await engineUnderTest.rolloutOf(engine, parity.task);
          expect(rollout.ends).toEqual(expectedRollout.ends);
          expectSameBaseline(rollout.baseline, expectedRollout.baseline);
          for (const [name, tolerance] of Object.entries(ROLLOUT_TOLERANCES)) {
            const key = name as keyof typeof ROLLOUT_TOLERANCES;
            expect(difference(rollout[key], expectedRollout[key]), name).toBeLessThan(tolerance);
          }

          expect(actual.epochs).toBe(expected.epochs);
          expect(actual.episodes.map(({ l }) => l)).toEqual(expected.episodes.map(({ l }) => l));
          actual.episodes.forEach(({ r }, i) => expect(r).toBeCloseTo(expected.episodes[i].r, 4));
          expectSameMoments(actual.moments, expected.moments);
          for (const name of [...STATISTICS, 'explained_variance', 'std'] as const) {
            const value = expected.statistics[name];
            const error = Math.abs(actual.statistics[name] - value);
            expect(error, name).toBeLessThan(1e-4 * Math.max(1, Math.abs(value)));
          }
          await expectSameState(engine, reference, parity);
        } finally {
          reference.dispose();
          engine.dispose();
        }
      });
    },
  );
}

function expectSameBaseline(
  actual: EstimatedRollout['baseline'],
  expected: EstimatedRollout['baseline'],
): void {
  if (!actual || !expected) {
    expect(actual).toBe(expected);
    return;
  }
  for (const name of ['rewards', 'values', 'lastValues'] as const) {
    expect(difference(actual[name], expected[name]), `baseline ${name}`).toBeLessThan(1e-5);
  }
}

function expectSameMoments(actual: RolloutMoments, expected: RolloutMoments): void {
  const numbers = ({ observations, returns }: RolloutMoments) => [
    ...observations.mean,
    ...observations.covariance,
    observations.count,
    returns.mean,
    returns.variance,
    returns.count,
  ];
  numbers(actual).forEach((value, i) => {
    const wanted = numbers(expected)[i];
    expect(Math.abs(value - wanted), `moment ${i}`).toBeLessThan(2e-5 * Math.max(1, Math.abs(wanted)));
  });
}

async function expectSameState(engine: Engine, reference: Engine, { state }: ParityCase): Promise<void> {
  const expected = await reference.snapshot();
  const actual = await engine.snapshot();
  expect(actual.architecture).toEqual(expected.architecture);
  expect(actual.optimizer.step).toBe(expected.optimizer.step);
  const moved = difference(expected.parameters, state.parameters);
  expect(moved).toBeGreaterThan(LEARNING_RATE / 2);
  expect(difference(actual.parameters, expected.parameters)).toBeLessThan(
    PARAMETER_TOLERANCE * LEARNING_RATE,
  );
  expect(difference(actual.optimizer.expAvg, expected.optimizer.expAvg)).toBeLessThan(1e-5);
  expect(difference(actual.optimizer.expAvgSq, expected.optimizer.expAvgSq)).toBeLessThan(1e-6);
  const { environments } = actual;
  if (!environments || !expected.environments) throw new Error('no environments');
  expect(environments.stageStep).toBe(expected.environments.stageStep);
  expect(environments.record).toEqual(expected.environments.record);
  expect(environments.recordStep).toEqual(expected.environments.recordStep);
  const doubles = ['structure', 'amplitude', 'episodeReturn', 'delayedActions', 'observations'] as const;
  for (const name of doubles) {
    expect(difference(environments[name], expected.environments[name]), name).toBeLessThan(1e-5);
  }
}
