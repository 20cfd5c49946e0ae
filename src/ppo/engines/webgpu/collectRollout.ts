import type { StageTask } from '../../engine';
import type { Scales } from '../../normalisation';
import type { StagePrograms } from './stagePrograms';
import { TILE_ROWS } from './updatePolicy';

/** Environments of a workgroup in collect.wgsl, threads of one in advantages.wgsl. */
const ENVIRONMENTS = 4;
const ADVANTAGE_THREADS = 64;
/** Workgroups in a row of a dispatch; WebGPU allows 65,535. */
const ACROSS = 32_768;

/** A part of a rollout. */
interface RolloutPart {
  /** Steps of the building since the stage began. */
  readonly stageStep: number;
  /** Actions before it in the rollout. */
  readonly first: number;
  /** Actions. */
  readonly steps: number;
}

/** Writes the uniform `Scales` of scales.wgsl. */
export function writeScales(queue: GPUQueue, { buffers }: StagePrograms, scales: Scales): void {
  const { observationMean, observationTransform, rewardScale } = scales;
  const data = Float32Array.of(...observationMean, ...observationTransform, rewardScale);
  queue.writeBuffer(buffers.scales, 0, data);
}

/** Writes the uniform `Rollout` of environment.wgsl: which part of the rollout comes next. */
export function writeRollout(
  queue: GPUQueue,
  { buffers, sizes }: StagePrograms,
  { seed, stage, environment }: StageTask,
  { stageStep, first, steps }: RolloutPart,
): void {
  const { count, forceLimit, controlPeriod, records, reward, randomisation } = environment;
  const { actuator_noise_std, sensor_noise_std, sensor_dropout, amplitude_spread } = randomisation;
  const view = new DataView(new ArrayBuffer(buffers.rollout.size));
  const words = [
    ...[seed, stage, stageStep, first, steps, sizes.samples, count, records.length],
    ...[randomisation.latency_steps, sizes.finalsPerEnvironment, sizes.hasBaseline ? 1 : 0, controlPeriod],
    ...[reward.exponent, reward.relative ? 1 : 0],
  ];
  words.forEach((value, i) => view.setUint32(4 * i, value, true));
  [
    ...[forceLimit, actuator_noise_std, sensor_noise_std, sensor_dropout, amplitude_spread],
    reward.velocity_weight,
  ].forEach((value, i) => view.setFloat32(4 * (words.length + i), value, true));
  queue.writeBuffer(buffers.rollout, 0, view.buffer);
}

/** Dispatches the part of the rollout that `writeRollout` wrote. */
export function encodeRollout(
  pass: GPUComputePassEncoder,
  { pipelines, bindings, sizes }: StagePrograms,
): void {
  pass.setPipeline(pipelines.collect);
  pass.setBindGroup(0, bindings.collect);
  pass.dispatchWorkgroups(Math.ceil(sizes.environments / ENVIRONMENTS));
}

/** Dispatches the critic's values, the advantages and the rollout's moments. */
export function encodeEstimates(
  pass: GPUComputePassEncoder,
  { sizes, pipelines, bindings }: StagePrograms,
): void {
  const finals = sizes.environments * sizes.finalsPerEnvironment;
  const own = [
    [bindings.evaluateSamples, sizes.samples],
    [bindings.evaluateNow, sizes.environments],
    [bindings.evaluateFinals, finals],
  ] as const;
  const baseline = [
    [bindings.evaluateBaselineSamples, sizes.samples],
    [bindings.evaluateBaselineNow, sizes.environments],
    [bindings.evaluateBaselineFinals, finals],
  ] as const;
  pass.setPipeline(pipelines.evaluate);
  for (const [binding, rows] of sizes.hasBaseline ? [...own, ...baseline] : own) {
    const groups = Math.ceil(rows / TILE_ROWS);
    const across = Math.min(groups, ACROSS);
    pass.setBindGroup(0, binding);
    pass.dispatchWorkgroups(across, Math.ceil(groups / across));
  }
  pass.setPipeline(pipelines.advantages);
  pass.setBindGroup(0, bindings.advantages);
  pass.dispatchWorkgroups(Math.ceil(sizes.environments / ADVANTAGE_THREADS));
  pass.setPipeline(pipelines.measure);
  pass.setBindGroup(0, bindings.measure);
  pass.dispatchWorkgroups(1);
}
