// What the passes of an update share.
struct Hyperparameters {
  clipRange: f32,
  // Negative: the value function is not clipped.
  clipRangeVf: f32,
  entropyCoefficient: f32,
  valueCoefficient: f32,
  maxGradientNorm: f32,
  // Negative: the divergence never stops the update.
  targetKl: f32,
  gamma: f32,
  gaeLambda: f32,
  isNormalised: u32,
  batchSize: u32,
  sampleCount: u32,
  environments: u32,
}

struct Minibatch {
  // Place of its first row in `samples`, and the number of its rows.
  first: u32,
  size: u32,
  // Its number within the update: where its statistics go.
  number: u32,
  // Adam's step size and the square root of its second bias correction.
  stepSize: f32,
  rootCorrection: f32,
}

// One row of a minibatch.
struct Sample {
  observation1: vec4f,
  observation2: vec4f,
  action: f32,
  logProbability: f32,
  advantage: f32,
  returned: f32,
  value: f32,
}

// What a minibatch leaves for the log.
struct Statistics {
  policyLoss: f32,
  kl: f32,
  clipFraction: f32,
  entropyLoss: f32,
  valueLoss: f32,
  loss: f32,
  // Of the gradient, before it is clipped.
  norm: f32,
  isDone: f32,
}

// Values of `stopped`: why the rest of the update takes no steps.
const GOES_ON = 0u;
const TOO_FAR = 1u;
const NOT_FINITE = 2u;
