import { PbfReader } from 'pbf';
import { expect, test } from 'vitest';
import { encodeLogFile } from '../../../src/logging/logFile';
import { tensorboardEvents } from '../../../src/logging/tensorboard';
import { maskedCrc32c } from '../../../src/logging/tfRecord';
import { logRecords, STARTED_AT } from '../../support/logRecords';

interface Event {
  wallTime?: number;
  step?: number;
  fileVersion?: string;
  scalars: Record<string, number>;
}

/** Reads an event file by its specification, every checksum checked. */
function readEvents(file: Uint8Array): Event[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const events: Event[] = [];
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

function readEvent(data: Uint8Array): Event {
  const readScalar = (tag: number, scalar: { tag: string; value: number }, reader: PbfReader) => {
    if (tag === 1) scalar.tag = reader.readString();
    else if (tag === 2) scalar.value = reader.readFloat();
  };
  const readSummary = (tag: number, event: Event, reader: PbfReader) => {
    if (tag !== 1) return;
    const scalar = reader.readMessage(readScalar, { tag: '', value: NaN });
    event.scalars[scalar.tag] = scalar.value;
  };
  const readField = (tag: number, event: Event, reader: PbfReader) => {
    if (tag === 1) event.wallTime = reader.readDouble();
    else if (tag === 2) event.step = reader.readVarint();
    else if (tag === 3) event.fileVersion = reader.readString();
    else if (tag === 5) reader.readMessage(readSummary, event);
  };
  return new PbfReader(data).readFields(readField, { scalars: {} });
}

test('an event file begins with its version, then has the scalars of each iteration at its step', () => {
  const file = tensorboardEvents(STARTED_AT);
  expect(file.name).toBe('events.out.tfevents.1700000000.tmd-lab');
  expect(readEvents(encodeLogFile(file, logRecords))).toEqual([
    { wallTime: STARTED_AT, fileVersion: 'brain.Event:2', scalars: {} },
    {
      wallTime: STARTED_AT + 1.5,
      step: 128,
      scalars: { 'curriculum/stage': 1, 'time/fps': 85, 'train/approx_kl': Math.fround(1.25e-7) },
    },
    {
      wallTime: STARTED_AT + 3,
      step: 2 ** 33,
      scalars: {
        'curriculum/stage': 2,
        'rollout/ep_len_mean': 1500,
        'rollout/ep_rew_mean': -12.625,
        'time/fps': 85,
        'train/approx_kl': 0.015625,
      },
    },
  ]);
});

test('the first record is the one that every event file begins with, byte for byte', () => {
  const header = tensorboardEvents(0).header();
  const version = [...new TextEncoder().encode('brain.Event:2')];
  const event = [0x09, 0, 0, 0, 0, 0, 0, 0, 0, 0x1a, 13, ...version];
  expect([...header.subarray(0, 12)]).toEqual([24, 0, 0, 0, 0, 0, 0, 0, 0xa3, 0x7f, 0x4b, 0x22]);
  expect([...header.subarray(12, 36)]).toEqual(event);
  expect(header).toHaveLength(40);
});
