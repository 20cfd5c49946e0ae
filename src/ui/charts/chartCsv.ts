import type { LogKey } from '../../logging/logRecord';
import { formatCsv } from '../common/csv';
import type { RunCurves } from './runCurves';

/** One value of a key, as a table shows it. */
export interface ChartRow {
  readonly run: string;
  readonly stage: number;
  readonly steps: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly value: number;
}

/** All values of a key, run by run. */
export function* chartRows(key: LogKey, runs: readonly RunCurves[]): Generator<ChartRow> {
  for (const { run, log } of runs) {
    const values = log.column(key);
    const steps = log.column('time/total_timesteps');
    if (!values || !steps) continue;
    const { stage, wallTime } = log;
    for (let row = 0; row < values.length; row++) {
      if (Number.isNaN(values[row])) continue;
      yield { run, stage: stage[row], steps: steps[row], wallTime: wallTime[row], value: values[row] };
    }
  }
}

/** The values of a chart for a spreadsheet; wall time in seconds since 1970, as TensorBoard has it. */
export function chartCsv(key: LogKey, runs: readonly RunCurves[]): string {
  const rows = [...chartRows(key, runs)].map(({ run, stage, wallTime, steps, value }) => {
    return [run, stage, wallTime, steps, value];
  });
  return formatCsv(['run', 'stage', 'wall_time', 'step', key], rows);
}
