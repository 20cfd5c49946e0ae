import { MAX_CONTROL_PERIOD } from '../../../environment/specification';
import type { Shape } from './shape';
import { observationStride } from './shape';
import type { StructLayout } from './structLayout';
import { array, storageStruct, uniformStruct } from './structLayout';

/** Layers that a tower can have: four hidden ones and the head. */
const MAX_LAYERS_PER_TOWER = 5;

/** A layer of a tower. Offsets count floats. */
export const LAYER = uniformStruct('Layer', {
  inputs: 'u32',
  outputs: 'u32',
  /** In `network`: weights as inputs x outputs. */
  forward: 'u32',
  /** In `network`: weights as outputs x inputs. */
  backward: 'u32',
  /** In `network`. */
  bias: 'u32',
  /** In `activations`: what the layer reads. */
  inputActivations: 'u32',
  /** In `activations`: what the layer writes. */
  outputActivations: 'u32',
  /** Number of the first 8 x 8 block of its weights. */
  firstBlock: 'u32',
});

export const ARCHITECTURE = uniformStruct('Architecture', {
  /** Hidden layers and head, of each tower. */
  layersPerTower: 'u32',
  /** 0: tanh, 1: relu. */
  activation: 'u32',
  /** In `network`, in floats. */
  logStd: 'u32',
  /** Floats of the parameters, padding included. */
  parametersSize: 'u32',
  /** 8 x 8 blocks of all weights. */
  blockCount: 'u32',
  /** The actor's, then the critic's. */
  layers: array(LAYER, 2 * MAX_LAYERS_PER_TOWER),
});

/** A part of a rollout, and what the environments are like. */
export const ROLLOUT = uniformStruct('Rollout', {
  seed: 'u32',
  stage: 'u32',
  /** Steps of the building since the stage began. */
  stageStep: 'u32',
  /** Actions since the rollout began. */
  rolloutStep: 'u32',
  /** Actions to take. */
  steps: 'u32',
  /** Workgroup that the first one of the dispatch stands for. */
  firstGroup: 'u32',
  /** Of the whole rollout. */
  samples: 'u32',
  environments: 'u32',
  records: 'u32',
  finalsPerEnvironment: 'u32',
  /** Newtons. */
  forceLimit: 'f32',
  amplitude_spread: 'f32',
  /** Seconds. */
  velocity_weight: 'f32',
  stroke_weight: 'f32',
  /** 1/m; 0: no limit. */
  inverseStrokeLimit: 'f32',
});

/** Where the critic finds the observations that it values. */
export const ROWS = uniformStruct('Rows', {
  count: 'u32',
  /** Place of the first observation, in floats. */
  first: 'u32',
  /** Floats from one observation to the next. */
  stride: 'u32',
  /** Place of the first value. */
  firstValue: 'u32',
  /** 1 where the observations are as the sensors gave them. */
  isRaw: 'u32',
});

export const HYPERPARAMETERS = uniformStruct('Hyperparameters', {
  clip_range: 'f32',
  /** Negative: the value function is not clipped. */
  clip_range_vf: 'f32',
  ent_coef: 'f32',
  vf_coef: 'f32',
  max_grad_norm: 'f32',
  /** Negative: the divergence never stops the update. */
  target_kl: 'f32',
  gamma: 'f32',
  gae_lambda: 'f32',
  isNormalised: 'u32',
  batchSize: 'u32',
  sampleCount: 'u32',
  environments: 'u32',
});

export const EPOCH = uniformStruct('Epoch', {
  /** Of the permutation that orders its samples. */
  key: 'vec2u',
  /** Workgroup that the first one of the dispatch stands for. */
  firstGroup: 'u32',
});

export const MINIBATCH = uniformStruct('Minibatch', {
  /** Place of its first row in `samples`. */
  first: 'u32',
  /** Rows. */
  size: 'u32',
  /** Its number within the update: where its statistics go. */
  number: 'u32',
  /** Workgroup that the first one of the dispatch stands for. */
  firstGroup: 'u32',
  /** Adam's step size. */
  stepSize: 'f32',
  /** Square root of Adam's second bias correction. */
  rootCorrection: 'f32',
});

