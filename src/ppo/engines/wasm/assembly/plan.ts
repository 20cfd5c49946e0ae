/**
 * The plan of the memory: where TypeScript writes what the kernels need to know. This file is compiled by both
 * languages, so that an entry has one meaning on both sides. Words are 32-bit integers (sizes, and addresses in bytes
 * or, where they say so, in floats), reals are float64.
 */

/** Rows that one task takes through a whole network: its activations and a panel of weights fit the first-level cache. */
export const GROUP_ROWS = 16;

/** Rows of a minibatch that the network sees at once; larger minibatches sum their gradient over several blocks. */
export const BLOCK_ROWS = 256;

/** Matrices are cut into panels of this many columns, each stored row by row. */
export const PANEL = 8;

/** Samples whose place in the epoch's order one task computes. */
export const ORDER_SAMPLES = 1024;

/** Environments whose advantages one task estimates. */
export const GAE_ENVIRONMENTS = 16;

/** Rows of a tile of the matrix products. */
export const TILE_ROWS = 4;

/** Degrees of freedom of the building that move together: as many accumulators of two as stay in registers. */
export const MOVED_TOGETHER = 14;

/**
 * What the rollout keeps of one environment at a time: a group's mean actions, a tile of observations, the deviations of
 * an observation from its means and the accelerations of a building.
 *
 * @param panels of an observation
 * @param blocks of `MOVED_TOGETHER` degrees of freedom
 */
export function rolloutScratchBytes(panels: i32, blocks: i32): i32 {
  return 4 * GROUP_ROWS + panels * PANEL * (4 * TILE_ROWS + 8) + 8 * MOVED_TOGETHER * blocks;
}

/** Variables of the threads, each on a cache line of its own. */
export const BARRIER_ARRIVED = 1024;
export const BARRIER_GENERATION = 1088;
export const NEXT_TASK = 1152;
/** The call to the newest job: its number, from `CALL_NUMBER` on, and below it the number of threads that it is for. */
export const CALL = 1216;
export const CALL_NUMBER = 256;
export const JOB = 1280;
/** Not 0 once a thread has failed: then nobody waits for anybody. */
export const FAILED = 1344;
/** How often a thread that waits for others looks up, `LOOK_UP_MILLISECONDS` apart, before it takes them for dead. */
export const PATIENCE = 1348;
/** Counts the calls that are for more threads than the one before: what those wait for that a call was not for. */
export const RECALL = 1352;
/** Why a thread failed: a word that the first to fail takes, then UTF-8 up to a zero. */
export const FAILURE = 1408;
export const FAILURE_BYTES = 512;

export const LOOK_UP_MILLISECONDS = 100;

export const WORDS = 2048;
export const REALS = 3072;
export const TOWERS = 3584;
export const LAYERS = 3712;

export const MAX_LAYERS = 4;

/** What the threads can be asked to do; each works on a range, given to `run`. */
export enum Job {
  /** Rebuilds the packed weights of the forward pass. Range: strips. */
  PACK,
  /** Range: actions of the rollout. */
  ROLLOUT,
  /** Values of all `OBSERVATIONS`. Range: groups of rows. */
  VALUES,
  /** Range: blocks of `GAE_ENVIRONMENTS`. */
  ADVANTAGES,
  /** Explained variance. Range: ignored. */
  EXPLAIN,
  /** Order of the epoch's samples. Range: blocks of `ORDER_SAMPLES`. */
  ORDER,
  /** Mean and deviation of each minibatch's advantages. Range: minibatches. */
  NORMALISE,
  /** Gradient steps. Range: blocks of the epoch's minibatches. */
  UPDATE,
}

export enum Word {
  /** That take part in the next job, of those that were started. */
  THREADS,
  ENVIRONMENTS,
  STEPS,
  BATCH_SIZE,
  NORMALIZE_ADVANTAGE,
  IS_TANH,
  DEPTH,
  /** Number of strips, and their table: one strip is what a panel of inputs gives to a layer. */
  STRIPS,
  STRIP_TABLE,

