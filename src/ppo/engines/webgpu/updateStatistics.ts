import type { UpdateStatistics } from '../../engine';
import { STATISTICS } from './layouts';
import type { Values } from './structLayout';

export type MinibatchStatistics = Values<typeof STATISTICS.fields>;

/**
 * Minibatches that were done; the last one may have been stopped before its step.
 *
 * @param table a `Statistics` for each minibatch of the update
 */
export function statisticsRows(table: ArrayBuffer): MinibatchStatistics[] {
  const view = new DataView(table);
  const rows: MinibatchStatistics[] = [];
  for (let at = 0; at < table.byteLength; at += STATISTICS.size) {
    const row = STATISTICS.read(view, at);
    if (row.isDone !== 1) break;
    rows.push(row);
  }
  return rows;
}

/**
 * Takes the minibatches' statistics together, as Stable-Baselines3 logs an update.
 *
 * @param minibatches at least one
 * @param variances of the returns, and of what the critic leaves of them
 */
export function summarise(
  minibatches: readonly MinibatchStatistics[],
  minibatchesPerEpoch: number,
  variances: ArrayLike<number>,
): Omit<UpdateStatistics, 'std'> {
  const [ofReturns, ofResiduals] = Array.from(variances);
  const mean = (name: keyof MinibatchStatistics, from: readonly MinibatchStatistics[] = minibatches) =>
    from.reduce((sum, row) => sum + row[name], 0) / from.length;
  // Stable-Baselines3 reports the KL divergence of the last epoch and the loss of the last minibatch.
  const lastEpoch = -(((minibatches.length - 1) % minibatchesPerEpoch) + 1);
  return {
    approx_kl: mean('kl', minibatches.slice(lastEpoch)),
    clip_fraction: mean('clipFraction'),
    entropy_loss: mean('entropyLoss'),
    explained_variance: ofReturns === 0 ? NaN : 1 - ofResiduals / ofReturns,
    loss: minibatches[minibatches.length - 1].loss,
    policy_gradient_loss: mean('policyLoss'),
    value_loss: mean('valueLoss'),
  };
}