/** A ground motion; places count floats of `ground`. */
export const GROUND_RECORD = storageStruct('GroundRecord', {
  /** Place of its accelerations. */
  place: 'u32',
  /** Accelerations. */
  length: 'u32',
  rewardScale: 'f32',
  /** Place of the uncontrolled building's response. */
  uncontrolled: 'u32',
});

/** What a minibatch leaves for the log. */
export const STATISTICS = storageStruct('Statistics', {
  policyLoss: 'f32',
  kl: 'f32',
  clipFraction: 'f32',
  entropyLoss: 'f32',
  valueLoss: 'f32',
  loss: 'f32',
  /** Of the gradient, before it is clipped. */
  norm: 'f32',
  isDone: 'f32',
});

export type BuildingLayouts = ReturnType<typeof buildingLayouts>;

/** The structs whose arrays are as long as a building has degrees of freedom or sensors. */
export function buildingLayouts(shape: Shape) {
  const stride = observationStride(shape);
  const vectors = stride / 4;
  const { degreesOfFreedom } = shape;
  return {
    /** From what the sensors say to what the networks see, and from the reward to what they learn from. */
    SCALES: uniformStruct('Scales', {
      observationMean: array('vec4f', vectors),
      /** Rows of a square matrix. */
      observationTransform: array('vec4f', stride * vectors),
      reward: 'f32',
    }),
    /** How the building moves, and what sensors read. A vector is displacement, velocity, acceleration and zero. */
    DYNAMICS: uniformStruct('Dynamics', {
      /**
       * For each degree of freedom, what its acceleration after a step takes of the motion of each; then of the ground's
       * acceleration, and of a displacement that all share.
       */
      map: array('vec4f', degreesOfFreedom * (degreesOfFreedom + 1)),
      /**
       * What a force of 1 N during a step adds so many steps later: to the motion of each degree of freedom, and to what the
       * reward depends on, which is the roof's displacement and velocity and the displacements of the damper and its floor.
       */
      gains: array('vec4f', MAX_CONTROL_PERIOD * (degreesOfFreedom + 1)),
      /** Degrees of freedom that an observation reads, one for each two of its entries. */
      observed: array('vec4u', vectors / 2),
    }),
    /** An environment between two dispatches of the rollout. */
    ENVIRONMENT: storageStruct('Environment', {
      structure: array('f32', 3 * degreesOfFreedom),
      amplitude: 'f32',
      episodeReturn: 'f32',
      /** In SI units: what the sensors say, and zeros. */
      observation: array('f32', stride),
      /** In SI units: what the sensors would say of the uncontrolled building, and zeros. */
      uncontrolled: array('f32', stride),
      record: 'u32',
      recordStep: 'u32',
      /** Episodes that ended in this rollout. */
      finals: 'u32',
    }),
    /** The end of an episode. */
    FINAL: storageStruct('Final', {
      /** The last one, as the critic sees it. */
      observation: array('f32', stride),
      /** The uncontrolled building's. */
      uncontrolled: array('f32', stride),
      sample: 'u32',
      episodeReturn: 'f32',
      length: 'u32',
    }),
    /** One row of a minibatch. */
    SAMPLE: storageStruct('Sample', {
      observation: array('vec4f', vectors),
      action: 'f32',
      logProbability: 'f32',
      advantage: 'f32',
      returned: 'f32',
      value: 'f32',
    }),
    /** What a rollout was like. */
    MOMENTS: storageStruct('Moments', {
      /** Of the returns and of what the critic leaves of them, for the explained variance. */
      variances: 'vec2f',
      /** Sums of `returnSums`: of the discounted returns, and of their squares. */
      returnSums: 'vec2f',
      observationMean: array('vec4f', vectors),
      /** Rows of the covariance. */
      observationCovariance: array('vec4f', stride * vectors),
    }),
  };
}

/** All structs, each after those that it contains. */
export function allLayouts(shape: Shape): readonly StructLayout[] {
  return [
    ...[LAYER, ARCHITECTURE, ROLLOUT, ROWS, HYPERPARAMETERS, EPOCH, MINIBATCH, GROUND_RECORD, STATISTICS],
    ...Object.values(buildingLayouts(shape)),
  ];
}