  PARAMETERS,
  EXP_AVG,
  EXP_AVG_SQ,
  GRADIENT,
  /** In floats, within the parameters. */
  LOG_STD,

  STRUCTURE,
  RECORD,
  RECORD_STEP,
  AMPLITUDE,
  EPISODE_RETURN,
  DELAYED_ACTIONS,
  CURRENT_OBSERVATIONS,

  /**
   * As the networks see them: of the rollout's samples, then of what the environments show after it; then, where there is
   * a baseline, as many of the uncontrolled building. `VALUES` lie as they do.
   */
  OBSERVATIONS,
  OBSERVATION_ROWS,
  /** Entries of an observation, and the panels that they fill. */
  OBSERVATION_SIZE,
  OBSERVATION_PANELS,
  /** Bytes between the panels of `OBSERVATIONS`, and of `CURRENT_OBSERVATIONS`. */
  OBSERVATION_PANEL_BYTES,
  CURRENT_PANEL_BYTES,
  HAS_BASELINE,
  BASELINE_REWARDS,
  ACTIONS,
  LOG_PROBABILITIES,
  REWARDS,
  VALUES,
  ENDS,
  ADVANTAGES,
  RETURNS,
  /** float64 for each environment: the advantage of the step after, and the baseline's. */
  NEXT_ADVANTAGES,
  /** `RETURN_BYTES` for each environment. */
  DISCOUNTED_RETURNS,

  RECORDS,
  RECORD_COUNT,
  DEGREES_OF_FREEDOM,
  /** Blocks of `MOVED_TOGETHER` degrees of freedom, the last one padded. */
  MOVED_BLOCKS,
  /** Degrees of freedom: of the roof, of the damper, and of the floor that it stands on. */
  ROOF,
  DAMPER,
  DAMPER_STANDS_ON,
  /**
   * float64 maps to the accelerations, padded to whole blocks: block after block, of the state its columns, and the
   * responses to the force and to the ground.
   */
  TRANSITION,
  CONTROL_RESPONSE,
  GROUND_RESPONSE,
  OBSERVED_STATE,
  LATENCY_STEPS,
  /** Steps of the building for each action. */
  CONTROL_PERIOD,
  REWARD_EXPONENT,
  /** 1 where the motion is measured in the episode's amplitude. */
  REWARD_IS_RELATIVE,
  EPISODES,
  EPISODE_COUNT,

  /** Steps of the building since the stage began, at the rollout's first action. */
  STAGE_STEP,
  /** float64, square, row-major, padded to whole panels: what brings observations to unit scale. */
  OBSERVATION_TRANSFORM,
  /** float64 for each entry of an observation, padded alike. */
  OBSERVATION_MEAN,
  SEED,
  ACTION_KEY,
  RECORD_KEY,
  AMPLITUDE_KEY,
  ACTUATOR_KEY,
  SENSOR_KEY,
  DROPOUT_KEY,
  ORDER_KEY0,
  ORDER_KEY1,

  ORDER,
  /** float64 mean and divisor of each minibatch's advantages. */
  NORMALISATION,
  /** Outputs of the heads for the block's rows, and the loss's slope in them: one array for each tower. */
  HEAD_OUTPUTS,
  HEAD_DELTAS,
  /** Each thread's own lists of the block's live rows, one for each tower: `LIVE_ROWS_BYTES` each. */
  LIVE_ROWS,
  /** `Partial`s of each group of rows. */
  ROW_PARTIALS,
  /** float64 for each strip, then for each tower's vectors. */
  NORM_PARTIALS,
  STATISTICS,
  /** Each thread's own room: activations of two layers, then `rolloutScratchBytes`. */
  SCRATCH,
  SCRATCH_STRIDE,
  LAYER_SCRATCH_BYTES,
  ROLLOUT_GROUP_ROWS,

  /** Gradient steps taken so far. */
  OPTIMIZER_STEP,
  /** 1 once the KL divergence has passed its limit. */
  STOPPED,
  COUNT,
}

