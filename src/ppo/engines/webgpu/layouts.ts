import { MAX_CONTROL_PERIOD } from '../../../environment/specification';
import type { Shape } from './shape';
import { observationStride } from './shape';
import { MOST_MEMBERS } from './sharedConstants';
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
  /** In `network`, in floats: see scales.wgsl. */
  scales: 'u32',
  /** Floats of the parameters, padding included. */
  parametersSize: 'u32',
  /** 8 x 8 blocks of all weights. */
  blockCount: 'u32',
  /** The actor's, then the critic's. */
  layers: array(LAYER, 2 * MAX_LAYERS_PER_TOWER),
});

/** One number for each member of a group: `[member / 4][member % 4]`. */
const OF_MEMBERS = MOST_MEMBERS / 4;

/**
 * Which members of a group a dispatch is for, and how far a member's part of a buffer is from the next one's: in floats, where
 * nothing else is said.
 */
export const MEMBERS = uniformStruct('Members', {
  /** For each layer of workgroups, the member that it computes for. */
  slots: array('vec4u', OF_MEMBERS),
  network: 'u32',
  /** Also of `gradients`, and half of `optimizer`. */
  parameters: 'u32',
  observations: 'u32',
  values: 'u32',
  /** Also of `deltas`. */
  activations: 'u32',
  losses: 'u32',
  liveRows: 'u32',
  squaredNorms: 'u32',
  delayedActions: 'u32',
  /** In samples: of `transitions`, `estimates` and `samples`. */
  samples: 'u32',
  /** In environments: of `environments` and `returnSums`. */
  environments: 'u32',
  /** In episodes. */
  finals: 'u32',
  /** In minibatches. */
  statistics: 'u32',
});

/** What a member's environments are like, and where it is. */
export const RUN = uniformStruct('Run', {
  seed: 'u32',
  stage: 'u32',
  /** Steps of the building since the stage began. */
  stageStep: 'u32',
  /** Newtons. */
  forceLimit: 'f32',
  amplitude_spread: 'f32',
  /** Seconds. */
  velocity_weight: 'f32',
  stroke_weight: 'f32',
  /** 1/m; 0: no limit. */
  inverseStrokeLimit: 'f32',
});

/** A part of a rollout. */
export const ROLLOUT = uniformStruct('Rollout', {
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
  /** Of each member. */
  runs: array(RUN, MOST_MEMBERS),
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
  /** Floats from a member's part of the buffer to the next one's. */
  memberStride: 'u32',
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
  /** Of the permutations that order each member's samples: their keys' first and second words. */
  firstWords: array('vec4u', OF_MEMBERS),
  secondWords: array('vec4u', OF_MEMBERS),
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
  /** Adam's step size, of each member. */
  stepSizes: array('vec4f', OF_MEMBERS),
  /** Square root of Adam's second bias correction, of each member. */
  rootCorrections: array('vec4f', OF_MEMBERS),
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

/** A part of a buffer whose checksum is made; counted in words of four bytes. */
export const WORD_RANGE = uniformStruct('WordRange', { first: 'u32', count: 'u32' });

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
    ...[LAYER, ARCHITECTURE, MEMBERS, RUN, ROLLOUT, ROWS],
    ...[HYPERPARAMETERS, EPOCH, MINIBATCH, GROUND_RECORD, WORD_RANGE, STATISTICS],
    ...Object.values(buildingLayouts(shape)),
  ];
}
