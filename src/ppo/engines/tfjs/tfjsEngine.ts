import * as tf from '@tensorflow/tfjs';
import { VectorEnvironment } from '../../../environment/vectorEnvironment';
import { PURPOSE, RandomStream } from '../../../random/stream';
import type { Engine, IterationOptions, IterationResult, StageTask } from '../../engine';
import type { Architecture, ParameterTensor } from '../../parameters';
import { parameterLayout } from '../../parameters';
import type { Rollout } from '../../rollout';
import type { EngineState } from '../../runnerState';
import { collectRollout } from './collectRollout';
import { networkOf, unflatten } from './network';
import { QueueLimiter } from './queueLimiter';
import type { Trained, Update } from './updatePolicy';
import { disposeTrained, updatePolicy } from './updatePolicy';

/** The stage that the engine is in. */
interface TensorStage {
  readonly task: StageTask;
  readonly architecture: Architecture;
  readonly layout: readonly ParameterTensor[];
  readonly environment: VectorEnvironment;
  /** State at the last boundary: replaced as a whole, so that an abandoned iteration leaves no trace. */
  boundary: { readonly trained: Trained; readonly environments: NonNullable<EngineState['environments']> };
}

/**
 * PPO in tfjs operations: the readable reference for the fused engines, on whichever backend tfjs is set to.
 * The environments run in TypeScript, float64.
 */
export class TfjsEngine implements Engine {
  readonly name: string;
  readonly #checkDevice: () => void;
  #stage: TensorStage | null = null;

  /**
   * @param checkDevice throws when the device that tfjs computes on is gone or has reported an error; tfjs itself
   *   would go on with zeros
   */
  constructor(checkDevice: () => void) {
    this.name = `tfjs-${tf.getBackend()}`;
    this.#checkDevice = checkDevice;
  }

  begin(task: StageTask, state: EngineState): Promise<void> {
    const { architecture, parameters, optimizer, environments } = state;
    const environment = new VectorEnvironment(task.environment, task.seed, task.stage);
    if (environments) environment.restore(environments);
    this.dispose();
    const trained = {
      parameters: tf.tensor1d(parameters),
      expAvg: tf.tensor1d(optimizer.expAvg),
      expAvgSq: tf.tensor1d(optimizer.expAvgSq),
      step: optimizer.step,
    };
    const boundary = { trained, environments: environment.state() };
    this.#stage = { task, architecture, layout: parameterLayout(architecture), environment, boundary };
    return Promise.resolve();
  }

  async iterate(options: IterationOptions): Promise<IterationResult> {
    const stage = this.#begun();
    const { environment, boundary } = stage;
    try {
      const rollout = await this.#collectRollout(stage, options);
      const update = await this.#update(stage, rollout, options);
      stage.boundary = { trained: update.trained, environments: environment.state() };
      disposeTrained(boundary.trained);
      const { episodes, moments } = rollout;
      return { statistics: update.statistics, epochs: update.epochs, episodes, moments };
    } catch (error) {
      environment.restore(boundary.environments);
      // A lost device first shows as other errors; it is the cause to tell.
      this.#checkDevice();
      throw error;
    }
  }

  async snapshot(): Promise<EngineState> {
    const { architecture, boundary } = this.#begun();
    const { parameters, expAvg, expAvgSq, step } = boundary.trained;
    const read = async (tensor: tf.Tensor1D) => Float32Array.from(await tensor.data<'float32'>());
    try {
      return {
        architecture,
        parameters: await read(parameters),
        optimizer: { step, expAvg: await read(expAvg), expAvgSq: await read(expAvgSq) },
        environments: boundary.environments,
      };
    } finally {
      this.#checkDevice();
    }
  }

  dispose(): void {
    if (this.#stage) disposeTrained(this.#stage.boundary.trained);
    this.#stage = null;
  }

  async #collectRollout(stage: TensorStage, { scales, signal, onProgress }: IterationOptions) {
    const { task, architecture, layout, environment, boundary } = stage;
    const tensors = tf.tidy(() => unflatten(boundary.trained.parameters, layout));
    try {
      return await collectRollout({
        network: networkOf(tensors, architecture),
        architecture,
        environment,
        nSteps: task.hyperparameters.n_steps,
        gamma: task.hyperparameters.gamma,
        scales,
        actionNoise: new RandomStream(task.seed, task.stage, PURPOSE.actionNoise),
        limiter: new QueueLimiter(signal),
        onProgress: (fraction) => onProgress({ phase: 'rollout', fraction }),
      });
    } finally {
      tf.dispose(tensors);
    }
  }

  async #update(stage: TensorStage, rollout: Rollout, options: IterationOptions): Promise<Update> {
    const { task, architecture, layout, boundary } = stage;
    const order = new RandomStream(task.seed, task.stage, PURPOSE.minibatchOrder);
    const update = await updatePolicy(boundary.trained, rollout, {
      architecture,
      layout,
      hyperparameters: task.hyperparameters,
      learningRate: options.learningRate,
      orderKey: (epoch) => order.words(options.iteration, epoch),
      limiter: new QueueLimiter(options.signal),
      onProgress: (fraction) => options.onProgress({ phase: 'update', fraction }),
    });
    try {
      this.#checkDevice();
    } catch (error) {
      disposeTrained(update.trained);
      throw error;
    }
    return update;
  }

  #begun(): TensorStage {
    if (!this.#stage) throw new Error('The engine has not begun a stage.');
    return this.#stage;
  }
}
