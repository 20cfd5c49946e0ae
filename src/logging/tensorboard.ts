import { PbfWriter } from 'pbf';
import type { LogFile } from './logFile';
import type { LogRecord } from './logRecord';
import { NOT_IN_TENSORBOARD, STAGE_KEY } from './logRecord';
import { encodeTfRecord } from './tfRecord';

type Scalar = readonly [tag: string, value: number];

/**
 * An event file for TensorBoard with the scalars that Stable-Baselines3 writes, at its steps (`num_timesteps`).
 * Format: event.proto and summary.proto of TensorBoard in TensorFlow's record file.
 *
 * @param startedAt seconds since 1970
 * @param host names the writer in the file's name
 */
export function tensorboardEvents(startedAt: number, host = 'tmd-lab'): LogFile {
  const second = String(Math.trunc(startedAt)).padStart(10, '0');
  return {
    name: `events.out.tfevents.${second}.${host}`,
    header: () => encodeEvent(startedAt, (event) => event.writeStringField(3, 'brain.Event:2')),
    append: (record) =>
      encodeEvent(record.wallTime, (event) => {
        event.writeVarintField(2, record.values['time/total_timesteps'] ?? 0);
        event.writeMessage(5, writeSummary, scalarsOf(record));
      }),
  };
}

function scalarsOf({ stage, values }: LogRecord): Scalar[] {
  const logged = Object.entries(values).filter(([key]) => !NOT_IN_TENSORBOARD.has(key));
  return [[STAGE_KEY, stage], ...logged];
}

function encodeEvent(wallTime: number, write: (event: PbfWriter) => void): Uint8Array<ArrayBuffer> {
  const event = new PbfWriter();
  event.writeDoubleField(1, wallTime);
  write(event);
  return encodeTfRecord(event.finish());
}

function writeSummary(scalars: readonly Scalar[], summary: PbfWriter): void {
  for (const scalar of scalars) summary.writeMessage(1, writeScalar, scalar);
}

function writeScalar([tag, value]: Scalar, summaryValue: PbfWriter): void {
  summaryValue.writeStringField(1, tag);
  summaryValue.writeFloatField(2, value);
}
