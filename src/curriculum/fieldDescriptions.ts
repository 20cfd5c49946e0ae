import type { Integrator } from '../building/stepMap';
import type { DomainRandomisation } from '../environment/specification';
import type { Spectrum } from '../groundMotion/synthetic';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { FieldKind } from './fieldKind';
import type { RecordRole } from './recordUse';
import type { ActivationFunction, Hyperparameters, PolicySettings } from './hyperparameters';
import type { Schedule } from './schedule';
import type { RunSettings, StageSettings } from './settings';

/** What a person has to know to fill in one field. */
export interface FieldDescription {
  readonly label: string;
  readonly description: string;
  readonly unit: string | null;
  readonly kind: FieldKind;
}

/** One description for every property: a setting that is added without one does not compile. */
type Descriptions<Name extends PropertyKey> = Readonly<Record<Name, FieldDescription>>;

/** Samples in a rollout, above which its buffers do not fit in the memory that browsers grant. */
export const MAX_ROLLOUT_SIZE = 2 ** 24;

const INTEGRATORS = ['newmark', 'v9'] as const satisfies readonly Integrator[];
const SPECTRA = ['clough-penzien', 'kanai-tajimi'] as const satisfies readonly Spectrum[];
const ACTIVATIONS = ['tanh', 'relu'] as const satisfies readonly ActivationFunction[];
const SHAPES = ['constant', 'linear', 'cosine'] as const satisfies readonly Schedule['shape'][];

export const RUN_DESCRIPTIONS: Descriptions<
  Exclude<keyof RunSettings, 'preset' | 'policy' | 'randomisation' | 'stages' | 'records'>
> = {
  run: {
    label: 'Run name',
    description: 'Folder of the checkpoints. Leave it empty for the default run.',
    unit: null,
    kind: { type: 'runName' },
  },
  seed: {
    label: 'Seed',
    description:
      'Where all random numbers come from: the same seed on the same device gives the same weights.',
    unit: null,
    kind: { type: 'integer', min: 0, max: 2 ** 32 - 1 },
  },
  n_envs: {
    label: 'Environments',
    description:
      'Buildings simulated side by side. More of them fill a GPU better and make each rollout larger.',
    unit: null,
    kind: { type: 'integer', min: 1, max: 16_384 },
  },
  integrator: {
    label: 'Integrator',
    description:
      'newmark is the textbook step; v9 repeats the original recipe’s step, which loses the structure’s damping.',
    unit: null,
    kind: { type: 'choice', options: INTEGRATORS },
  },
  spectrum: {
    label: 'Ground motion spectrum',
    description:
      'clough-penzien takes the lowest frequencies out, as real accelerograms do; kanai-tajimi keeps them.',
    unit: null,
    kind: { type: 'choice', options: SPECTRA },
  },
};

export const POLICY_DESCRIPTIONS: Descriptions<keyof PolicySettings> = {
  net_arch: {
    label: 'Hidden layers',
    description: 'Width of each hidden layer; actor and critic have one such network each.',
    unit: 'units',
    kind: { type: 'layers', maxCount: 4, min: 8, max: 512 },
  },
  activation_fn: {
    label: 'Activation function',
    description: 'What follows each hidden layer.',
    unit: null,
    kind: { type: 'choice', options: ACTIVATIONS },
  },
  log_std_init: {
    label: 'Initial log std',
    description: 'Logarithm of the standard deviation with which the untrained policy explores: 0 means 1.',
    unit: null,
    kind: { type: 'number', min: -20, max: 2 },
  },
};

export const RANDOMISATION_DESCRIPTIONS: Descriptions<keyof DomainRandomisation> = {
  actuator_noise_std: {
    label: 'Actuator noise',
    description: 'Standard deviation of the noise added to the action, as a part of the force limit.',
    unit: null,
    kind: { type: 'number', min: 0, max: 10 },
  },
  latency_steps: {
    label: 'Actuator latency',
    description: 'How much later the actuator does what the policy says; a step is 0.02 s.',
    unit: 'steps',
    kind: { type: 'integer', min: 0, max: 1000 },
  },
  sensor_noise_std: {
    label: 'Sensor noise',
    description: 'Standard deviation of the noise on each sensor, as a part of its reading.',
    unit: null,
    kind: { type: 'number', min: 0, max: 10 },
  },
  sensor_dropout: {
    label: 'Sensor dropout',
    description: 'Probability with which a sensor reads zero in a step.',
    unit: null,
    kind: { type: 'number', min: 0, max: 1 },
  },
};

