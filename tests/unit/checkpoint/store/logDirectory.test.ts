import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { DirectoryDisk } from '../../../../src/cli/directoryDisk';
import { ForeignLogError, LogDirectory } from '../../../../src/checkpoint/store/logDirectory';
import { taskName } from '../../../../src/curriculum/taskName';
import { LogDamagedError } from '../../../../src/logging/progressJson';
import type { LogRecord } from '../../../../src/logging/logRecord';
import { LogRecorder } from '../../../../src/trainer/logRecorder';
import { logFileOf } from '../../../../src/ui/charts/logFileOf';
import { logRecords, STARTED_AT } from '../../../support/logRecords';
import { readEvents } from '../../../support/readEvents';
import { recordsIn, sourceOf } from '../../../support/wholeLogs';

const MOUNT = 'models/rl_v9_advanced/';

let directory: string;
let disk: DirectoryDisk;
const problems: unknown[] = [];
/** Milliseconds since 1970; a second a start. */
let clock = 1000 * STARTED_AT;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tmd-lab-logs-'));
  disk = new DirectoryDisk(directory, MOUNT);
  problems.length = 0;
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
});

const open = () => new LogDirectory(disk, MOUNT, { task: taskName(undefined), writer: 'machine.1' });
const file = (name: string) => join(directory, name);
const bytesOf = (name: string) => new Uint8Array(readFileSync(file(name)));
const eventFiles = () => readdirSync(directory).filter((name) => name.startsWith('events.out.tfevents.'));

/** The iteration that ends at `timesteps`; every second one ends an episode and has its mean. */
function at(timesteps: number): LogRecord {
  const isOdd = (timesteps / 64) % 2 === 1;
  return {
    stage: 1,
    wallTime: STARTED_AT + timesteps / 64,
    values: {
      'time/time_elapsed': timesteps / 64,
      'time/total_timesteps': timesteps,
      ...(isOdd ? {} : { 'rollout/ep_rew_mean': -timesteps }),
    },
    episodes: isOdd ? [] : [{ r: -timesteps, l: 128 }],
  };
}

/** A start of the program that trains on after `start` timesteps. */
async function record(start: number, ...timesteps: number[]): Promise<void> {
  vi.spyOn(Date, 'now').mockReturnValue((clock += 1000));
  const recorder = await LogRecorder.open(open(), { onProblem: (error) => problems.push(error) });
  recorder.hear({ type: 'stage', stage: 1, numTimesteps: start });
  for (const steps of timesteps) {
    recorder.hear({ type: 'log', record: at(steps) });
    await recorder.flush();
  }
  await recorder.flush();
}

/** What the files must hold: what the page would give of the same log. */
async function expectLog(...timesteps: number[]): Promise<void> {
  const records = timesteps.map(at);
  for (const format of ['progress', 'monitor'] as const) {
    const { name, content } = await logFileOf(format, sourceOf(records), taskName(undefined));
    expect(new TextDecoder().decode(bytesOf(name))).toBe(await content.text());
  }
  expect(await recordsIn(open().stream())).toEqual(records);
  expect(problems).toEqual([]);
}

/** Steps that TensorBoard has left, as its event accumulator purges them. */
function stepsInTensorBoard(): number[] {
  let steps: number[] = [];
  let hasStarted = false;
  for (const name of eventFiles().sort()) {
    for (const event of readEvents(bytesOf(name))) {
      const { step = 0 } = event;
      if (event.isStart) {
        // The first start only tells that others are restarts.
        if (hasStarted) steps = steps.filter((earlier) => earlier < step);
        hasStarted = true;
      }
      if (!event.isStart && event.fileVersion === undefined) steps.push(step);
    }
  }
  return steps;
}

