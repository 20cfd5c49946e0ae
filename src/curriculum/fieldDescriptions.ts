import { MAX_SEISMOMETER_FREQUENCY, MAX_SEISMOMETERS } from '../building/seismometers';
import type { Integrator } from '../building/stepMap';
import type { RewardShape } from '../environment/reward';
import type { DomainRandomisation, AdvantageBaseline } from '../environment/specification';
import { MAX_CONTROL_PERIOD } from '../environment/specification';
import { MAX_TRAINING_RECORDS } from '../groundMotion/catalogue';
import type { Spectrum } from '../groundMotion/synthetic';
import { MAGNITUDES } from '../groundMotion/synthetic';
import type { FieldKind } from './fieldKind';
import type { RecordRole } from './recordUse';
import type { ActivationFunction, Hyperparameters, PolicySettings } from './hyperparameters';
import type { Schedule } from './schedule';
import type { NormalisationSettings, RunSettings, StageSettings } from './settings';

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

/** Actions on their way to the actuators of all environments, above which a checkpoint has no room for them. */
export const MAX_DELAYED_ACTIONS = 2 ** 22;

const INTEGRATORS = ['newmark', 'v9'] as const satisfies readonly Integrator[];
const SPECTRA = ['clough-penzien', 'kanai-tajimi'] as const satisfies readonly Spectrum[];
const BASELINES = ['none', 'uncontrolled'] as const satisfies readonly AdvantageBaseline[];
const ACTIVATIONS = ['tanh', 'relu'] as const satisfies readonly ActivationFunction[];
const SHAPES = ['constant', 'linear', 'cosine'] as const satisfies readonly Schedule['shape'][];

export const RUN_DESCRIPTIONS: Descriptions<
  Exclude<
    keyof RunSettings,
    'preset' | 'policy' | 'reward' | 'normalisation' | 'randomisation' | 'stages' | 'records' | 'building'
  >
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
  seismometers: {
    label: 'Seismometers',
    description:
      'Natural frequencies of seismometers on the ground. The policy reads displacement and velocity of their masses beside those of the building, so it knows how the ground has just moved.',
    unit: 'Hz',
    kind: { type: 'frequencies', maxCount: MAX_SEISMOMETERS, above: 0, max: MAX_SEISMOMETER_FREQUENCY },
  },
  training_records: {
    label: 'Training records',
    description:
      'Built-in earthquakes of each magnitude to train on; each episode draws one. Many keep the policy from learning them by heart.',
    unit: 'records',
    kind: { type: 'integer', min: 1, max: MAX_TRAINING_RECORDS },
  },
  control_period: {
    label: 'Control period',
    description:
      'Steps of 0.02 s for which each action is held. Noise that changes at every step averages out over the building’s period of 5 s and explores nothing.',
    unit: 'steps',
    kind: { type: 'integer', min: 1, max: MAX_CONTROL_PERIOD },
  },
  advantage_baseline: {
    label: 'Advantage baseline',
    description:
      'uncontrolled compares each moment with the same one of the building that nothing pushes: what is left is the policy’s own doing, and the best policy stays the same.',
    unit: null,
    kind: { type: 'choice', options: BASELINES },
  },
  staggered_starts: {
    label: 'Staggered starts',
    description:
      'Environments begin a stage at different moments of their first earthquake. Otherwise they go through it in step, and each rollout sees one part of it only.',
    unit: null,
    kind: { type: 'boolean' },
  },
  validation_interval: {
    label: 'Validation interval',
    description:
      'Iterations between two looks at records that are neither trained on nor held out. A stage then ends with the policy that did best there; 0 keeps the last one.',
    unit: 'iterations',
    kind: { type: 'integer', min: 0, max: 1_000_000 },
  },
  validation_patience: {
    label: 'Validation patience',
    description: 'Validations without improvement after which a stage ends early; 0 never ends it.',
    unit: 'validations',
    kind: { type: 'integer', min: 0, max: 1_000_000 },
  },
};

