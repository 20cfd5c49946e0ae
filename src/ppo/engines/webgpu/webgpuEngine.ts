import { VectorEnvironment } from '../../../environment/vectorEnvironment';
import { PURPOSE, RandomStream } from '../../../random/stream';
import type { Engine, IterationOptions, IterationResult, StageTask, UpdateStatistics } from '../../engine';
import { assertFinite } from '../../engine';
import { NonFiniteError } from '../../errors';
import type { RolloutMoments } from '../../moments';
import { returnMoments } from '../../moments';
import type { Scales } from '../../normalisation';
import type { EngineState, Episode } from '../../runnerState';
import { ENVIRONMENT_WORDS, FINALS_PLACE, unpackEnvironments } from './environmentState';
import type { BufferName, StagePrograms } from './stagePrograms';
import { createStagePrograms, FINAL_SAMPLE, FINAL_WORDS, MINIBATCH_STRIDE } from './stagePrograms';
import type { EngineDevice } from './submitter';
import { Submitter } from './submitter';

/** The stage that the engine is in. */
interface Stage {
  readonly task: StageTask;
  readonly programs: StagePrograms;
  readonly architecture: EngineState['architecture'];
  /** Optimizer steps and environment steps at the last boundary. */
  boundary: { readonly step: number; readonly stageStep: number };
}

const BETA1 = 0.9;
const BETA2 = 0.999;
/** Bits of `stopped` in adam.wgsl. */
const TOO_FAR = 1;
const NOT_FINITE = 2;

/**
 * PPO with the whole iteration on the GPU, in float32: the rollout in a few dispatches of many steps, three
 * dispatches for a minibatch, and one read-back at the end.
 */
export class WebgpuEngine implements Engine {
  readonly name = 'webgpu';
  readonly #gpu: EngineDevice;
  readonly #submitter: Submitter;
  readonly #onDispose: () => void;
  #stage: Stage | null = null;

  /** @param onDispose gives the device back, where it is the engine's own */
  constructor(gpu: EngineDevice, onDispose: () => void = () => {}) {
    this.#gpu = gpu;
    this.#onDispose = onDispose;
    this.#submitter = new Submitter(gpu);
  }

