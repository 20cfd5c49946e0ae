import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LogRecord } from '../../../src/logging/logRecord';
import { LOG_KEYS } from '../../../src/logging/logRecord';
import {
  commonBeginning,
  firstRows,
  joined,
  mendedStream,
  rowsFrom,
  summarise,
  upTo,
} from '../../../src/logging/logStream';
import { longLog, STEPS_PER_ROW } from '../../support/longLog';
import { STARTED_AT } from '../../support/logRecords';
import { gathered, recordsIn, sourceOf } from '../../support/wholeLogs';

const ROWS = 60;
const records = [...longLog(ROWS)];
const size = fc.integer({ min: 1, max: ROWS + 5 });
const row = fc.integer({ min: 0, max: ROWS + 5 });
/** The rows as they are read in one piece. */
const whole = await recordsIn(sourceOf(records, ROWS)());

test('a log is the same wherever it is cut, and so is each part of it', async () => {
  await fc.assert(
    fc.asyncProperty(size, row, async (rowsPerPiece, at) => {
      const log = sourceOf(records, rowsPerPiece);
      expect(await recordsIn(log())).toEqual(whole);
      expect(await recordsIn(firstRows(log(), at))).toEqual(whole.slice(0, at));
      expect(await recordsIn(rowsFrom(log(), at))).toEqual(whole.slice(at));
      expect(await recordsIn(joined(firstRows(log(), at), rowsFrom(log(), at)))).toEqual(whole);
      expect(await recordsIn(upTo(log(), STEPS_PER_ROW * at))).toEqual(whole.slice(0, at));
      expect(await recordsIn(upTo(log(), Infinity))).toEqual(whole);
    }),
  );
});

test('what is known of a log does not depend on where it is cut, or on what is counted first', async () => {
  const expected = {
    rows: ROWS,
    keys: LOG_KEYS.filter((key) => records.some(({ values }) => values[key] !== undefined)),
    startedAt: STARTED_AT - 0.25,
    timesteps: ROWS * STEPS_PER_ROW,
    lastReading: (await gathered(sourceOf(records)())).lastReading,
  };
  await fc.assert(
    fc.asyncProperty(size, row, async (rowsPerPiece, at) => {
      const log = sourceOf(records, rowsPerPiece);
      expect(await summarise(log())).toEqual(expected);
      expect(await summarise(rowsFrom(log(), at), await summarise(firstRows(log(), at)))).toEqual(expected);
    }),
  );
});

test('pieces that an earlier version stored are mended as one log', async () => {
  async function* stored(rowsPerPiece: number) {
    for (let begin = 0; begin < ROWS; begin += rowsPerPiece) {
      const part = records.slice(begin, begin + rowsPerPiece);
      const rows = (await gathered(sourceOf(part)())).rows(0);
      yield { ...rows, wallTime: Float64Array.from(part, ({ wallTime }) => wallTime) };
    }
  }
  await fc.assert(
    fc.asyncProperty(size, async (rowsPerPiece) => {
      expect(await recordsIn(mendedStream(stored(rowsPerPiece)))).toEqual(whole);
    }),
  );
});

test('two logs have a common beginning, and each may go on', async () => {
  const later = (record: LogRecord) => ({ ...record, wallTime: record.wallTime + 1e6 });
  await fc.assert(
    fc.asyncProperty(row, row, row, size, async (common, a, b, rowsPerPiece) => {
      const beginning = records.slice(0, common);
      const one = [...beginning, ...records.slice(common, common + a)];
      const other = [...beginning, ...records.slice(common, common + b).map(later)];
      const { rows, goesOn, wallTime } = await commonBeginning(
        sourceOf(one, rowsPerPiece)(),
        sourceOf(other, 7)(),
      );
      expect(rows).toBe(beginning.length);
      expect(goesOn).toEqual([one.length > rows, other.length > rows]);
      expect(wallTime).toBe(whole.at(rows - 1 < 0 ? ROWS : rows - 1)?.wallTime ?? -Infinity);
    }),
  );
});
