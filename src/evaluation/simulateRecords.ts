import type { Building } from '../building/building';
import type { ResponseMetrics } from '../building/responseMetrics';
import type { Integrator } from '../building/stepMap';
import type { Controller, EpisodeOptions, EpisodeTrace } from '../environment/simulateEpisode';
import { simulateEpisode } from '../environment/simulateEpisode';
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
  { records, building, integrator, forceLimit, controller, options }: RecordsTask,
  pace: Pace,
  onRecord: (trace: EpisodeTrace, record: GroundMotion) => void = () => {},
): Promise<ResponseMetrics[]> {
  const metrics: ResponseMetrics[] = [];
  for (const [index, record] of records.entries()) {
    const trace = simulateEpisode(
      record,
      { building, integrator, forceLimit, ...options?.(index) },
      controller,
    );
    metrics.push(trace.metrics);
    onRecord(trace, record);
    await pace.rest();
  }
  return metrics;
}
