import { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { Engine, IterationOptions, IterationResult, StageTask } from '../../engine';
import { assertFinite } from '../../engine';
import { NonFiniteError } from '../../errors';
import type { EngineState } from '../../runnerState';
import type { RolloutPart } from './collectRollout';
import {
  encodeEstimates,
  encodeRollout,
  encodeValues,
  rolloutGroups,
  writeRollout,
  writeScales,
  writeValues,
} from './collectRollout';
import { unpackEnvironments } from './environmentState';
import { withoutPadding } from './networkLayout';
import { checkCause, readBack, whole } from './readBack';
import { episodesOf, momentsOf } from './rolloutResults';
import { NOT_FINITE, TOO_FAR } from './sharedConstants';
import type { BufferName } from './stageBuffers';
import type { StagePrograms } from './stagePrograms';
import { createStagePrograms } from './stagePrograms';
import type { EngineDevice } from './submitter';
import { Submitter } from './submitter';
import {
  encodeMinibatch,
  encodePart,
  encodeStep,
  partsOf,
  writeFirstGroup,
  writeUpdate,
} from './updatePolicy';
import { statisticsRows, summarise } from './updateStatistics';
import { takeTiles, tilesOf, valuedRows } from './valuedRows';
import { verifiedReadBack } from './verifiedReadBack';

/** The stage that the engine is in. */
interface GpuStage {
  readonly task: StageTask;
  readonly programs: StagePrograms;
  readonly architecture: EngineState['architecture'];
  /** Optimizer steps and environment steps at the last boundary. */
  boundary: { readonly step: number; readonly stageStep: number };
}

/** Buffers that an abandoned iteration gets back as they were. */
const BOUNDARY = ['network', 'optimizer', 'environments', 'delayedActions'] as const;

/**
 * PPO with the whole iteration on the GPU, in float32: the rollout in a few dispatches of many steps, three
 * dispatches for a minibatch, and one read-back at the end.
 */
export class WebgpuEngine implements Engine {
  readonly name = 'webgpu';
  readonly #gpu: EngineDevice;
  readonly #submitter: Submitter;
  readonly #onDispose: () => void;
  #stage: GpuStage | null = null;

  /**
   * @param onDispose gives the device back, where it is the engine's own
   * @param submitter decides how much goes to the GPU at a time; the results do not depend on it
   */
  constructor(gpu: EngineDevice, onDispose: () => void = () => {}, submitter = new Submitter(gpu)) {
    this.#gpu = gpu;
    this.#onDispose = onDispose;
    this.#submitter = submitter;
  }

  get memoryBytes(): number {
    const buffers = this.#stage ? Object.values(this.#stage.programs.buffers) : [];
    return buffers.reduce((sum, { size }) => sum + size, 0);
  }

  async begin(task: StageTask, state: EngineState): Promise<void> {
    const environment = new VectorEnvironment(task.environment, task.seed, task.stage);
    if (state.environments) environment.restore(state.environments);
    this.#release();
    const programs = await this.#layOut(task, state, environment);
    const boundary = { step: state.optimizer.step, stageStep: environment.stageStep };
    this.#stage = { task, programs, architecture: state.architecture, boundary };
    await this.#submitter.settle();
  }

  async #layOut(...[task, state, environment]: [StageTask, EngineState, VectorEnvironment]) {
    try {
      return await createStagePrograms(this.#gpu, task, state, environment);
    } catch (error) {
      await checkCause(this.#gpu);
      throw error;
    }
  }

  async iterate(options: IterationOptions): Promise<IterationResult> {
    const stage = this.#begun();
    this.#keepBoundary(stage.programs);
    writeScales(this.#gpu.device.queue, stage.programs, options.scales);
    try {
      await this.#rollout(stage, options);
      await this.#update(stage, options);
      // Behind the last portion in the queue: one wait for both.
      const [results] = await Promise.all([this.#results(stage.programs), this.#submitter.drain()]);
      options.signal.throwIfAborted();
      return this.#finish(stage, results);
    } catch (error) {
      await this.#submitter.abandon();
      await checkCause(this.#gpu);
      this.#restoreBoundary(stage.programs);
      throw error;
    }
  }

  async snapshot(): Promise<EngineState> {
    const { programs, architecture, boundary, task } = this.#begun();
    const { layout, buffers, pipelines } = programs;
    const [network, optimizer, structures, delays] = await verifiedReadBack(
      this.#gpu,
      pipelines.checksum,
      BOUNDARY.map((name) => buffers[name]),
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
        programs.sizes.shape,
        structures,
        new Float32Array(delays).subarray(0, latency),
        boundary.stageStep,
      ),
    };
  }

  /** What the last iteration left in a buffer of the GPU, for looking into a run that goes wrong. */
  async inspect(name: BufferName): Promise<ArrayBuffer> {
    const [content] = await readBack(this.#gpu, [whole(this.#begun().programs.buffers[name])]);
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

  async #rollout(stage: GpuStage, { signal, onProgress }: IterationOptions): Promise<void> {
    const { programs, task } = stage;
    const { n_steps } = task.hyperparameters;
    const groups = rolloutGroups(programs);
    let done = 0;
    while (done < n_steps) {
      signal.throwIfAborted();
      const [first, isWhole] = [done, this.#submitter.fits('steps')];
      const steps = isWhole ? Math.min(this.#submitter.amount('steps'), n_steps - done) : 1;
      done += steps;
      const fraction = done / n_steps;
      const onDone = () => onProgress({ phase: 'rollout', fraction });
      if (isWhole) await this.#steps(stage, 'steps', { first, steps, groups }, onDone);
      else await this.#stepInParts(stage, first, groups.count, { signal, onDone });
    }
    await this.#value(stage, signal);
  }

  /** A step of all environments takes too long for one portion: some of them at a time. */
  async #stepInParts(
    stage: GpuStage,
    first: number,
    groups: number,
    { signal, onDone }: { readonly signal: AbortSignal; readonly onDone: () => void },
  ): Promise<void> {
    let whole = 0;
    for (let group = 0; group < groups;) {
      signal.throwIfAborted();
      const count = Math.min(this.#submitter.amount('environments'), groups - group);
      const part = { first, steps: 1, groups: { first: group, count } };
      group += count;
      const isLast = group === groups;
      await this.#steps(stage, 'environments', part, (taken) => {
        whole += taken;
        if (!isLast) return;
        this.#submitter.learn('steps', 1, whole);
        onDone();
      });
    }
  }

  #steps(
    { programs, task, boundary }: GpuStage,
    work: 'steps' | 'environments',
    part: Omit<RolloutPart, 'stageStep'>,
    onDone: (taken: number) => void,
  ): Promise<void> {
    const stageStep = boundary.stageStep + part.first * task.environment.controlPeriod;
    writeRollout(this.#gpu.device.queue, programs, task, { ...part, stageStep });
    const amount = work === 'steps' ? part.steps : part.groups.count;
    const encode = (pass: GPUComputePassEncoder) => encodeRollout(pass, programs, part.groups);
    return this.#submitter.submit(work, amount, encode, { onDone });
  }

  /** Values what was observed, and makes advantages of it. */
  async #value({ programs }: GpuStage, signal: AbortSignal): Promise<void> {
    let left = valuedRows(programs.sizes);
    while (left.length > 0) {
      signal.throwIfAborted();
      const portion = takeTiles(left, this.#submitter.amount('values'), programs.tuning.tileRows);
      ({ left } = portion);
      const tiles = portion.now.reduce((sum, part) => sum + tilesOf(part, programs.tuning.tileRows), 0);
      writeValues(this.#gpu.device.queue, programs, portion.now);
      await this.#submitter.submit('values', tiles, (pass) => encodeValues(pass, programs, portion.now));
    }
    await this.#submitter.submit('estimates', 1, (pass) => encodeEstimates(pass, programs));
  }

  async #update(stage: GpuStage, options: IterationOptions): Promise<void> {
    const { programs, task, boundary } = stage;
    const { n_epochs, target_kl } = task.hyperparameters;
    const minibatches = n_epochs * programs.sizes.minibatchesPerEpoch;
    writeUpdate(this.#gpu.device.queue, programs, task, { ...options, step: boundary.step });
    let isStopped = false;
    const readStopped = async () => {
      isStopped = (await this.#stopped(programs)) !== 0;
    };
    let done = 0;
    // Minibatches behind the one that stopped the update take no steps: those in flight do no harm.
    while (done < minibatches && !isStopped) {
      options.signal.throwIfAborted();
      const [first, isWhole] = [done, this.#submitter.fits('minibatches')];
      const count = isWhole ? Math.min(this.#submitter.amount('minibatches'), minibatches - done) : 1;
      done += count;
      const fraction = done / minibatches;
      const onDone = () => options.onProgress({ phase: 'update', fraction: isStopped ? 1 : fraction });
      const listener = { onDone, answer: target_kl === null ? undefined : readStopped };
      if (isWhole) {
        const encode = (pass: GPUComputePassEncoder) => {
          for (let number = first; number < first + count; number++) encodeMinibatch(pass, programs, number);
        };
        await this.#submitter.submit('minibatches', count, encode, listener);
      } else {
        await this.#minibatchInParts(programs, first, options.signal, listener);
      }
    }
  }

  /** A minibatch takes too long for one portion: some workgroups of each of its passes at a time. */
  async #minibatchInParts(
    programs: StagePrograms,
    number: number,
    signal: AbortSignal,
    { onDone, answer }: { readonly onDone: () => void; readonly answer: (() => Promise<void>) | undefined },
  ): Promise<void> {
    const { queue } = this.#gpu.device;
    let whole = 0;
    const add = (taken: number) => {
      whole += taken;
    };
    for (const part of partsOf(programs, number)) {
      for (let group = 0; group < part.groups;) {
        signal.throwIfAborted();
        const count = Math.min(this.#submitter.amount(part.name), part.groups - group);
        writeFirstGroup(queue, programs, part, group);
        group += count;
        const encode = (pass: GPUComputePassEncoder) => encodePart(pass, programs, part, count);
        await this.#submitter.submit(part.name, count, encode, { onDone: add });
      }
    }
    await this.#submitter.submit('optimizerSteps', 1, (pass) => encodeStep(pass, programs, number), {
      onDone: (taken) => {
        this.#submitter.learn('minibatches', 1, whole + taken);
        onDone();
      },
      answer,
    });
  }

  async #stopped({ buffers }: StagePrograms): Promise<number> {
    const [stopped] = await readBack(this.#gpu, [whole(buffers.stopped)]);
    return new Uint32Array(stopped)[0];
  }

  /** Reads what the iteration left. */
  async #results({ buffers, layout }: StagePrograms): Promise<ArrayBuffer[]> {
    const names = ['statistics', 'moments', 'stopped', 'finals', 'environments'] as const;
    return readBack(this.#gpu, [
      { buffer: buffers.network, offset: 4 * layout.logStd, size: 4 },
      ...names.map((name) => whole(buffers[name])),
    ]);
  }

  /** Moves the boundary if all that the iteration left is sound. */
  #finish(stage: GpuStage, results: readonly ArrayBuffer[]): IterationResult {
    const { programs, boundary, task } = stage;
    const { sizes } = programs;
    const [logStd, statistics, moments, stopped, finals, environments] = results;
    const [reason] = new Uint32Array(stopped);
    if (reason & NOT_FINITE) throw new NonFiniteError('A parameter of the policy');
    const rows = statisticsRows(statistics);
    const found = sizes.layouts.MOMENTS.read(new DataView(moments));
    const summary = summarise(rows, sizes.minibatchesPerEpoch, found.variances);
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
      episodes: episodesOf(sizes.layouts, finals, environments, sizes.finalsPerEnvironment),
      moments: momentsOf(sizes.shape, found, sizes.samples),
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

  #begun(): GpuStage {
    if (!this.#stage) throw new Error('The engine has not begun a stage.');
    return this.#stage;
  }
}