  async begin(task: StageTask, state: EngineState): Promise<void> {
    const environment = new VectorEnvironment(task.environment, task.seed, task.stage);
    if (state.environments) environment.restore(state.environments);
    this.#release();
    const programs = await createStagePrograms(this.#gpu.device, task, state, environment);
    const boundary = { step: state.optimizer.step, stageStep: environment.stageStep };
    this.#stage = { task, programs, architecture: state.architecture, boundary };
    this.#unpack(programs);
    await this.#gpu.device.queue.onSubmittedWorkDone();
    this.#gpu.check();
  }

  async iterate(options: IterationOptions): Promise<IterationResult> {
    const stage = this.#begun();
    this.#keepBoundary(stage.programs);
    this.#writeScales(stage.programs, options.scales);
    try {
      await this.#rollout(stage, options);
      const epochs = await this.#update(stage, options);
      return await this.#finish(stage, epochs);
    } catch (error) {
      await this.#checkCause();
      this.#restoreBoundary(stage.programs);
      throw error;
    }
  }

  async snapshot(): Promise<EngineState> {
    const { programs, architecture, boundary, task } = this.#begun();
    const { trained, environments, delayedActions } = programs.buffers;
    const [policy, structures, delays] = await this.#read([trained, environments, delayedActions]);
    const floats = new Float32Array(policy);
    const count = programs.layout.parameterCount;
    const latency = task.environment.randomisation.latency_steps * task.environment.count;
    return {
      architecture,
      parameters: floats.slice(0, count),
      optimizer: {
        step: boundary.step,
        expAvg: floats.slice(count, 2 * count),
        expAvgSq: floats.slice(2 * count),
      },
      environments: unpackEnvironments(
        structures,
        new Float32Array(delays).subarray(0, latency),
        boundary.stageStep,
      ),
    };
  }

  /** What the last iteration left in a buffer of the GPU, for looking into a run that goes wrong. */
  async inspect(name: BufferName): Promise<ArrayBuffer> {
    const [content] = await this.#read([this.#begun().programs.buffers[name]]);
    return content;
  }

  dispose(): void {
    this.#release();
    this.#onDispose();
  }

  #release(): void {
    if (this.#stage) Object.values(this.#stage.programs.buffers).forEach((buffer) => buffer.destroy());
    this.#stage = null;
  }

  async #rollout(stage: Stage, { signal, onProgress }: IterationOptions): Promise<void> {
    const { programs, task, boundary } = stage;
    const { n_steps } = task.hyperparameters;
    let done = 0;
    while (done < n_steps) {
      signal.throwIfAborted();
      const steps = Math.min(this.#submitter.amount('steps'), n_steps - done);
      const stageStep = boundary.stageStep + done * task.environment.controlPeriod;
      this.#writeRollout(stage, stageStep, done, steps);
      await this.#submitter.submit('steps', steps, (pass) => {
        pass.setPipeline(programs.pipelines.collect);
        pass.setBindGroup(0, programs.bindings.collect);
        pass.dispatchWorkgroups(Math.ceil(programs.sizes.environments / 4));
      });
      done += steps;
      onProgress({ phase: 'rollout', fraction: done / n_steps });
    }
    await this.#evaluate(stage);
  }

  #writeRollout({ task, programs }: Stage, stageStep: number, rolloutStep: number, steps: number): void {
    const { environment } = task;
    const { forceLimit, controlPeriod, records, reward, randomisation } = environment;
    const { actuator_noise_std, sensor_noise_std, sensor_dropout, amplitude_spread } = randomisation;
    const view = new DataView(new ArrayBuffer(programs.buffers.rollout.size));
    const { finalsPerEnvironment, samples, hasBaseline } = programs.sizes;
    const words = [
      ...[task.seed, task.stage, stageStep, rolloutStep, steps, samples, environment.count, records.length],
      ...[randomisation.latency_steps, finalsPerEnvironment, hasBaseline ? 1 : 0, controlPeriod],
      reward.exponent,
    ];
    words.forEach((value, i) => view.setUint32(4 * i, value, true));
    [
      ...[forceLimit, actuator_noise_std, sensor_noise_std, sensor_dropout, amplitude_spread],
      reward.velocity_weight,
    ].forEach((value, i) => view.setFloat32(4 * (words.length + i), value, true));
    this.#gpu.device.queue.writeBuffer(programs.buffers.rollout, 0, view.buffer);
  }

  #writeScales({ buffers }: StagePrograms, scales: Scales): void {
    const { observationMean, observationTransform, rewardScale } = scales;
    const data = Float32Array.of(...observationMean, ...observationTransform, rewardScale);
    this.#gpu.device.queue.writeBuffer(buffers.scales, 0, data);
  }

  /** Values, advantages and what the rollout was like. */
  async #evaluate({ programs }: Stage): Promise<void> {
    const { sizes, pipelines, bindings } = programs;
    const finals = sizes.environments * sizes.finalsPerEnvironment;
    await this.#submitter.submit('values', 1, (pass) => {
      pass.setPipeline(pipelines.evaluate);
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
      for (const [binding, rows] of sizes.hasBaseline ? [...own, ...baseline] : own) {
        const groups = Math.ceil(rows / 4);
        const across = Math.min(groups, 32_768);
        pass.setBindGroup(0, binding);
        pass.dispatchWorkgroups(across, Math.ceil(groups / across));
      }
      pass.setPipeline(pipelines.advantages);
      pass.setBindGroup(0, bindings.advantages);
      pass.dispatchWorkgroups(Math.ceil(sizes.environments / 64));
      pass.setPipeline(pipelines.measure);
      pass.setBindGroup(0, bindings.measure);
      pass.dispatchWorkgroups(1);
    });
  }

  /** @returns epochs begun */
  async #update(stage: Stage, options: IterationOptions): Promise<number> {
    const { programs, task } = stage;
    const { n_epochs, target_kl } = task.hyperparameters;
    const { minibatchesPerEpoch } = programs.sizes;
    const { queue } = this.#gpu.device;
    queue.writeBuffer(programs.buffers.stopped, 0, new Uint32Array(1));
    queue.writeBuffer(programs.buffers.statistics, 0, new Uint32Array(programs.buffers.statistics.size / 4));
    const order = new RandomStream(task.seed, task.stage, PURPOSE.minibatchOrder);
    for (let epoch = 0; epoch < n_epochs; epoch++) {
      this.#writeMinibatches(stage, epoch, options.learningRate);
      queue.writeBuffer(programs.buffers.epoch, 0, Uint32Array.from(order.words(options.iteration, epoch)));
      let done = 0;
      while (done < minibatchesPerEpoch) {
        options.signal.throwIfAborted();
        const count = Math.min(this.#submitter.amount('minibatches'), minibatchesPerEpoch - done);
        const first = done;
        await this.#submitter.submit('minibatches', count, (pass) => {
          if (first === 0) {
            pass.setPipeline(programs.pipelines.gather);
            pass.setBindGroup(0, programs.bindings.gather);
            pass.dispatchWorkgroups(minibatchesPerEpoch);
          }
          for (let i = 0; i < count; i++) this.#encodeMinibatch(pass, programs, first + i);
        });
        done += count;
        const fraction = (epoch * minibatchesPerEpoch + done) / (n_epochs * minibatchesPerEpoch);
        options.onProgress({ phase: 'update', fraction });
      }
      if (target_kl !== null && (await this.#stopped(programs)) !== 0) return epoch + 1;
    }
    return n_epochs;
  }

  #encodeMinibatch(pass: GPUComputePassEncoder, programs: StagePrograms, index: number): void {
    const { pipelines, bindings, sizes, layout } = programs;
    const offset = [index * MINIBATCH_STRIDE];
    const rows = Math.min(sizes.batchSize, sizes.samples - index * sizes.batchSize);
    pass.setPipeline(pipelines.gradient);
    pass.setBindGroup(0, bindings.gradient, offset);
    pass.dispatchWorkgroups(Math.ceil(rows / 8), 2);
    pass.setPipeline(pipelines.weightGradient);
    pass.setBindGroup(0, bindings.weightGradient, offset);
    pass.dispatchWorkgroups(sizes.normCount);
    pass.setPipeline(pipelines.adam);
    pass.setBindGroup(0, bindings.adam, offset);
    pass.dispatchWorkgroups(Math.ceil(layout.parameterCount / 256));
  }

  #writeMinibatches({ programs, boundary }: Stage, epoch: number, learningRate: number): void {
    const { minibatchesPerEpoch, batchSize, samples } = programs.sizes;
    const view = new DataView(new ArrayBuffer(MINIBATCH_STRIDE * minibatchesPerEpoch));
    for (let i = 0; i < minibatchesPerEpoch; i++) {
      const at = i * MINIBATCH_STRIDE;
      const number = epoch * minibatchesPerEpoch + i;
      const step = boundary.step + number + 1;
      view.setUint32(at, i * batchSize, true);
      view.setUint32(at + 4, Math.min(batchSize, samples - i * batchSize), true);
      view.setUint32(at + 8, number, true);
      // In float64 here: 1 - 0.999^step loses half its digits in float32 at the start.
      view.setFloat32(at + 12, learningRate / (1 - BETA1 ** step), true);
      view.setFloat32(at + 16, Math.sqrt(1 - BETA2 ** step), true);
    }
    this.#gpu.device.queue.writeBuffer(programs.buffers.minibatches, 0, view.buffer);
  }

  async #stopped({ buffers }: StagePrograms): Promise<number> {
    const [stopped] = await this.#read([buffers.stopped]);
    return new Uint32Array(stopped)[0];
  }

  /** Reads what the iteration left, and moves the boundary if all of it is sound. */
  async #finish(stage: Stage, epochs: number): Promise<IterationResult> {
    const { programs, boundary, task } = stage;
    const { buffers, sizes } = programs;
    const names = ['statistics', 'moments', 'stopped', 'trained', 'finals', 'environments'] as const;
    const [statistics, moments, stopped, trained, finals, environments] = await this.#read(
      names.map((name) => buffers[name]),
    );
    const flags = new Uint32Array(stopped)[0];
    if (flags & NOT_FINITE) throw new NonFiniteError('A parameter of the policy');
    const rows = statisticsRows(new Float32Array(statistics));
    const summary = summarise(rows, sizes.minibatchesPerEpoch, new Float32Array(moments));
    const result = { ...summary, std: Math.exp(new Float32Array(trained, 0, 1)[0]) };
    assertFinite(result);
    stage.boundary = {
      // A minibatch whose divergence was too large has no step.
      step: boundary.step + rows.length - (flags & TOO_FAR ? 1 : 0),
      stageStep: boundary.stageStep + task.hyperparameters.n_steps * task.environment.controlPeriod,
    };
    return {
      statistics: result,
      epochs,
      episodes: episodesOf(finals, environments, sizes.finalsPerEnvironment),
      moments: momentsOf(new Float32Array(moments), sizes.samples),
    };
  }

  #keepBoundary({ buffers }: StagePrograms): void {
    this.#copy(buffers.trained, buffers.trainedBefore);
    this.#copy(buffers.environments, buffers.environmentsBefore);
    this.#copy(buffers.delayedActions, buffers.delayedActionsBefore);
  }

  #restoreBoundary(programs: StagePrograms): void {
    const { buffers } = programs;
    this.#copy(buffers.trainedBefore, buffers.trained);
    this.#copy(buffers.environmentsBefore, buffers.environments);
    this.#copy(buffers.delayedActionsBefore, buffers.delayedActions);
    this.#unpack(programs);
  }

  #copy(from: GPUBuffer, to: GPUBuffer): void {
    const encoder = this.#gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
    this.#gpu.device.queue.submit([encoder.finish()]);
  }

  /** Fills `network` from the flat parameters. */
  #unpack({ pipelines, bindings, layout }: StagePrograms): void {
    const encoder = this.#gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipelines.unpack);
    pass.setBindGroup(0, bindings.unpack);
    pass.dispatchWorkgroups(Math.ceil(layout.parameterCount / 256));
    pass.end();
    this.#gpu.device.queue.submit([encoder.finish()]);
  }

  async #read(buffers: readonly GPUBuffer[]): Promise<ArrayBuffer[]> {
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder();
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const copies = buffers.map((buffer) => {
      const copy = device.createBuffer({ size: buffer.size, usage });
      encoder.copyBufferToBuffer(buffer, 0, copy, 0, buffer.size);
      return copy;
    });
    device.queue.submit([encoder.finish()]);
    try {
      await Promise.all(copies.map((copy) => copy.mapAsync(GPUMapMode.READ)));
      const contents = copies.map((copy) => copy.getMappedRange().slice(0));
      this.#gpu.check();
      return contents;
    } catch (error) {
      await this.#checkCause();
      throw error;
    } finally {
      copies.forEach((copy) => copy.destroy());
    }
  }

  /** A lost device first shows as other errors, and says so a task later; it is the cause to tell. */
  async #checkCause(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.#gpu.check();
  }

  #begun(): Stage {
    if (!this.#stage) throw new Error('The engine has not begun a stage.');
    return this.#stage;
  }
}

