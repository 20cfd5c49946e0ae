import type { Building } from '../../src/building/building';
import { compile, observationSizeOf } from '../../src/building/building';
import { withSeismometers } from '../../src/building/seismometers';
import type { Hyperparameters } from '../../src/curriculum/hyperparameters';
import { PRESETS } from '../../src/curriculum/presets';
import { constant } from '../../src/curriculum/schedule';
import { V9_REWARD } from '../../src/environment/reward';
import type { DomainRandomisation } from '../../src/environment/specification';
import { trainingRecords } from '../../src/groundMotion/catalogue';
import type { StageTask } from '../../src/ppo/engine';
import { initialState } from '../../src/ppo/initialPolicy';
import type { Scales } from '../../src/ppo/normalisation';
import { NO_NORMALISATION, scalesOf } from '../../src/ppo/normalisation';
import type { EngineState } from '../../src/ppo/runnerState';
import { PURPOSE, RandomStream } from '../../src/random/stream';
import { COUPLED_MASSES, FORTY_STOREYS, ONE_STOREY, TWENTY_STOREYS } from './buildings';
import { shortRecord, specification } from './environments';
import { OBSERVATION_SIZE } from './v9Building';

/** A task and a state to start from. */
export interface ParityCase {
  readonly name: string;
  readonly task: StageTask;
  readonly state: EngineState;
  readonly scales: Scales;
}

interface Shape {
  readonly netArch: readonly number[];
  readonly activation?: 'tanh' | 'relu';
  readonly environment?: Parameters<typeof specification>[0];
  readonly hyperparameters: Partial<Hyperparameters>;
  readonly scales?: Scales;
}

export const NO_SCALES = scalesOf(NO_NORMALISATION, OBSERVATION_SIZE);

export const LEARNING_RATE = 3e-4;

export function parityCase(name: string, { netArch, activation = 'tanh', ...shape }: Shape): ParityCase {
  const policy = { net_arch: netArch, activation_fn: activation, log_std_init: -0.2 };
  const { design, seismometers } = shape.environment?.building ?? compile();
  const state = initialState({ policy, seed: 7, building: design, seismometers });
  const random = new RandomStream(3, 0, PURPOSE.initialisation);
  return {
    name,
    scales: shape.scales ?? scalesOf(NO_NORMALISATION, state.architecture.observationSize),
    task: {
      stage: 2,
      seed: 12345,
      hyperparameters: {
        ...PRESETS.v9.stages[0].hyperparameters,
        learning_rate: constant(LEARNING_RATE),
        n_epochs: 2,
        ...shape.hyperparameters,
      },
      environment: specification(shape.environment),
      normalisation: { norm_obs: false, norm_reward: false },
      exploration: { initial_std: null, action_head_scale: 1 },
    },
    // A fresh policy acts almost the same everywhere and has no moments: move it a little.
    state: {
      ...state,
      parameters: state.parameters.map((value, i) => value + 0.03 * random.normal(1, i)),
      optimizer: {
        step: 5,
        expAvg: state.parameters.map((_, i) => 1e-3 * random.normal(2, i)),
        expAvgSq: state.parameters.map((_, i) => 1e-5 * random.normal(3, i) ** 2),
      },
    },
  };
}

/** From where they shake, so that the policy has something to see. */
const V9_RECORDS = trainingRecords('M5.7', 'clough-penzien', 10).map((record) => ({
  ...record,
  acceleration: record.acceleration.slice(100, 400),
}));

const IMPERFECTIONS: readonly Partial<DomainRandomisation>[] = [
  { actuator_noise_std: 0.1 },
  { latency_steps: 1 },
  { sensor_noise_std: 0.05 },
  { sensor_dropout: 0.2 },
  { amplitude_spread: 0.4 },
];

