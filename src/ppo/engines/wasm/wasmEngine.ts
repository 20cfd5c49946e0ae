import type { Engine, IterationOptions, IterationResult, StageTask } from '../../engine';
import type { EngineState } from '../../runnerState';
import type { EstimatedRollout } from './collectRollout';
import { collectRollout, readRollout } from './collectRollout';
import type { ThreadsInUse } from './crew';
import { Crew } from './crew';
import { hasRelaxedSimd } from './kernelModule';
import { TimeSlicer } from './timeSlicer';
import type { KernelOptions } from './kernelStage';
import { KernelStage } from './kernelStage';
import type { ThreadChoice } from './threadChoice';
import { allThreads } from './threadChoice';
import { updatePolicy } from './updatePolicy';

export interface WasmEngineOptions extends Omit<KernelOptions, 'relaxed'> {
  /** Whether to use fused multiply-and-add; by default wherever there is. */
  readonly relaxed?: boolean;
  /** Which of the started threads work; by default all. */
  readonly choose?: (threads: number) => ThreadChoice;
  /** Hears what other numbers of threads are settled on. */
  readonly onThreadsChosen?: (inUse: ThreadsInUse) => void;
}

/** A stage that was begun, and who works on it. */
interface Begun {
  readonly stage: KernelStage;
  readonly slicer: TimeSlicer;
}

/**
 * PPO in WebAssembly: environments, networks and gradient steps run in kernels of float32 vectors, on one thread or
 * several. The number of threads does not change a bit of the results.
 *
 * The kernels are in `assembly/`, in AssemblyScript. This side lays out their memory (`memoryLayout`), tells them where
 * everything is (`writePlan`), and hands them the iteration as jobs of some milliseconds (`collectRollout`,
 * `updatePolicy`), between which it hears interrupts. It must run where it may block: in a worker, or in Node.
 */
export class WasmEngine implements Engine {
  readonly name: string;
  readonly #options: Required<Pick<WasmEngineOptions, 'relaxed'>> & WasmEngineOptions;
  #begun: Begun | null = null;

  /** @param options.threads more than one only where memory can be shared */
  constructor({ relaxed = hasRelaxedSimd(), ...options }: WasmEngineOptions) {
    this.name = relaxed ? 'wasm-relaxed-simd' : 'wasm-simd';
    this.#options = { ...options, relaxed };
  }

  async begin(task: StageTask, state: EngineState): Promise<void> {
    const { choose = allThreads, onThreadsChosen = () => undefined } = this.#options;
    // First, for two stages at once may not fit in memory.
    this.dispose();
    const stage = await KernelStage.open(task, state, this.#options);
    const crew = new Crew(stage.kernel, choose, onThreadsChosen);
    this.#begun = { stage, slicer: new TimeSlicer(crew, new AbortController().signal) };
  }

  async iterate(options: IterationOptions): Promise<IterationResult> {
    const { scales, signal, onProgress } = options;
    const { stage, slicer } = this.#stageBegun();
    signal.throwIfAborted();
    slicer.heed(signal);
    stage.restore();
    const { episodes, moments } = await collectRollout(stage, scales, slicer, (fraction) =>
      onProgress({ phase: 'rollout', fraction }),
    );
    const { statistics, epochs, optimizerSteps } = await updatePolicy(stage, options, slicer, (fraction) =>
      onProgress({ phase: 'update', fraction }),
    );
    const { hyperparameters, environment } = stage.task;
    stage.commit(hyperparameters.n_steps * environment.controlPeriod, optimizerSteps);
    return { statistics, epochs, episodes, moments };
  }

  snapshot(): Promise<EngineState> {
    return Promise.resolve(this.#stageBegun().stage.snapshot());
  }

  /** What the last iteration learnt from, for comparison with other engines. */
  rollout(): EstimatedRollout {
    return readRollout(this.#stageBegun().stage);
  }

  dispose(): void {
    this.#begun?.stage.dispose();
    this.#begun = null;
  }

  #stageBegun(): Begun {
    if (!this.#begun) throw new Error('The engine has not begun a stage.');
    return this.#begun;
  }
}
