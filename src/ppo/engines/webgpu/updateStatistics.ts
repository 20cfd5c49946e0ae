import type { UpdateStatistics } from '../../engine';

/** `Statistics` in update.wgsl. */
export interface MinibatchStatistics {
  readonly policyLoss: number;
  readonly kl: number;
  readonly clipFraction: number;
  readonly entropyLoss: number;
  readonly valueLoss: number;
  readonly loss: number;
}

/** Minibatches that were done; the last one may have been stopped before its step. */
export function statisticsRows(table: Float32Array): MinibatchStatistics[] {
  const rows: MinibatchStatistics[] = [];
  for (let at = 0; at < table.length && table[at + 7] === 1; at += 8) {
    const [policyLoss, kl, clipFraction, entropyLoss, valueLoss, loss] = table.subarray(at, at + 6);
    rows.push({ policyLoss, kl, clipFraction, entropyLoss, valueLoss, loss });
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
  [ofReturns, ofResiduals]: Float32Array,
): Omit<UpdateStatistics, 'std'> {
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