export const PARITY_CASES: readonly ParityCase[] = [
  parityCase('4 environments, [64, 64]', {
    netArch: [64, 64],
    hyperparameters: { n_steps: 64, batch_size: 64 },
  }),
  parityCase('100 environments, batches with a remainder', {
    netArch: [32, 32],
    environment: { count: 100 },
    hyperparameters: { n_steps: 7, batch_size: 256 },
  }),
  parityCase('3 environments, odd widths, an odd remainder', {
    netArch: [13, 9, 11],
    environment: { count: 3 },
    hyperparameters: { n_steps: 50, batch_size: 64 },
  }),
  parityCase('one environment', {
    netArch: [18],
    environment: { count: 1 },
    hyperparameters: { n_steps: 33, batch_size: 8 },
  }),
  parityCase('episodes that end inside the rollout', {
    netArch: [24, 16],
    environment: { records: [shortRecord(17), shortRecord(30, 0.4), shortRecord(23, 2)] },
    hyperparameters: { n_steps: 70, batch_size: 70 },
  }),
  parityCase('relu, the v9 integrator, no value clipping', {
    netArch: [40],
    activation: 'relu',
    environment: { integrator: 'v9', count: 5 },
    hyperparameters: { n_steps: 40, batch_size: 50, clip_range_vf: null },
  }),
  parityCase('domain randomisation', {
    netArch: [16, 16],
    environment: {
      records: [shortRecord(40), shortRecord(30, 0.5)],
      randomisation: {
        actuator_noise_std: 0.1,
        latency_steps: 3,
        sensor_noise_std: 0.05,
        sensor_dropout: 0.1,
        amplitude_spread: 0.3,
      },
    },
    hyperparameters: { n_steps: 60, batch_size: 60 },
  }),
  parityCase('held actions, a baseline, another reward, normalised', {
    netArch: [24, 16],
    environment: {
      // Episodes end within a control period: 17 and 23 are no multiples of 5. A long one reaches over the steps of several threads.
      records: [shortRecord(17), shortRecord(160, 0.4), shortRecord(23, 2)],
      controlPeriod: 5,
      reward: { ...V9_REWARD, velocity_weight: 0.1, exponent: 3, relative: true },
      advantageBaseline: 'uncontrolled',
      randomisation: { latency_steps: 2, actuator_noise_std: 0.1, amplitude_spread: 0.5 },
    },
    hyperparameters: { n_steps: 40, batch_size: 40, clip_range_vf: null },
    scales: {
      observationMean: Float64Array.of(0.02, -0.1, 0.01, 0.05, -0.01, 0.1, 0.2, -0.3),
      observationTransform: Float64Array.from(
        { length: 64 },
        (_, i) => [9, 3, -14, 4, 20, -5, 1, 0.4][(i * i) % 8] / (1 + (i % 3)),
      ),
      rewardScale: 60,
    },
  }),
  parityCase('a limited stroke', {
    netArch: [16],
    environment: {
      records: [shortRecord(40), shortRecord(30, 2)],
      reward: { ...V9_REWARD, stroke_weight: 2.5 },
      strokeLimit: 0.3,
      randomisation: { amplitude_spread: 0.3 },
    },
    hyperparameters: { n_steps: 60, batch_size: 60, clip_range_vf: null },
  }),
  parityCase('four layers, minibatches beyond a block, advantages as they are', {
    netArch: [20, 16, 12, 8],
    environment: { count: 9 },
    hyperparameters: { n_steps: 80, batch_size: 601, normalize_advantage: false },
  }),
  parityCase('the v9 network, records and epochs of whole minibatches', {
    netArch: [256, 256, 256],
    environment: { integrator: 'v9', records: V9_RECORDS },
    hyperparameters: { n_steps: 32, batch_size: 64, n_epochs: 1 },
  }),
  parityCase('the widest layers and the narrowest', {
    netArch: [512, 8, 512, 8],
    environment: { count: 2 },
    hyperparameters: { n_steps: 24, batch_size: 40, n_epochs: 1 },
  }),
  parityCase('16,384 environments', {
    netArch: [8],
    environment: { count: 16_384 },
    hyperparameters: { n_steps: 2, batch_size: 8192, n_epochs: 1 },
  }),
  ...IMPERFECTIONS.map((randomisation) =>
    parityCase(`only ${Object.keys(randomisation).join()}`, {
      netArch: [8],
      environment: { count: 2, records: [shortRecord(12)], randomisation },
      hyperparameters: { n_steps: 20, batch_size: 40 },
    }),
  ),
  parityCase('an update that its KL divergence stops', {
    netArch: [32],
    hyperparameters: { n_steps: 64, batch_size: 32, n_epochs: 6, target_kl: 1e-4 },
  }),
];

/** Scales of as many observations as a building's sensors make: every entry depends on several others. */
function scalesOfSize(size: number): Scales {
  return {
    observationMean: Float64Array.from({ length: size }, (_, i) => 0.02 * Math.sin(3 * i)),
    observationTransform: Float64Array.from(
      { length: size ** 2 },
      (_, i) => (12 * Math.cos(i * i)) / (1 + Math.abs(Math.floor(i / size) - (i % size))),
    ),
    // Small: of an advantage over a baseline little is left, beside the rounding of two large estimates.
    rewardScale: 2,
  };
}

const BUILDINGS: readonly (readonly [string, Building, Partial<Hyperparameters>])[] = [
  [ONE_STOREY.name, compile(ONE_STOREY), { n_steps: 40, batch_size: 60 }],
  [COUPLED_MASSES.name, compile(COUPLED_MASSES), { n_steps: 40, batch_size: 60 }],
  ['three seismometers', withSeismometers(compile(), [0.1, 0.5, 3]), { n_steps: 40, batch_size: 60 }],
  [TWENTY_STOREYS.name, compile(TWENTY_STOREYS), { n_steps: 40, batch_size: 60 }],
  [FORTY_STOREYS.name, compile(FORTY_STOREYS), { n_steps: 20, batch_size: 30, n_epochs: 1 }],
];

/** Buildings of other sizes, on raw observations and with everything that reads or writes them. */
export const BUILDING_CASES: readonly ParityCase[] = BUILDINGS.flatMap(
  ([name, building, hyperparameters]) => {
    const records = [shortRecord(17), shortRecord(30, 0.4), shortRecord(23, 2)];
    return [
      parityCase(name, {
        netArch: [24, 16],
        environment: { building, count: 3, records },
        hyperparameters,
      }),
      parityCase(`${name}: a baseline, imperfections, normalised`, {
        netArch: [13],
        environment: {
          building,
          count: 5,
          records,
          controlPeriod: 2,
          reward: { velocity_weight: 0.1, exponent: 2, relative: true, stroke_weight: 0.3 },
          strokeLimit: 0.1,
          advantageBaseline: 'uncontrolled',
          randomisation: { sensor_noise_std: 0.05, sensor_dropout: 0.1, latency_steps: 1 },
        },
        hyperparameters: { ...hyperparameters, clip_range_vf: null },
        scales: scalesOfSize(observationSizeOf(building)),
      }),
    ];
  },
);

/** As little as an iteration can be, for what happens around it. */
export const SMALL_CASE = parityCase('small', {
  netArch: [8],
  environment: { count: 2, records: [shortRecord(5)] },
  hyperparameters: { n_steps: 8, batch_size: 8, n_epochs: 1 },
});
