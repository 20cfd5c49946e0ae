import type { Integrator } from '../building/stepMap';
import type { Magnitude, Spectrum } from '../groundMotion/synthetic';
import type { Tuning } from './controllers/passiveDamper';
import { best, FORCE_WEIGHTS, lqrScore } from './controllers/tuning';
import robustness from './figures/lqrRobustness.json';
import smallest from './figures/smallestPeaks.json';
import tuned from './figures/tuning.json';

/** What records and which building controllers are compared on. */
export interface ComparisonTask {
  readonly spectrum: Spectrum;
  readonly integrator: Integrator;
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
}

/** The passive damper's tuning: the best of `TUNINGS` on the usual training records. */
export const PASSIVE_TUNING: Tuning = tuned.passive;

const weights = new Map<string, number>();

/** Force weight of the saturated regulator, m2/N2: the best of `FORCE_WEIGHTS` on the magnitude's training records. */
export function lqrForceWeight(task: ComparisonTask): number {
  const key = [task.spectrum, task.integrator, task.magnitude, task.force_limit_kN].join(' ');
  const weight = find(tuned, tuned.lqr, task)?.forceWeight ?? weights.get(key) ?? searchWeight(task);
  weights.set(key, weight);
  return weight;
}

/** Smallest possible peaks on the evaluation's records, m; null where they were not computed. */
export function smallestPeaks(task: ComparisonTask): readonly number[] | null {
  return find(smallest, smallest.peaks, task)?.peaks_m ?? null;
}

/** Peaks of the saturated regulator under a robustness condition, m; null where they are not stored. */
export function knownLqrRobustness(
  { spectrum, integrator }: Pick<ComparisonTask, 'spectrum' | 'integrator'>,
  magnitude: Magnitude,
  condition: string,
): readonly number[] | null {
  if (robustness.spectrum !== spectrum || robustness.integrator !== integrator) return null;
  return (
    robustness.rows.find((row) => row.magnitude === magnitude && row.condition === condition)?.peaks_m ?? null
  );
}

function searchWeight(task: ComparisonTask): number {
  const { magnitude, force_limit_kN } = task;
  return best(FORCE_WEIGHTS, (weight) => lqrScore(task, magnitude, 1000 * force_limit_kN, weight));
}

function find<Case extends { readonly magnitude: string; readonly force_limit_kN: number }>(
  known: { readonly spectrum: string; readonly integrator: string },
  cases: readonly Case[],
  { spectrum, integrator, magnitude, force_limit_kN }: ComparisonTask,
): Case | undefined {
  if (known.spectrum !== spectrum || known.integrator !== integrator) return undefined;
  return cases.find((one) => one.magnitude === magnitude && one.force_limit_kN === force_limit_kN);
}
