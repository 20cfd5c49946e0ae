import type { VectorEnvironmentState } from '../../../environment/specification';
import { VectorEnvironment } from '../../../environment/vectorEnvironment';
import type { StageTask } from '../../engine';
import type { Architecture } from '../../parameters';
import type { EngineState } from '../../runnerState';
import type { Job } from './assembly/plan';
import { Word } from './assembly/plan';
import { Kernel } from './kernel';
import type { MemoryLayout } from './memoryLayout';
import { memoryLayout } from './memoryLayout';
import type { PackedNetwork } from './packedNetwork';
import type { PanelledRows } from './observationPanels';
import { readRows, writeRows } from './observationPanels';
import { pack, packedNetwork, unpack } from './packedNetwork';
import type { SpawnThread } from './threads/thread';
import { writePlan, writeThreads } from './writePlan';
import { messageOf } from '../../../errors/problem';

/** How the engine computes; it does not change the results, but for `relaxed` in the last bits. */
export interface KernelOptions {
  readonly relaxed: boolean;
  readonly threads: number;
  readonly spawn: SpawnThread;
  /** Hears why there is one thread instead of several. */
  readonly onThreadsFailed?: (reason: string) => void;
}

/** What a stage is made of, and the steps up to its boundary. */
interface StageParts {
  readonly task: StageTask;
  readonly architecture: Architecture;
  readonly kernel: Kernel;
  readonly layout: MemoryLayout;
  readonly network: PackedNetwork;
  readonly stageStep: number;
  readonly optimizerStep: number;
}

/** A stage in the kernels' memory, with the state at its last boundary. */
export class KernelStage {
  readonly task: StageTask;
  readonly kernel: Kernel;
  readonly layout: MemoryLayout;
  readonly network: PackedNetwork;
  readonly #architecture: Architecture;
  #stageStep: number;
  #optimizerStep: number;

  private constructor(parts: StageParts) {
    this.task = parts.task;
    this.kernel = parts.kernel;
    this.layout = parts.layout;
    this.network = parts.network;
    this.#architecture = parts.architecture;
    this.#stageStep = parts.stageStep;
    this.#optimizerStep = parts.optimizerStep;
  }

  /** @throws RangeError when the state does not fit the task, or the memory does not suffice */
  static async open(task: StageTask, state: EngineState, options: KernelOptions): Promise<KernelStage> {
    const environments = environmentsOf(task, state);
    const { architecture, optimizer } = state;
    const network = packedNetwork(architecture);
    const { kernel, layout } = await openKernel(task, network, options);
    const planned = { task, architecture, layout, network };
    writePlan(kernel, planned);
    const stage = new KernelStage({
      ...planned,
      kernel,
      stageStep: environments.stageStep,
      optimizerStep: optimizer.step,
    });
    stage.#write(state, environments);
    stage.commit(0, 0);
    return stage;
  }

  /**
   * Does a job on a range.
   *
   * @param threads that do it, of those that were started; their number changes no bit of the result
   * @throws EngineError when a thread failed
   */
  run(job: Job, first: number, last: number, threads = 1): void {
    writeThreads(this.kernel, threads, this.task.environment.count);
    this.kernel.run(job, first, last);
  }