/** What adam.wgsl wrote of one minibatch. */
interface MinibatchStatistics {
  readonly policyLoss: number;
  readonly kl: number;
  readonly clipFraction: number;
  readonly entropyLoss: number;
  readonly valueLoss: number;
  readonly loss: number;
}

/** Minibatches that were done; the last one may have been stopped before its step. */
function statisticsRows(table: Float32Array): MinibatchStatistics[] {
  const rows: MinibatchStatistics[] = [];
  for (let at = 0; at < table.length && table[at + 7] === 1; at += 8) {
    const [policyLoss, kl, clipFraction, entropyLoss, valueLoss, loss] = table.subarray(at, at + 6);
    rows.push({ policyLoss, kl, clipFraction, entropyLoss, valueLoss, loss });
  }
  return rows;
}

function summarise(
  rows: readonly MinibatchStatistics[],
  minibatchesPerEpoch: number,
  [ofReturns, ofResiduals]: Float32Array,
): Omit<UpdateStatistics, 'std'> {
  const mean = (name: keyof MinibatchStatistics, from: readonly MinibatchStatistics[] = rows) =>
    from.reduce((sum, row) => sum + row[name], 0) / from.length;
  // Stable-Baselines3 reports the KL divergence of the last epoch and the loss of the last minibatch.
  const lastEpoch = -(((rows.length - 1) % minibatchesPerEpoch) + 1);
  return {
    approx_kl: mean('kl', rows.slice(lastEpoch)),
    clip_fraction: mean('clipFraction'),
    entropy_loss: mean('entropyLoss'),
    explained_variance: ofReturns === 0 ? NaN : 1 - ofResiduals / ofReturns,
    loss: rows[rows.length - 1].loss,
    policy_gradient_loss: mean('policyLoss'),
    value_loss: mean('valueLoss'),
  };
}