describe('the log in the directory of a run', () => {
  test('is what the page gives for download', async () => {
    await record(0, 64, 128, 192);
    await expectLog(64, 128, 192);
    expect(readdirSync(directory).sort()).toEqual([
      ...eventFiles(),
      'monitor.csv',
      'progress.csv',
      'progress.json',
    ]);
    expect(eventFiles()).toHaveLength(1);
    expect(stepsInTensorBoard()).toEqual([64, 128, 192]);
  });

  test('goes on where training goes on, in the same files', async () => {
    await record(0, 64, 128);
    const before = bytesOf('progress.csv');
    await record(128, 192, 256);
    await expectLog(64, 128, 192, 256);
    expect(bytesOf('progress.csv').subarray(0, before.length)).toEqual(before);
    expect(eventFiles()).toHaveLength(2);
    expect(stepsInTensorBoard()).toEqual([64, 128, 192, 256]);
  });

  test('is read by TensorBoard in the order of the starts, though the clock was set back', async () => {
    await record(0, 64, 128);
    clock -= 3_600_000;
    await record(128, 192);
    clock -= 3_600_000;
    await record(192, 256);
    clock += 7_200_000;
    expect(eventFiles()).toHaveLength(3);
    expect(stepsInTensorBoard()).toEqual([64, 128, 192, 256]);
  });

  test('never runs backwards where it was stored so, and is mended for good', async () => {
    await record(0, 64, 128);
    const stored = readFileSync(file('progress.json'), 'utf8');
    const clockBehind = stored.replace(`${STARTED_AT + 2}`, `${STARTED_AT - 3600}`);
    expect(clockBehind).not.toBe(stored);
    writeFileSync(file('progress.json'), clockBehind);
    await record(128, 192);
    await expectLog(64, 128, 192);
    expect(readFileSync(file('progress.json'), 'utf8').startsWith(stored)).toBe(true);
  });

  test('forgets what training writes anew', async () => {
    await record(0, 64, 128, 192);
    await record(64, 128, 192, 256);
    await expectLog(64, 128, 192, 256);
    expect(stepsInTensorBoard()).toEqual([64, 128, 192, 256]);
  });

  test('begins anew with the training', async () => {
    writeFileSync(file('events.out.tfevents.1700000000.node.1.0'), 'of another program');
    await record(0, 64, 128, 192);
    await record(0);
    expect(readdirSync(directory)).toEqual(['events.out.tfevents.1700000000.node.1.0']);
    await record(0, 64);
    await record(0, 64, 128);
    await expectLog(64, 128);
    expect(eventFiles()).toHaveLength(2);
  });

  test.each(['progress.json', 'progress.csv', 'monitor.csv'])(
    'is whole again where a killed process left half a line in %s',
    async (name) => {
      await record(0, 64, 128);
      appendFileSync(file(name), '{"curriculum/st');
      await record(128, 192);
      await expectLog(64, 128, 192);
    },
  );

  test('is whole again where a killed process had not written all files', async () => {
    await record(0, 64, 128);
    const csv = bytesOf('progress.csv');
    writeFileSync(file('progress.csv'), csv.subarray(0, csv.lastIndexOf(10, -2) + 1));
    rmSync(file('monitor.csv'));
    eventFiles().forEach((name) => rmSync(file(name)));
    await record(128, 192);
    await expectLog(64, 128, 192);
    expect(stepsInTensorBoard()).toEqual([64, 128, 192]);
  });

  test('is whole again once a disk that refused takes it', async () => {
    await record(0, 64);
    const recorder = await LogRecorder.open(open(), { onProblem: (error) => problems.push(error) });
    const append = vi.spyOn(disk, 'append').mockRejectedValue(new Error('full'));
    recorder.hear({ type: 'stage', stage: 1, numTimesteps: 64 });
    recorder.hear({ type: 'log', record: at(128) });
    await recorder.flush();
    expect(problems.splice(0)).toEqual([new Error('full')]);
    append.mockRestore();
    recorder.hear({ type: 'log', record: at(192) });
    await recorder.flush();
    await expectLog(64, 128, 192);
    expect(stepsInTensorBoard()).toEqual([64, 128, 192]);
  });

  test("leaves another program's files alone", async () => {
    writeFileSync(file('monitor.csv'), 'of another program');
    await record(0, 64);
    expect(problems).toEqual([expect.any(ForeignLogError)]);
    expect(String(problems)).toContain(`${file('monitor.csv')} is another program's`);
    expect(readdirSync(directory)).toEqual(['monitor.csv']);
  });

  test('leaves a log that is damaged alone', async () => {
    await record(0, 64);
    const damaged = `damaged\n${readFileSync(file('progress.json'), 'utf8')}`;
    writeFileSync(file('progress.json'), damaged);
    await record(64, 128);
    expect(problems).toEqual([expect.any(LogDamagedError)]);
    expect(readFileSync(file('progress.json'), 'utf8')).toBe(damaged);
  });
});

test('the records of the fixture go through the files unchanged', async () => {
  await open().write(logRecords, Infinity);
  expect(await recordsIn(open().stream())).toEqual(logRecords);
});