  /** Gradient steps taken up to the boundary. */
  get optimizerStep(): number {
    return this.#optimizerStep;
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.kernel.buffer, address, length);
  }

  /** Goes back to the boundary, from wherever an iteration was left. */
  restore(): void {
    const { stateStart, stateBytes, boundary } = this.layout;
    this.#bytes().copyWithin(stateStart, boundary, boundary + stateBytes);
    this.kernel.setWord(Word.STAGE_STEP, this.#stageStep);
    this.kernel.setWord(Word.OPTIMIZER_STEP, this.#optimizerStep);
  }

  /** Makes the state in progress the boundary. */
  commit(environmentSteps: number, optimizerSteps: number): void {
    const { stateStart, stateBytes, boundary } = this.layout;
    this.#bytes().copyWithin(boundary, stateStart, stateStart + stateBytes);
    this.#stageStep += environmentSteps;
    this.#optimizerStep += optimizerSteps;
  }

  /** The state at the boundary, copied. */
  snapshot(): EngineState {
    const { network, layout } = this;
    const { state } = layout;
    const vector = (address: number) => unpack(network, this.floats(this.#atBoundary(address), network.size));
    return {
      architecture: this.#architecture,
      parameters: vector(state.parameters),
      optimizer: {
        step: this.#optimizerStep,
        expAvg: vector(state.expAvg),
        expAvgSq: vector(state.expAvgSq),
      },
      environments: this.#environments(),
    };
  }

  dispose(): void {
    this.kernel.dispose();
  }

  #write({ parameters, optimizer }: EngineState, environments: VectorEnvironmentState): void {
    const { network, layout, kernel } = this;
    const { state } = layout;
    pack(network, parameters, this.floats(state.parameters, network.size));
    pack(network, optimizer.expAvg, this.floats(state.expAvg, network.size));
    pack(network, optimizer.expAvgSq, this.floats(state.expAvgSq, network.size));
    new Float64Array(kernel.buffer, state.structure).set(environments.structure);
    new Uint32Array(kernel.buffer, state.record).set(environments.record);
    new Uint32Array(kernel.buffer, state.recordStep).set(environments.recordStep);
    new Float64Array(kernel.buffer, state.amplitude).set(environments.amplitude);
    new Float64Array(kernel.buffer, state.episodeReturn).set(environments.episodeReturn);
    new Float64Array(kernel.buffer, state.delayedActions).set(environments.delayedActions);
    writeRows(this.#currentObservations(state.currentObservations), environments.observations);
  }

  #environments(): VectorEnvironmentState {
    const { state } = this.layout;
    const { building, count, randomisation } = this.task.environment;
    const doubles = (address: number, length: number) =>
      Float64Array.from(new Float64Array(this.kernel.buffer, this.#atBoundary(address), length));
    const words = (address: number) =>
      Uint32Array.from(new Uint32Array(this.kernel.buffer, this.#atBoundary(address), count));
    return {
      stageStep: this.#stageStep,
      structure: doubles(state.structure, count * building.stateSize),
      record: words(state.record),
      recordStep: words(state.recordStep),
      amplitude: doubles(state.amplitude, count),
      episodeReturn: doubles(state.episodeReturn, count),
      delayedActions: doubles(state.delayedActions, count * randomisation.latency_steps),
      observations: readRows(
        this.#currentObservations(this.#atBoundary(state.currentObservations)),
        0,
        count,
      ),
    };
  }

  #currentObservations(address: number): PanelledRows {
    const { observationSize: size, currentPanelBytes: panelBytes } = this.layout;
    return { buffer: this.kernel.buffer, address, panelBytes, size };
  }

  #atBoundary(address: number): number {
    return address - this.layout.stateStart + this.layout.boundary;
  }

  #bytes(): Uint8Array {
    return new Uint8Array(this.kernel.buffer);
  }
}

/** The environments to go on with; `VectorEnvironment` checks them and knows how they start. */
function environmentsOf(task: StageTask, { environments }: EngineState): VectorEnvironmentState {
  const environment = new VectorEnvironment(task.environment, task.seed, task.stage);
  if (environments) environment.restore(environments);
  return environment.state();
}

/** On one thread where more do not start, for whatever reason: training is worth more than its speed. */
async function openKernel(
  task: StageTask,
  network: PackedNetwork,
  { relaxed, threads, spawn, onThreadsFailed }: KernelOptions,
): Promise<{ readonly kernel: Kernel; readonly layout: MemoryLayout }> {
  const openOn = async (number: number) => {
    const layout = memoryLayout(task, network, number);
    return { layout, kernel: await Kernel.open(layout.bytes, relaxed, number, spawn) };
  };
  if (threads === 1) return openOn(1);
  try {
    return await openOn(threads);
  } catch (error) {
    onThreadsFailed?.(messageOf(error));
    return openOn(1);
  }
}
