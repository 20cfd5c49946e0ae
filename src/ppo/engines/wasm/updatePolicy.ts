import { PURPOSE, RandomStream } from '../../../random/stream';
import type { IterationOptions, UpdateStatistics } from '../../engine';
import { assertFinite } from '../../engine';
import { NonFiniteError } from '../../errors';
import { BLOCK_ROWS, Job, ORDER_SAMPLES, Partial, Real, Statistic, Word } from './assembly/plan';
import type { TimeSlicer } from './timeSlicer';
import type { KernelStage } from './kernelStage';

export interface Update {
  readonly statistics: UpdateStatistics;
  /** Epochs begun. */
  readonly epochs: number;
  readonly optimizerSteps: number;
}

/**
 * `n_epochs` passes over the rollout in memory, in minibatches, each one gradient step.
 *
 * @throws NonFiniteError, or the slicer's signal's reason; the boundary is untouched then
 */
export async function updatePolicy(
  stage: KernelStage,
  { iteration, learningRate }: Pick<IterationOptions, 'iteration' | 'learningRate'>,
  slicer: TimeSlicer,
  onProgress: (fraction: number) => void,
): Promise<Update> {
  const { kernel, layout, task } = stage;
  const { n_epochs, batch_size } = task.hyperparameters;
  const minibatches = Math.ceil(layout.samples / batch_size);
  const blocks = minibatches * Math.ceil(batch_size / BLOCK_ROWS);
  const orderKeys = new RandomStream(task.seed, task.stage, PURPOSE.minibatchOrder);
  const statistics = new Float64Array(
    kernel.buffer,
    layout.work.statistics,
    Statistic.MINIBATCH + Partial.COUNT,
  );
  const run = (job: Job, pieces: number) => slicer.run(job, pieces, (...range) => stage.run(job, ...range));

  statistics.fill(0);
  stage.run(Job.EXPLAIN, 0, 0);
  kernel.setReal(Real.LEARNING_RATE, learningRate);
  kernel.setWord(Word.STOPPED, 0);
  let epochs = 0;
  while (epochs < n_epochs && kernel.word(Word.STOPPED) === 0) {
    const [key0, key1] = orderKeys.words(iteration, epochs);
    kernel.setWord(Word.ORDER_KEY0, key0);
    kernel.setWord(Word.ORDER_KEY1, key1);
    await run(Job.ORDER, Math.ceil(layout.samples / ORDER_SAMPLES));
    await run(Job.NORMALISE, minibatches);
    statistics.fill(0, Statistic.EPOCH_MINIBATCHES, Statistic.EPOCH_KL + 1);
    await slicer.run(Job.UPDATE, blocks, (first, last, threads) => {
      stage.run(Job.UPDATE, first, last, threads);
      onProgress((epochs + last / blocks) / n_epochs);
    });
    epochs++;
  }
  return {
    statistics: readStatistics(stage, statistics),
    epochs,
    optimizerSteps: kernel.word(Word.OPTIMIZER_STEP) - stage.optimizerStep,
  };
}

function readStatistics(stage: KernelStage, sums: Float64Array): UpdateStatistics {
  const { layout, network } = stage;
  const parameters = stage.floats(layout.state.parameters, network.size);
  if (!parameters.every(Number.isFinite)) throw new NonFiniteError('A parameter of the policy');
  const mean = (sum: Statistic) => sums[sum] / sums[Statistic.MINIBATCHES];
  const statistics = {
    // Stable-Baselines3 reports the KL divergence of the last epoch and the loss of the last minibatch.
    approx_kl: sums[Statistic.EPOCH_KL] / sums[Statistic.EPOCH_MINIBATCHES],
    clip_fraction: mean(Statistic.CLIP_FRACTION),
    entropy_loss: mean(Statistic.ENTROPY_LOSS),
    explained_variance: sums[Statistic.EXPLAINED_VARIANCE],
    loss: sums[Statistic.LOSS],
    policy_gradient_loss: mean(Statistic.POLICY_LOSS),
    value_loss: mean(Statistic.VALUE_LOSS),
    std: Math.exp(parameters[network.logStd]),
  };
  assertFinite(statistics);
  return statistics;
}
