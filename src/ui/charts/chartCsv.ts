import type { LogKey } from '../../logging/logRecord';
import { recordsOf } from '../../logging/logFiles';
import type { LogSource } from '../../logging/logStream';
import { blobOf } from '../common/blobOf';
import { formatCsvRows } from '../common/csv';
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

/** The values of a key that are drawn, run by run: all, or where there are very many, those that the others lie between. */
export function* chartRows(key: LogKey, runs: readonly RunCurves[]): Generator<ChartRow> {
  for (const { run, log } of runs) {
    const { value, stage, steps, wallTime } = log.points(key);
    for (let i = 0; i < value.length; i++) {
      yield { run, stage: stage[i], steps: steps[i], wallTime: wallTime[i], value: value[i] };
    }
  }
}

/** A run and all rows of its log. */
export interface WholeLog {
  readonly run: string;
  readonly log: LogSource;
}

/** All values of a key for a spreadsheet; wall time in seconds since 1970, as TensorBoard has it. */
export function chartCsv(key: LogKey, runs: readonly WholeLog[]): Promise<Blob> {
  return blobOf(chartLines(key, runs));
}

async function* chartLines(key: LogKey, runs: readonly WholeLog[]): AsyncGenerator<string> {
  yield formatCsvRows([['run', 'stage', 'wall_time', 'step', key]]);
  for (const { run, log } of runs) {
    for await (const piece of log()) {
      const rows = [...recordsOf(piece)].flatMap(({ stage, wallTime, values }) => {
        const { [key]: value, 'time/total_timesteps': steps } = values;
        return value === undefined || steps === undefined ? [] : [[run, stage, wallTime, steps, value]];
      });
      if (rows.length > 0) yield formatCsvRows(rows);
    }
  }
}
