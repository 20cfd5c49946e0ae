import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeLogFile } from '../../src/logging/logFile';
import { monitorCsv } from '../../src/logging/monitorCsv';
import { keysInUse, progressCsv } from '../../src/logging/progressCsv';
import { tensorboardEvents } from '../../src/logging/tensorboard';
import { logRecords, STARTED_AT } from '../support/logRecords';
import { describeWithPython } from './python';

/** What `read_logs.py` reports. */
interface Report {
  readonly versions: string;
  /** By tag: wall time, step, value. */
  readonly scalars: Readonly<Record<string, readonly (readonly [number, number, number])[]>>;
  readonly header: object;
  readonly episodes: readonly object[];
  readonly progress: readonly Readonly<Record<string, number | null>>[];
}

describeWithPython('our logs, read by their readers', ['tensorboard', 'pandas'], (executable) => {
  let folder: string;
  const files = [
    progressCsv(keysInUse(logRecords)),
    monitorCsv(STARTED_AT, 'TMD'),
    tensorboardEvents(STARTED_AT),
  ];
  let report: Report;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'tmd-lab-logs-'));
    for (const file of files) writeFileSync(join(folder, file.name), encodeLogFile(file, logRecords));
    const script = join(import.meta.dirname, 'read_logs.py');
    const result = join(folder, 'result.json');
    execFileSync(executable, ['-W', 'ignore', script, folder, result], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    report = JSON.parse(readFileSync(result, 'utf8')) as Report;
    console.log(`Read by ${report.versions}.`);
  }, 300_000);

  afterAll(() => rmSync(folder, { recursive: true }));

  test('TensorBoard finds every scalar at its step and wall time', () => {
    const [first, second] = logRecords.map(({ wallTime }) => wallTime);
    expect(report.scalars).toEqual({
      'curriculum/stage': [
        [first, 128, 1],
        [second, 2 ** 33, 2],
      ],
      'rollout/ep_len_mean': [[second, 2 ** 33, 1500]],
      'rollout/ep_rew_mean': [[second, 2 ** 33, -12.625]],
      'time/fps': [
        [first, 128, 85],
        [second, 2 ** 33, 85],
      ],
      'train/approx_kl': [
        [first, 128, Math.fround(1.25e-7)],
        [second, 2 ** 33, 0.015625],
      ],
    });
  });

  test('load_results of Stable-Baselines3 finds every episode', () => {
    expect(report.header).toEqual({ t_start: STARTED_AT, env_id: 'TMD' });
    expect(report.episodes).toEqual([
      { r: -12.123457, l: 1500, t: 3 },
      { r: -13, l: 1501, t: 3 },
    ]);
  });

  test('Stable-Baselines3 writes the same monitor.csv, byte for byte', () => {
    const ours = readFileSync(join(folder, 'monitor.csv'), 'utf8');
    expect(ours).toBe(readFileSync(join(folder, 'sb3.monitor.txt'), 'utf8'));
  });

  test('pandas finds every value of progress.csv', () => {
    const keys = ['curriculum/stage', ...keysInUse(logRecords)];
    const expected = logRecords.map(({ stage, values }) => {
      const all: Record<string, number> = { 'curriculum/stage': stage, ...values };
      return Object.fromEntries(keys.map((key) => [key, all[key] ?? null]));
    });
    expect(report.progress).toEqual(expected);
  });
});