export const STAGE_DESCRIPTIONS: Descriptions<Exclude<keyof StageSettings, 'number' | 'hyperparameters'>> = {
  magnitude: {
    label: 'Magnitude',
    description: 'Earthquakes of the stage.',
    unit: null,
    kind: { type: 'choice', options: MAGNITUDES },
  },
  force_limit_kN: {
    label: 'Force limit',
    description:
      'Largest control force. It is part of the checkpoint’s name, so another limit starts another stage.',
    unit: 'kN',
    kind: { type: 'integer', min: 1, max: 999_999 },
  },
  total_timesteps: {
    label: 'Total timesteps',
    description:
      'Steps to train in the stage, summed over the environments and rounded up to whole rollouts.',
    unit: 'steps',
    kind: { type: 'integer', min: 1, max: 2 ** 32 - 1 },
  },
};

export const RECORD_DESCRIPTIONS: Descriptions<`own_${RecordRole}`> = {
  own_training: {
    label: 'Own records to train on',
    description: 'Earthquakes of your own that episodes draw like the built-in ones.',
    unit: null,
    kind: { type: 'records' },
  },
  own_held_out: {
    label: 'Own held-out records',
    description: 'Earthquakes of your own that the policy is evaluated on after the stage.',
    unit: null,
    kind: { type: 'records' },
  },
};

export const LEARNING_RATE_DESCRIPTIONS: Descriptions<'shape' | 'initial' | 'final'> = {
  shape: {
    label: 'Learning rate schedule',
    description: 'How the learning rate goes from its initial to its final value within the stage.',
    unit: null,
    kind: { type: 'choice', options: SHAPES },
  },
  initial: {
    label: 'Initial learning rate',
    description: 'Step size of Adam at the stage’s start; too large and training diverges.',
    unit: null,
    kind: { type: 'number', above: 0 },
  },
  final: {
    label: 'Final learning rate',
    description: 'Step size of Adam at the stage’s end.',
    unit: null,
    kind: { type: 'number', min: 0 },
  },
};

export const HYPERPARAMETER_DESCRIPTIONS: Descriptions<Exclude<keyof Hyperparameters, 'learning_rate'>> = {
  n_steps: {
    label: 'Steps per update',
    description:
      'Steps that each environment takes before every update; a rollout holds n_steps x n_envs samples.',
    unit: 'steps',
    kind: { type: 'integer', min: 1, max: MAX_ROLLOUT_SIZE },
  },
  batch_size: {
    label: 'Minibatch size',
    description:
      'Samples behind each step of the optimizer. Best a divisor of n_steps x n_envs: no minibatch is short.',
    unit: 'samples',
    kind: { type: 'integer', min: 2, max: MAX_ROLLOUT_SIZE },
  },
  n_epochs: {
    label: 'Epochs',
    description: 'How often an update goes through the whole rollout.',
    unit: null,
    kind: { type: 'integer', min: 1, max: 1000 },
  },
  gamma: {
    label: 'Discount factor',
    description: 'Worth of a reward one step later, relative to now. Nearer 1 looks further ahead.',
    unit: null,
    kind: { type: 'number', above: 0, max: 1 },
  },
  gae_lambda: {
    label: 'GAE lambda',
    description:
      'Generalised advantage estimation: 0 trusts the critic (bias), 1 the sampled returns (variance).',
    unit: null,
    kind: { type: 'number', min: 0, max: 1 },
  },
  clip_range: {
    label: 'Clip range',
    description:
      'How far an update may move the probability ratio of an action away from 1 and still gain by it.',
    unit: null,
    kind: { type: 'number', above: 0 },
  },
  clip_range_vf: {
    label: 'Value clip range',
    description: 'How far an update may move a predicted value; it depends on the scale of the rewards.',
    unit: null,
    kind: { type: 'optional' },
  },
  ent_coef: {
    label: 'Entropy coefficient',
    description: 'Weight of the entropy in the loss: more keeps the policy exploring.',
    unit: null,
    kind: { type: 'number', min: 0 },
  },
  vf_coef: {
    label: 'Value coefficient',
    description: 'Weight of the value loss in the loss.',
    unit: null,
    kind: { type: 'number', min: 0 },
  },
  max_grad_norm: {
    label: 'Maximum gradient norm',
    description: 'A longer gradient is shortened to this before the optimizer’s step.',
    unit: null,
    kind: { type: 'number', above: 0 },
  },
  normalize_advantage: {
    label: 'Normalise advantages',
    description: 'Gives the advantages of each minibatch mean 0 and standard deviation 1.',
    unit: null,
    kind: { type: 'boolean' },
  },
  target_kl: {
    label: 'Target KL divergence',
    description: 'Ends an update early once the policy has moved by 1.5 times this.',
    unit: null,
    kind: { type: 'optional' },
  },
};
