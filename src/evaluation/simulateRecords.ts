import type { Building } from '../building/building';
import type { ResponseMetrics } from '../building/responseMetrics';
import type { Integrator } from '../building/stepMap';
import type { Controller, EpisodeOptions, EpisodeTask, EpisodeTrace } from '../environment/simulateEpisode';
import { simulateEpisode, simulatePeak } from '../environment/simulateEpisode';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { Pace } from './pace';

/** One controller on several records. */
export interface RecordsTask {
  readonly records: readonly GroundMotion[];
  readonly building: Building;
  readonly integrator: Integrator;
  /** N */
  readonly forceLimit: number;
  readonly controller: Controller;
  /** @param index of the record */
  readonly options?: (index: number) => EpisodeOptions;
}

/**
 * @param onRecord hears of each record what happened on it
 * @throws the pace's reason to stop
 */
export async function simulateRecords(
  task: RecordsTask,
  pace: Pace,
  onRecord: (trace: EpisodeTrace, record: GroundMotion) => void = () => {},
): Promise<ResponseMetrics[]> {
  return onEachRecord(task, pace, (record, episode) => {
    const trace = simulateEpisode(record, episode, task.controller);
    onRecord(trace, record);
    return trace.metrics;
  });
}

/**
 * Peak roof displacement by record, m: the same as among the metrics of `simulateRecords`, in less time.
 *
 * @throws the pace's reason to stop
 */
export async function simulatePeaks(task: RecordsTask, pace: Pace): Promise<number[]> {
  return onEachRecord(task, pace, (record, episode) => simulatePeak(record, episode, task.controller));
}

function onEachRecord<Result>(
  { records, building, integrator, forceLimit, options }: RecordsTask,
  pace: Pace,
  simulate: (record: GroundMotion, episode: EpisodeTask) => Result,
): Promise<Result[]> {
  return pace.map(records, (record, index) =>
    simulate(record, { building, integrator, forceLimit, ...options?.(index) }),
  );
}
