import { compile, isV9 } from '../building/building';
import type { Magnitude } from '../groundMotion/synthetic';
import type { Tuning } from './controllers/passiveDamper';
import type { LqrWeights } from './controllers/saturatedLqr';
import type { OnProgress, RegulatorTask, TuningTask } from './controllers/tuning';
import { best, bestLqrWeights, passiveScore, tunings } from './controllers/tuning';
import robustness from './figures/lqrRobustness.json';
import smallest from './figures/smallestPeaks.json';
import tuned from './figures/tuning.json';
import type { Pace } from './pace';

/** Where the stroke makes no difference. */
type ForcedTask = Omit<ComparisonTask, 'stroke_limit_m'>;

/** What records and which building controllers are compared on, and under which limits. */
export type ComparisonTask = RegulatorTask;

const passives = new Map<string, Tuning>();
const weights = new Map<string, LqrWeights>();

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
 * Weights of the saturated regulator: the best on the magnitude's training records under the task's limits; stored, or
 * searched for once.
 *
 * @throws the pace's reason to stop
 */
export async function lqrWeights(
  task: ComparisonTask,
  pace: Pace,
  onProgress?: OnProgress,
): Promise<LqrWeights> {
  const key = comparisonKey(task);
  const found = storedWeights(task) ?? weights.get(key) ?? (await bestLqrWeights(task, pace, onProgress));
  weights.set(key, found);
  return found;
}

function storedWeights(task: ComparisonTask): LqrWeights | null {
  const cases = tuned.lqr.filter(({ stroke_limit_m }) => stroke_limit_m === task.stroke_limit_m);
  const stored = find(tuned, cases, task);
  return stored ? { force: stored.forceWeight, stroke: stored.strokeWeight, gain: stored.gain } : null;
}

/** Whether the controllers of a comparison have to be searched for before they can be compared. */
export function isSearchNeeded(task: ComparisonTask): boolean {
  return storedWeights(task) === null && !weights.has(comparisonKey(task));
}

/** The same for comparisons on the same records under the same limits. */
export function comparisonKey(task: ComparisonTask): string {
  const { spectrum, integrator, magnitude, force_limit_kN, stroke_limit_m } = task;
  const { key } = compile(task.building);
  return [spectrum, integrator, magnitude, force_limit_kN, stroke_limit_m, key].join(' ');
}

/** Smallest possible peaks on the evaluation's records, m, whatever the stroke; null where they were not computed. */
export function smallestPeaks(task: ForcedTask): readonly number[] | null {
  return find(smallest, smallest.peaks, task)?.peaks_m ?? null;
}

/** Peaks of the saturated regulator of free stroke under a robustness condition, m; null where they are not stored. */
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
  task: ForcedTask,
): Case | undefined {
  if (!isStoredFor(known, task)) return undefined;
  return cases.find((one) => one.magnitude === task.magnitude && one.force_limit_kN === task.force_limit_kN);
}
