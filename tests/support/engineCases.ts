import { PRESETS } from '../../src/curriculum/presets';
import type { Hyperparameters } from '../../src/curriculum/hyperparameters';
import { V9_REWARD } from '../../src/environment/reward';
import { NO_RANDOMISATION } from '../../src/environment/specification';
import type { EnvironmentSpecification } from '../../src/environment/specification';
import { trainingRecords } from '../../src/groundMotion/catalogue';
import type { StageTask } from '../../src/ppo/engine';
import { initialState } from '../../src/ppo/initialPolicy';
import type { Architecture } from '../../src/ppo/parameters';
import type { EngineState } from '../../src/ppo/runnerState';

/** A stage in small, from a policy that is not quite fresh: every engine must make the same of it. */
export interface EngineCase {
  readonly name: string;
  readonly task: StageTask;
  readonly state: EngineState;
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
}

function engineCase(name: string, { architecture, environment, hyperparameters }: CaseOptions): EngineCase {
  const { netArch, activation } = architecture ?? { netArch: [64, 64], activation: 'tanh' };
  const policy = { net_arch: netArch, activation_fn: activation, log_std_init: -0.2 };
  return {
    name,
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
        rewardBaseline: 'none',
        records: RECORDS,
        randomisation: NO_RANDOMISATION,
        ...environment,
      },
      normalisation: { norm_obs: false, norm_reward: false },
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
];
