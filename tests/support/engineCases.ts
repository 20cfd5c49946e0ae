import { PRESETS } from '../../src/curriculum/presets';
import type { Hyperparameters } from '../../src/curriculum/hyperparameters';
import { V9_REWARD } from '../../src/environment/reward';
import { NO_RANDOMISATION } from '../../src/environment/specification';
import type { EnvironmentSpecification } from '../../src/environment/specification';
import { trainingRecords } from '../../src/groundMotion/catalogue';
import type { StageTask } from '../../src/ppo/engine';
import { initialState } from '../../src/ppo/initialPolicy';
import type { Architecture } from '../../src/ppo/parameters';
import type { Scales } from '../../src/ppo/normalisation';
import { NO_NORMALISATION, scalesOf } from '../../src/ppo/normalisation';
import type { EngineState } from '../../src/ppo/runnerState';

/** A stage in small, from a policy that is not quite fresh: every engine must make the same of it. */
export interface EngineCase {
  readonly name: string;
  readonly task: StageTask;
  readonly state: EngineState;
  readonly scales: Scales;
}

const RECORDS = trainingRecords('M5.7', 'clough-penzien', 10).map((record) => ({
  ...record,
  // From where it shakes, so that the policy has something to see.
  acceleration: record.acceleration.slice(100, 400),
}));

interface CaseOptions {
  readonly architecture?: Architecture;
  readonly environment?: Partial<EnvironmentSpecification>;
  readonly hyperparameters?: Partial<Hyperparameters>;
  readonly scales?: Scales;
}

function engineCase(
  name: string,
  { architecture, environment, hyperparameters, scales }: CaseOptions,
): EngineCase {
  const { netArch, activation } = architecture ?? { netArch: [64, 64], activation: 'tanh' };
  const policy = { net_arch: netArch, activation_fn: activation, log_std_init: -0.2 };
  return {
    name,
    scales: scales ?? scalesOf(NO_NORMALISATION),
    task: {
      stage: 2,
      seed: 5,
      hyperparameters: {
        ...PRESETS.v9.stages[1].hyperparameters,
        n_steps: 48,
        batch_size: 64,
        n_epochs: 2,
        ...hyperparameters,
      },
      environment: {
        count: 4,
        integrator: 'newmark',
        forceLimit: 100_000,
        controlPeriod: 1,
        reward: V9_REWARD,
        advantageBaseline: 'none',
        records: RECORDS,
        randomisation: NO_RANDOMISATION,
        ...environment,
      },
      normalisation: { norm_obs: false, norm_reward: false },
      initialStd: null,
    },
    state: initialState(policy, 9),
  };
}

const SHORT = RECORDS.map((record, i) => ({
  ...record,
  acceleration: record.acceleration.slice(0, 20 + 7 * i),
}));

export const ENGINE_CASES: readonly EngineCase[] = [
  engineCase('4 environments, [64, 64]', {}),
  engineCase('100 environments', {
    environment: { count: 100 },
    hyperparameters: { n_steps: 8, batch_size: 128 },
  }),
  engineCase('odd remainders', {
    environment: { count: 5 },
    hyperparameters: { n_steps: 27, batch_size: 33, normalize_advantage: false, clip_range_vf: null },
  }),
  engineCase('episodes that end inside the rollout', { environment: { records: SHORT } }),
  engineCase('relu, three layers of odd widths', {
    architecture: { netArch: [33, 17, 9], activation: 'relu' },
  }),
  engineCase('the v9 network and integrator', {
    architecture: { netArch: [256, 256, 256], activation: 'tanh' },
    environment: { integrator: 'v9' },
    hyperparameters: { n_steps: 24, n_epochs: 1 },
  }),
  engineCase('one layer, every imperfection', {
    architecture: { netArch: [16], activation: 'tanh' },
    environment: {
      records: SHORT,
      randomisation: {
        actuator_noise_std: 0.1,
        latency_steps: 3,
        sensor_noise_std: 0.05,
        sensor_dropout: 0.1,
        amplitude_spread: 0.2,
      },
    },
  }),
  engineCase('held actions, the uncontrolled building as baseline, another reward, normalised', {
    architecture: { netArch: [24, 16], activation: 'tanh' },
    environment: {
      records: SHORT,
      controlPeriod: 5,
      reward: { velocity_weight: 0.1, exponent: 3 },
      advantageBaseline: 'uncontrolled',
      randomisation: { ...NO_RANDOMISATION, latency_steps: 2, amplitude_spread: 0.5 },
    },
    scales: {
      observationMean: Float64Array.of(0.02, -0.1, 0.01, 0.05, -0.01, 0.1, 0.2, -0.3),
      observationTransform: Float64Array.from(
        { length: 64 },
        (_, i) => [9, 3, -14, 4, 20, -5, 1, 0.4][(i * i) % 8] / (1 + (i % 3)),
      ),
      rewardScale: 60,
    },
  }),
];
