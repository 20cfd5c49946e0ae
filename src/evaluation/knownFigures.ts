import { compile, isV9 } from '../building/building';
import type { Magnitude } from '../groundMotion/synthetic';
import type { Tuning } from './controllers/passiveDamper';
import type { OnProgress, TuningTask } from './controllers/tuning';
import { best, forceWeights, lqrScore, passiveScore, tunings } from './controllers/tuning';
import robustness from './figures/lqrRobustness.json';
import smallest from './figures/smallestPeaks.json';
import tuned from './figures/tuning.json';
import type { Pace } from './pace';

/** What records and which building controllers are compared on. */
export interface ComparisonTask extends TuningTask {
  readonly magnitude: Magnitude;
  readonly force_limit_kN: number;
}

const passives = new Map<string, Tuning>();
const weights = new Map<string, number>();

/**
 * The passive damper's tuning: the best of the tunings on the usual training records. The v9 building's is stored, that of
 * another is searched for, once.
 *
 * @throws the pace's reason to stop
 */
export async function passiveTuning(task: TuningTask, pace: Pace, onProgress?: OnProgress): Promise<Tuning> {
  const building = compile(task.building);
  if (isV9(building)) return tuned.passive;
  const key = [task.spectrum, task.integrator, building.key].join(' ');
  const tuning = passives.get(key) ?? (await best(tunings(building), passiveScore(task), pace, onProgress));
  passives.set(key, tuning);
  return tuning;
}

/**
 * Force weight of the saturated regulator, m2/N2: the best of the weights on the magnitude's training records; stored, or
 * searched for once.
 *
 * @throws the pace's reason to stop
 */
export async function lqrForceWeight(
  task: ComparisonTask,
  pace: Pace,
  onProgress?: OnProgress,
): Promise<number> {
  const { magnitude, force_limit_kN } = task;
  const building = compile(task.building);
  const key = [task.spectrum, task.integrator, magnitude, force_limit_kN, building.key].join(' ');
  const score = (weight: number) => lqrScore(task, magnitude, 1000 * force_limit_kN, weight);
  const weight =
    find(tuned, tuned.lqr, task)?.forceWeight ??
    weights.get(key) ??
    (await best(forceWeights(building), score, pace, onProgress));
  weights.set(key, weight);
  return weight;
}

/** Smallest possible peaks on the evaluation's records, m; null where they were not computed. */
export function smallestPeaks(task: ComparisonTask): readonly number[] | null {
  return find(smallest, smallest.peaks, task)?.peaks_m ?? null;
}

/** Peaks of the saturated regulator under a robustness condition, m; null where they are not stored. */
export function knownLqrRobustness(
  task: TuningTask,
  magnitude: Magnitude,
  condition: string,
): readonly number[] | null {
  if (!isStoredFor(robustness, task)) return null;
  return (
    robustness.rows.find((row) => row.magnitude === magnitude && row.condition === condition)?.peaks_m ?? null
  );
}

/** Figures are stored for the v9 building, on one spectrum and with one integrator. */
interface StoredFor {
  readonly spectrum: string;
  readonly integrator: string;
}

function isStoredFor(known: StoredFor, { spectrum, integrator, building }: TuningTask): boolean {
  return known.spectrum === spectrum && known.integrator === integrator && isV9(compile(building));
}

function find<Case extends { readonly magnitude: string; readonly force_limit_kN: number }>(
  known: StoredFor,
  cases: readonly Case[],
  task: ComparisonTask,
): Case | undefined {
  if (!isStoredFor(known, task)) return undefined;
  return cases.find((one) => one.magnitude === task.magnitude && one.force_limit_kN === task.force_limit_kN);
}