/** What moments.wgsl found. */
function momentsOf(found: Float32Array, count: number): RolloutMoments {
  const [, , sum, squares] = found;
  return {
    observations: {
      mean: Float64Array.from(found.subarray(4, 12)),
      covariance: Float64Array.from(found.subarray(12, 76)),
      count,
    },
    returns: returnMoments([{ sum, squares }], count),
  };
}

/** Episodes that ended in the rollout, oldest first. */
function episodesOf(finals: ArrayBuffer, environments: ArrayBuffer, finalsPerEnvironment: number): Episode[] {
  const words = new Uint32Array(finals);
  const floats = new Float32Array(finals);
  const states = new Uint32Array(environments);
  const ended: { readonly sample: number; readonly episode: Episode }[] = [];
  for (let i = 0; i * ENVIRONMENT_WORDS < states.length; i++) {
    for (let k = 0; k < states[i * ENVIRONMENT_WORDS + FINALS_PLACE]; k++) {
      const at = (i * finalsPerEnvironment + k) * FINAL_WORDS;
      const [sample, length] = [words[at + FINAL_SAMPLE], words[at + FINAL_SAMPLE + 2]];
      ended.push({ sample, episode: { r: floats[at + FINAL_SAMPLE + 1], l: length } });
    }
  }
  return ended.sort((a, b) => a.sample - b.sample).map(({ episode }) => episode);
}
