import type { Progress } from '../trainer/protocol';
import { duration, percent } from './progressText';

/** Where the runs of a series stand. */
export interface SeriesStanding {
  readonly total: number;
  readonly complete: number;
  readonly failed: number;
  /** Runs side by side. */
  readonly atOnce: number;
  /** Of those under way, by name; null: it has not told of any yet. */
  readonly progress: ReadonlyMap<string, Progress | null>;
}

/** For a terminal: `3/8 runs complete | seed3 41% | seed4 12% | 12 min left`. */
export function seriesBar(standing: SeriesStanding): string {
  return partsOf(standing).join(' | ');
}

/** For a log: `Progress: 3/8 runs complete, seed3 41%, seed4 12%, 12 min left`. */
export function seriesLine(standing: SeriesStanding): string {
  return `Progress: ${partsOf(standing).join(', ')}`;
}

function partsOf(standing: SeriesStanding): string[] {
  const { total, complete, failed, progress } = standing;
  const underWay = [...progress].map(
    ([run, now]) => `${run} ${now ? percent(now.runTimesteps, now.runTotal) : 'begins'}`,
  );
  const left = secondsLeft(standing);
  return [
    `${complete}/${total} runs complete`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...underWay,
    ...(left === null ? [] : [`${duration(left)} left`]),
  ];
}

/** Until all runs are complete, at the speed of those under way; null: none has one yet. */
export function secondsLeft({ total, complete, failed, atOnce, progress }: SeriesStanding): number | null {
  const known = [...progress.values()].filter((now) => now !== null && now.secondsLeft !== null);
  if (known.length === 0) return null;
  const mean = (of: (now: Progress) => number) =>
    known.reduce((sum, now) => sum + (now ? of(now) : 0), 0) / known.length;
  const rest = mean((now) => now.secondsLeft ?? 0);
  const whole = mean((now) => now.runTotal / now.stepsPerSecond);
  const notBegun = total - complete - failed - progress.size;
  // Those that have begun end together, about; then the others take turns.
  return rest + Math.ceil(Math.max(0, notBegun) / atOnce) * whole;
}