export const REWARD_DESCRIPTIONS: Descriptions<keyof RewardShape> = {
  velocity_weight: {
    label: 'Velocity weight',
    description: 'How much the roof’s velocity costs beside its displacement.',
    unit: 's',
    kind: { type: 'number', min: 0, max: 10 },
  },
  exponent: {
    label: 'Reward exponent',
    description: 'Power of the cost: 1 as published; a larger one weighs the peaks of the motion more.',
    unit: null,
    kind: { type: 'integer', min: 1, max: 8 },
  },
  relative: {
    label: 'Relative reward',
    description:
      'Measures the motion in parts of the uncontrolled building’s peak in the same record, so that every earthquake counts alike.',
    unit: null,
    kind: { type: 'boolean' },
  },
  stroke_weight: {
    label: 'Stroke weight',
    description:
      'Cost of a step in which the damper’s stroke is twice its limit; less, and the limit gives way.',
    unit: null,
    kind: { type: 'number', min: 0, max: 1000 },
  },
};

export const NORMALISATION_DESCRIPTIONS: Descriptions<keyof NormalisationSettings> = {
  norm_obs: {
    label: 'Normalise observations',
    description:
      'Brings what the networks see to mean 0 and deviation 1 and makes it uncorrelated, by running statistics that are part of the checkpoint.',
    unit: null,
    kind: { type: 'boolean' },
  },
  norm_reward: {
    label: 'Normalise rewards',
    description: 'Divides rewards by the running standard deviation of the discounted return.',
    unit: null,
    kind: { type: 'boolean' },
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
  amplitude_spread: {
    label: 'Amplitude spread',
    description: 'Each episode’s record is multiplied by a factor between 1 minus and 1 plus this.',
    unit: null,
    kind: { type: 'number', min: 0, max: 0.99 },
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
  stroke_limit_m: {
    label: 'Stroke limit',
    description:
      'How far the damper may move on its floor: beyond it, an episode costs more. The regulator that the policy is compared with is tuned under the same limit; none leaves the stroke free.',
    unit: 'm',
    kind: { type: 'optional' },
  },
  earlier_magnitudes: {
    label: 'Earlier magnitudes',
    description:
      'Part of the training time that goes to records of the magnitudes of earlier stages, as much to each, so that the policy stays good at them. Validation then judges it on all of these magnitudes; stage 1 has none before it.',
    unit: null,
    kind: { type: 'number', min: 0, max: 0.9 },
  },
  training_records: {
    label: 'Training records',
    description:
      'Built-in earthquakes of the stage to train on; none takes as many as the whole run has. Small magnitudes are short, so more of them fit in memory.',
    unit: 'records',
    kind: { type: 'optionalInteger', min: 1, max: MAX_TRAINING_RECORDS },
  },
  total_timesteps: {
    label: 'Total timesteps',
    description:
      'Steps of 0.02 s to train in the stage, summed over the environments and rounded up to whole rollouts.',
    unit: 'steps',
    kind: { type: 'integer', min: 1, max: 2 ** 32 - 1 },
  },
  initial_std: {
    label: 'Initial standard deviation',
    description:
      'Of the action when the stage begins, so that it explores anew; none keeps what the stage before left.',
    unit: null,
    kind: { type: 'optional' },
  },
  action_head_scale: {
    label: 'Action head scale',
    description:
      'Factor of the policy’s last layer when the stage begins: below 1, a policy that pushes at the force limit all the time tries again.',
    unit: null,
    kind: { type: 'number', above: 0, max: 1 },
  },
};

export const RECORD_DESCRIPTIONS: Descriptions<`own_${RecordRole}`> = {
  own_training: {
    label: 'Own records to train on',
    description:
      'Earthquakes of your own. Together they are trained on for as long as the built-in ones of the stage.',
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

export const BUILDING_DESCRIPTION: FieldDescription = {
  label: 'Building',
  description:
    'The building that is trained in: the published recipe’s, one that the field knows, or one of your own.',
  unit: null,
  kind: { type: 'building' },
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
      'Actions that each environment takes before every update; a rollout holds n_steps x n_envs samples.',
    unit: 'actions',
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
    description: 'Worth of a reward one action later, relative to now. Nearer 1 looks further ahead.',
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
