import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ROOT_DIRECTORY } from '../../../src/checkpoint/names';
import { LogDirectory } from '../../../src/checkpoint/store/logDirectory';
import { LogStore } from '../../../src/checkpoint/store/logStore';
import { memoryStores } from '../../../src/checkpoint/store/stores';
import { DirectoryDisk } from '../../../src/cli/directoryDisk';
import { LogColumns } from '../../../src/logging/logColumns';
import { LOG_KEYS } from '../../../src/logging/logRecord';
import { MAX_POINTS } from '../../../src/logging/thinnedSeries';
import { LogsState } from '../../../src/state/logs.svelte';
import type { StoresState } from '../../../src/state/stores.svelte';
import { LogRecorder } from '../../../src/trainer/logRecorder';
import type { TrainerEvent } from '../../../src/trainer/protocol';
import { logFileOf } from '../../../src/ui/charts/logFileOf';
import { longLog, STEPS_PER_ROW } from '../../support/longLog';
import { taskName } from '../../../src/curriculum/taskName';

/**
 * Fault: a training of very many short iterations. Its log held 0.3 kB a row in the page and as much in the worker, for as long
 * as the page was open. Rows are counted here, not bytes: it takes the same everywhere.
 */
const ROWS = 200_000;
/** Iterations between two writes of the log, which are five seconds apart. */
const ROWS_PER_FLUSH = 2000;

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'tmd-lab-long-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Lines of a file, without its header. */
async function rowsOf(content: Blob): Promise<string[]> {
  return (await content.text()).trimEnd().split('\n').slice(1);
}

/** A training that the page follows, as the worker does. */
async function train(page: LogsState, record: Pick<LogRecorder, 'hear' | 'flush'>): Promise<void> {
  const hear = (event: TrainerEvent) => {
    record.hear(event);
    if (event.type === 'stage') page.beginAt('', event.numTimesteps);
    if (event.type === 'log') page.append('', [event.record]);
  };
  hear({ type: 'stage', stage: 1, numTimesteps: 0 });
  let rows = 0;
  for (const entry of longLog(ROWS)) {
    hear({ type: 'log', record: entry });
    if (++rows % ROWS_PER_FLUSH === 0) await record.flush();
  }
  await record.flush();
}

test('the fault is real: columns of all rows grow with them', () => {
  const log = new LogColumns();
  for (const record of longLog(20_000)) log.append(record);
  const { values, stage, wallTime } = log.rows(0);
  const numbers = Object.values(values).reduce(
    (sum, { length }) => sum + length,
    stage.length + wallTime.length,
  );
  expect(numbers).toBeGreaterThan(20_000 * 10);
});

test('page and worker hold a bounded number of rows, and every export has all of them', async () => {
  const stores = memoryStores();
  const page = new LogsState({ stores } as StoresState);
  await page.open('');
  const writes = vi.spyOn(stores.logs, 'write');
  const reads = vi.spyOn(stores.logs, 'read');
  const problems: unknown[] = [];
  const recorder = await LogRecorder.open(new LogStore(stores.logs).of(''), {
    onProblem: (problem) => problems.push(problem),
    onStored: (timesteps) => page.stored('', timesteps),
  });
  await train(page, recorder);
  expect(problems).toEqual([]);

  // What is drawn.
  expect(page.log.length).toBe(ROWS);
  expect(page.log.size).toBeLessThan(LOG_KEYS.length * MAX_POINTS);
  // What the worker has written at a time is all that it held: the rows since the last write, and a piece begun before.
  const written = writes.mock.calls.map(([, , pieces]) =>
    pieces.reduce((sum, { stage }) => sum + stage.length, 0),
  );
  expect(Math.max(...written)).toBeLessThanOrEqual(ROWS_PER_FLUSH + 512);
  expect(written).toHaveLength(ROWS / ROWS_PER_FLUSH);

  const { content } = await logFileOf('progress', page.whole(''), taskName(undefined));
  const rows = await rowsOf(content);
  expect(rows).toHaveLength(ROWS);
  expect(rows[0].split(',')[0]).toBe('1');
  expect(rows.at(-1)).toContain(`,${ROWS * STEPS_PER_ROW},`);
  // A bounded part of the store at a time.
  const taken = await Promise.all(
    reads.mock.results.map(({ value }) => value as ReturnType<typeof stores.logs.read>),
  );
  expect(Math.max(...taken.map((pieces) => pieces.length))).toBeLessThanOrEqual(16);

  // A later visit.
  const later = new LogsState({ stores } as StoresState);
  await later.open('');
  expect([later.log.length, later.log.size]).toEqual([ROWS, page.log.size]);
  for (const key of page.log.keys) {
    expect([key, [...later.log.points(key).value]]).toEqual([key, [...page.log.points(key).value]]);
  }
});

test('so does the command line, whose files have all rows after a start in the middle', async () => {
  const open = () =>
    new LogDirectory(new DirectoryDisk(directory, ROOT_DIRECTORY), ROOT_DIRECTORY, {
      task: 'task',
      writer: 'test',
    });
  const append = vi.spyOn(LogColumns.prototype, 'append');
  const longest = () =>
    (append.mock.contexts as LogColumns[]).reduce((most, { length }) => Math.max(most, length), 0);
  const half = ROWS / 20;
  for (const [begin, end] of [
    [0, half],
    [half - 100, 2 * half],
  ]) {
    const recorder = await LogRecorder.open(open(), {
      onProblem: (problem) => {
        throw problem as Error;
      },
    });
    recorder.hear({ type: 'stage', stage: 1, numTimesteps: begin * STEPS_PER_ROW });
    let rows = 0;
    for (const record of longLog(2 * half, begin)) {
      if (begin + rows === end) break;
      recorder.hear({ type: 'log', record });
      if (++rows % ROWS_PER_FLUSH === 0) await recorder.flush();
    }
    await recorder.flush();
  }
  expect(longest()).toBe(512);
  append.mockRestore();
  for (const name of ['progress.json', 'progress.csv']) {
    const lines = readFileSync(join(directory, name), 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(2 * half + (name === 'progress.csv' ? 1 : 0));
    expect(lines.at(-1)).toContain(String(2 * half * STEPS_PER_ROW));
  }
});
