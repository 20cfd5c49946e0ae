import type { Engine, IterationOptions, IterationResult, StageTask } from '../../engine';
import type { EngineState } from '../../runnerState';
import type { EstimatedRollout } from './collectRollout';
import { collectRollout, readRollout } from './collectRollout';
import { hasRelaxedSimd } from './kernelModule';
import { Pacer } from './pacer';
import type { KernelOptions } from './stage';
import { Stage } from './stage';
import { updatePolicy } from './updatePolicy';

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
  readonly #options: KernelOptions;
  #stage: Stage | null = null;

  /**
   * @param options.threads more than one only where memory can be shared
   * @param options.relaxed whether to use fused multiply-and-add; by default wherever there is
   */
  constructor({
    relaxed = hasRelaxedSimd(),
    ...options
  }: Omit<KernelOptions, 'relaxed'> & { relaxed?: boolean }) {
    this.name = relaxed ? 'wasm-relaxed-simd' : 'wasm-simd';
    this.#options = { ...options, relaxed };
  }

  async begin(task: StageTask, state: EngineState): Promise<void> {
    // First, for two stages at once may not fit in memory.
    this.dispose();
    this.#stage = await Stage.open(task, state, this.#options);
  }

  async iterate(options: IterationOptions): Promise<IterationResult> {
    const { iteration, learningRate, scales, signal, onProgress } = options;
    const stage = this.#begun();
    const pacer = new Pacer(signal);
    signal.throwIfAborted();
    stage.restore();
    const { episodes, moments } = await collectRollout(stage, scales, pacer, (fraction) =>
      onProgress({ phase: 'rollout', fraction }),
    );
    const { statistics, epochs, optimizerSteps } = await updatePolicy(
      stage,
      iteration,
      learningRate,
      pacer,
      (fraction) => onProgress({ phase: 'update', fraction }),
    );
    const { hyperparameters, environment } = stage.task;
    stage.commit(hyperparameters.n_steps * environment.controlPeriod, optimizerSteps);
    return { statistics, epochs, episodes, moments };
  }

  snapshot(): Promise<EngineState> {
    return Promise.resolve(this.#begun().snapshot());
  }

  /** What the last iteration learnt from, for comparison with other engines. */
  rollout(): EstimatedRollout {
    return readRollout(this.#begun());
  }

  dispose(): void {
    this.#stage?.dispose();
    this.#stage = null;
  }

  #begun(): Stage {
    if (!this.#stage) throw new Error('The engine has not begun a stage.');
    return this.#stage;
  }
}