export enum Real {
  GAMMA,
  GAE_LAMBDA,
  CLIP_RANGE,
  /** Infinity: no clipping. */
  CLIP_RANGE_VF,
  ENT_COEF,
  VF_COEF,
  MAX_GRAD_NORM,
  /** Infinity: none. */
  KL_LIMIT,
  LEARNING_RATE,
  FORCE_LIMIT,
  ACTUATOR_NOISE_STD,
  SENSOR_NOISE_STD,
  SENSOR_DROPOUT,
  /** Newmark's weights of the velocity, and of the acceleration before and after. */
  TIME_STEP,
  VELOCITY_BEFORE,
  VELOCITY_AFTER,
  TIME_STEP_SQUARED,
  DISPLACEMENT_BEFORE,
  DISPLACEMENT_AFTER,
  VELOCITY_WEIGHT,
  STROKE_WEIGHT,
  /** 1/m; 0: no limit. */
  INVERSE_STROKE_LIMIT,
  AMPLITUDE_SPREAD,
  REWARD_SCALE,
  COUNT,
}

/** Of a tower (0: actor, 1: critic). */
export enum TowerWord {
  /** In floats, within the parameters. */
  HEAD_WEIGHT,
  HEAD_BIAS,
  COUNT,
}

/** Of a hidden layer. Widths are padded to whole panels. */
export enum LayerWord {
  INPUTS,
  OUTPUTS,
  /** In floats, within the parameters: strips of `PANEL` inputs, each (outputs, PANEL). */
  WEIGHT,
  /** In floats, within the parameters. */
  BIAS,
  /** The same weights as panels of `PANEL` outputs, each (inputs, PANEL): what the forward pass reads. */
  PACKED_WEIGHT,
  /** Activations of the block's rows. */
  INPUT,
  OUTPUT,
  /** The loss's slope in the layer's sums, before the activation function. */
  DELTA,
  COUNT,
}

/** A list of live rows: their number, and where each begins within a panel, in bytes. */
export const LIVE_ROWS_BYTES = 4 + 4 * BLOCK_ROWS;

/** Sums over the rows of a group, and over a minibatch. */
export enum Partial {
  POLICY_LOSS,
  VALUE_LOSS,
  KL,
  CLIPPED,
  LOG_STD_GRADIENT,
  COUNT,
}

/** A strip in the table: address of its layer's entries, number of its panel. */
export const STRIP_BYTES = 8;
export const STRIP_PANEL = 4;

/** float64 each; see `UpdateStatistics`. */
export enum Statistic {
  /** Sums over the minibatches of the update. */
  MINIBATCHES,
  POLICY_LOSS,
  VALUE_LOSS,
  ENTROPY_LOSS,
  CLIP_FRACTION,
  /** Sums over the minibatches of the epoch. */
  EPOCH_MINIBATCHES,
  EPOCH_KL,
  /** Of the last minibatch. */
  LOSS,
  EXPLAINED_VARIANCE,
  /** Where the sums of the minibatch in progress begin: `Partial`. */
  MINIBATCH,
}

/** An episode that ended: float64 return, then words. */
export const EPISODE_BYTES = 24;
export const EPISODE_STEP = 8;
export const EPISODE_ENVIRONMENT = 12;
export const EPISODE_LENGTH = 16;

/**
 * A record in the table: address of its accelerations (float64), their number, its reward scale (float64), and of the
 * uncontrolled building's response by control periods the addresses of the observations (float32) and rewards (float64).
 */
export const RECORD_BYTES = 24;
export const RECORD_LENGTH = 4;
export const RECORD_SCALE = 8;
export const RECORD_OBSERVATIONS = 16;
export const RECORD_REWARDS = 20;

/** Of the discounted returns of an environment in the rollout, float64: the current one, their sum, that of their squares. */
export const RETURN_BYTES = 24;
export const RETURN_SUM = 8;
export const RETURN_SQUARES = 16;
