import { PbfReader } from 'pbf';
import { expect } from 'vitest';
import { maskedCrc32c } from '../../src/logging/tfRecord';

/** What an event of TensorBoard holds, as far as we write any. */
export interface LoggedEvent {
  wallTime?: number;
  step?: number;
  fileVersion?: string;
  /** A writer has started: what others have from its step on is void. */
  isStart?: boolean;
  scalars: Record<string, number>;
}

/** Reads an event file by its specification, every checksum checked. */
export function readEvents(file: Uint8Array): LoggedEvent[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const events: LoggedEvent[] = [];
  for (let offset = 0; offset < file.length;) {
    const length = Number(view.getBigUint64(offset, true));
    expect(view.getUint32(offset + 8, true)).toBe(maskedCrc32c(file.subarray(offset, offset + 8)));
    const data = file.subarray(offset + 12, offset + 12 + length);
    expect(view.getUint32(offset + 12 + length, true)).toBe(maskedCrc32c(data));
    events.push(readEvent(data));
    offset += 16 + length;
  }
  return events;
}

function readEvent(data: Uint8Array): LoggedEvent {
  const readScalar = (tag: number, scalar: { tag: string; value: number }, reader: PbfReader) => {
    if (tag === 1) scalar.tag = reader.readString();
    else if (tag === 2) scalar.value = reader.readFloat();
  };
  const readSession = (tag: number, session: { status: number }, reader: PbfReader) => {
    if (tag === 1) session.status = reader.readVarint();
  };
  const readSummary = (tag: number, event: LoggedEvent, reader: PbfReader) => {
    if (tag !== 1) return;
    const scalar = reader.readMessage(readScalar, { tag: '', value: NaN });
    event.scalars[scalar.tag] = scalar.value;
  };
  const readField = (tag: number, event: LoggedEvent, reader: PbfReader) => {
    if (tag === 1) event.wallTime = reader.readDouble();
    else if (tag === 2) event.step = reader.readVarint();
    else if (tag === 3) event.fileVersion = reader.readString();
    else if (tag === 7) event.isStart = reader.readMessage(readSession, { status: 0 }).status === 1;
    else if (tag === 5) reader.readMessage(readSummary, event);
  };
  return new PbfReader(data).readFields(readField, { scalars: {} });
}
