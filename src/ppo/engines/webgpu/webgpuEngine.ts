import { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { Engine, IterationOptions, IterationResult, StageTask } from '../../engine';
import { assertFinite } from '../../engine';
import { NonFiniteError } from '../../errors';
import type { RolloutMoments } from '../../moments';
import { returnMoments } from '../../moments';
import type { Scales } from '../../normalisation';
import type { EngineState, Episode } from '../../runnerState';
import { ENVIRONMENT_WORDS, FINALS_PLACE, unpackEnvironments } from './environmentState';
import { withoutPadding } from './networkLayout';
import type { BufferName, StagePrograms } from './stagePrograms';
import { createStagePrograms, FINAL_SAMPLE, FINAL_WORDS } from './stagePrograms';
import type { EngineDevice } from './submitter';
import { Submitter } from './submitter';
import { encodeMinibatch, TILE_ROWS, writeUpdate } from './update';
import { statisticsRows, summarise } from './updateStatistics';

/** The stage that the engine is in. */
interface Stage {
  readonly task: StageTask;
  readonly programs: StagePrograms;
  readonly architecture: EngineState['architecture'];
  /** Optimizer steps and environment steps at the last boundary. */
  boundary: { readonly step: number; readonly stageStep: number };
}

/** Values of `stopped` in update.wgsl. */
const TOO_FAR = 1;
const NOT_FINITE = 2;
/** Buffers that an abandoned iteration gets back as they were. */
const BOUNDARY = ['network', 'optimizer', 'environments', 'delayedActions'] as const;

/**
 * PPO with the whole iteration on the GPU, in float32: the rollout in a few dispatches of many steps, four
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

  get memoryBytes(): number {
    const buffers = this.#stage ? Object.values(this.#stage.programs.buffers) : [];
    return buffers.reduce((sum, { size }) => sum + size, 0);
  }

  async begin(task: StageTask, state: EngineState): Promise<void> {
    const environment = new VectorEnvironment(task.environment, task.seed, task.stage);
    if (state.environments) environment.restore(state.environments);
    this.#release();
    const programs = await createStagePrograms(this.#gpu, task, state, environment);
    const boundary = { step: state.optimizer.step, stageStep: environment.stageStep };
    this.#stage = { task, programs, architecture: state.architecture, boundary };
    await this.#gpu.device.queue.onSubmittedWorkDone();
    this.#gpu.check();
  }

  async iterate(options: IterationOptions): Promise<IterationResult> {
    const stage = this.#begun();
    this.#keepBoundary(stage.programs);
    this.#writeScales(stage.programs, options.scales);
    try {
      await this.#rollout(stage, options);
      await this.#update(stage, options);
      options.signal.throwIfAborted();
      return await this.#finish(stage);
    } catch (error) {
      await this.#checkCause();
      this.#restoreBoundary(stage.programs);
      throw error;
    }
  }

  async snapshot(): Promise<EngineState> {
    const { programs, architecture, boundary, task } = this.#begun();
    const { layout, buffers } = programs;
    const names = ['network', 'optimizer', 'environments', 'delayedActions'] as const;
    const [network, optimizer, structures, delays] = await this.#read(
      names.map((name) => whole(buffers[name])),
    );
    const flat = (content: ArrayBuffer, place: number) =>
      withoutPadding(layout, new Float32Array(content, 4 * place, layout.parametersSize));
    const latency = task.environment.randomisation.latency_steps * task.environment.count;
    return {
      architecture,
      parameters: flat(network, 0),
      optimizer: {
        step: boundary.step,
        expAvg: flat(optimizer, 0),
        expAvgSq: flat(optimizer, layout.parametersSize),
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
    const [content] = await this.#read([whole(this.#begun().programs.buffers[name])]);
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
      ...[reward.exponent, reward.relative ? 1 : 0],
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
        const groups = Math.ceil(rows / TILE_ROWS);
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

  async #update(stage: Stage, options: IterationOptions): Promise<void> {
    const { programs, task, boundary } = stage;
    const { n_epochs, target_kl } = task.hyperparameters;
    const minibatches = n_epochs * programs.sizes.minibatchesPerEpoch;
    writeUpdate(this.#gpu.device.queue, programs, task, boundary.step, options);
    let done = 0;
    while (done < minibatches) {
      options.signal.throwIfAborted();
      const count = Math.min(this.#submitter.amount('minibatches'), minibatches - done);
      await this.#submitter.submit('minibatches', count, (pass) => {
        for (let number = done; number < done + count; number++) encodeMinibatch(pass, programs, number);
      });
      done += count;
      options.onProgress({ phase: 'update', fraction: done / minibatches });
      if (target_kl !== null && (await this.#stopped(programs)) !== 0) {
        options.onProgress({ phase: 'update', fraction: 1 });
        return;
      }
    }
  }

  async #stopped({ buffers }: StagePrograms): Promise<number> {
    const [stopped] = await this.#read([whole(buffers.stopped)]);
    return new Uint32Array(stopped)[0];
  }

  /** Reads what the iteration left, and moves the boundary if all of it is sound. */
  async #finish(stage: Stage): Promise<IterationResult> {
    const { programs, boundary, task } = stage;
    const { buffers, sizes, layout } = programs;
    const names = ['statistics', 'moments', 'stopped', 'finals', 'environments'] as const;
    const [logStd, statistics, moments, stopped, finals, environments] = await this.#read([
      { buffer: buffers.network, offset: 4 * layout.logStd, size: 4 },
      ...names.map((name) => whole(buffers[name])),
    ]);
    const [reason] = new Uint32Array(stopped);
    if (reason & NOT_FINITE) throw new NonFiniteError('A parameter of the policy');
    const rows = statisticsRows(new Float32Array(statistics));
    const summary = summarise(rows, sizes.minibatchesPerEpoch, new Float32Array(moments));
    const result = { ...summary, std: Math.exp(new Float32Array(logStd)[0]) };
    assertFinite(result);
    stage.boundary = {
      // A minibatch whose divergence was too large has no step.
      step: boundary.step + rows.length - (reason === TOO_FAR ? 1 : 0),
      stageStep: boundary.stageStep + task.hyperparameters.n_steps * task.environment.controlPeriod,
    };
    return {
      statistics: result,
      epochs: Math.ceil(rows.length / sizes.minibatchesPerEpoch),
      episodes: episodesOf(finals, environments, sizes.finalsPerEnvironment),
      moments: momentsOf(new Float32Array(moments), sizes.samples),
    };
  }

  #keepBoundary({ buffers }: StagePrograms): void {
    for (const name of BOUNDARY) this.#copy(buffers[name], buffers[`${name}Before`]);
  }

  #restoreBoundary({ buffers }: StagePrograms): void {
    for (const name of BOUNDARY) this.#copy(buffers[`${name}Before`], buffers[name]);
  }

  #copy(from: GPUBuffer, to: GPUBuffer): void {
    const encoder = this.#gpu.device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
    this.#gpu.device.queue.submit([encoder.finish()]);
  }

  async #read(regions: readonly Region[]): Promise<ArrayBuffer[]> {
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder();
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const copies = regions.map(({ buffer, offset, size }) => {
      const copy = device.createBuffer({ size, usage });
      encoder.copyBufferToBuffer(buffer, offset, copy, 0, size);
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

/** A part of a buffer to read back; bytes. */
interface Region {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

function whole(buffer: GPUBuffer): Region {
  return { buffer, offset: 0, size: buffer.size };
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
