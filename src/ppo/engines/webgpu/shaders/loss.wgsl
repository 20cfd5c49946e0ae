// PPO's loss of one row of a minibatch, as in Stable-Baselines3's PPO.train, and its slope at the tower's output.

struct RowLoss {
  slope: f32,
  // The row's part of: actor: policy loss, KL divergence, clip fraction, gradient of log_std; critic: value loss.
  parts: vec4f,
}

fn actorLoss(member: u32, mean: f32, sample: Sample) -> RowLoss {
  let logStd = network[(member * members.network + architecture.logStd) / 4u].x;
  let advantage = sample.advantage;
  let inverseStd = exp(-logStd);
  let z = (sample.action - mean) * inverseStd;
  let logRatio = -0.5 * z * z - logStd - LOG_SQRT_2_PI - sample.logProbability;
  let ratio = exp(logRatio);
  let range = hyperparameters[member].clip_range;
  let clipped = clamp(ratio, 1.0 - range, 1.0 + range);
  let share = 1.0 / f32(minibatch.size);
  let isClipped = select(0.0, 1.0, abs(ratio - 1.0) > range);
  // The clipped term is constant outside the range, and is the smaller one exactly where clipping helps.
  let follows = advantage * ratio <= advantage * clipped || ratio == clipped;
  let slope = select(0.0, -advantage * ratio, follows);
  let loss = -min(advantage * ratio, advantage * clipped);
  return RowLoss(
    share * slope * z * inverseStd,
    share * vec4f(loss, ratio - 1.0 - logRatio, isClipped, slope * (z * z - 1.0)),
  );
}

fn criticLoss(member: u32, value: f32, sample: Sample) -> RowLoss {
  let change = value - sample.value;
  let bound = hyperparameters[member].clip_range_vf;
  let isBounded = bound >= 0.0;
  let prediction = select(value, sample.value + clamp(change, -bound, bound), isBounded);
  let error = prediction - sample.returned;
  let share = 1.0 / f32(minibatch.size);
  let follows = !isBounded || abs(change) <= bound;
  return RowLoss(
    select(0.0, 2.0 * error * hyperparameters[member].vf_coef * share, follows),
    vec4f(share * error * error, 0.0, 0.0, 0.0),
  );
}
