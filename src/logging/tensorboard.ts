import { PbfWriter } from 'pbf';
import type { LogFile } from './logFile';
import { concatenated } from '../numerics/concatenated';
import type { LogRecord } from './logRecord';
import { NOT_IN_TENSORBOARD, STAGE_KEY } from './logRecord';
import { encodeTfRecord } from './tfRecord';

type Scalar = readonly [tag: string, value: number];

/** `SessionLog.START` of event.proto. */
const SESSION_START = 1;

interface EventFileOptions {
  /** Names the writer in the file's name. */
  readonly writer?: string;
  /**
   * The step at which the writer starts, for one of several files of a log: TensorBoard forgets what earlier ones have
   * from it on, provided that the first file has such a start as well. Null: the log has one file only.
   */
  readonly startsAt?: number | null;
}

/**
 * An event file for TensorBoard with the scalars that Stable-Baselines3 writes, at its steps (`num_timesteps`).
 * Format: event.proto and summary.proto of TensorBoard in TensorFlow's record file.
 *
 * @param startedAt seconds since 1970
 */
export function tensorboardEvents(
  startedAt: number,
  { writer = 'tmd-lab', startsAt = null }: EventFileOptions = {},
): LogFile {
  const second = String(Math.trunc(startedAt)).padStart(10, '0');
  return {
    name: `events.out.tfevents.${second}.${writer}`,
    header: () => {
      const version = encodeEvent(startedAt, (event) => event.writeStringField(3, 'brain.Event:2'));
      if (startsAt === null) return version;
      const start = encodeEvent(startedAt, (event) => {
        event.writeVarintField(2, startsAt);
        event.writeMessage(7, writeSessionStart, null);
      });
      return concatenated([version, start]);
    },
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

function writeSessionStart(_: null, session: PbfWriter): void {
  session.writeVarintField(1, SESSION_START);
}

function writeSummary(scalars: readonly Scalar[], summary: PbfWriter): void {
  for (const scalar of scalars) summary.writeMessage(1, writeScalar, scalar);
}

function writeScalar([tag, value]: Scalar, summaryValue: PbfWriter): void {
  summaryValue.writeStringField(1, tag);
  summaryValue.writeFloatField(2, value);
}
