import type { ResponseMetrics } from '../building/responseMetrics';
import type { Integrator } from '../building/stepMap';
import type { Controller, EpisodeOptions } from '../environment/simulateEpisode';
import { simulateEpisode } from '../environment/simulateEpisode';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { Pace } from './pace';

/** One controller on several records. */
export interface RecordsTask {
  readonly records: readonly GroundMotion[];
  readonly integrator: Integrator;
  /** N */
  readonly forceLimit: number;
  readonly controller: Controller;
  /** @param index of the record */
  readonly options?: (index: number) => EpisodeOptions;
}

/**
 * @param onRecord after each record
 * @throws the pace's reason to stop
 */
export async function simulateRecords(
  { records, integrator, forceLimit, controller, options }: RecordsTask,
  pace: Pace,
  onRecord: () => void = () => {},
): Promise<ResponseMetrics[]> {
  const metrics: ResponseMetrics[] = [];
  for (const [index, record] of records.entries()) {
    metrics.push(simulateEpisode(record, integrator, forceLimit, controller, options?.(index)).metrics);
    onRecord();
    await pace.rest();
  }
  return metrics;
}
