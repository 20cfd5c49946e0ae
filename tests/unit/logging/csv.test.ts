import { expect, test } from 'vitest';
import { encodeLogFile } from '../../../src/logging/logFile';
import { LOG_KEYS } from '../../../src/logging/logRecord';
import { monitorCsv } from '../../../src/logging/monitorCsv';
import { keysInUse, progressCsv } from '../../../src/logging/progressCsv';
import { logRecords, STARTED_AT } from '../../support/logRecords';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test('progress.csv has a column for each key in use, and leaves absent values empty', () => {
  const file = progressCsv(keysInUse(logRecords));
  expect(text(encodeLogFile(file, logRecords)).split('\n')).toEqual([
    'curriculum/stage,rollout/ep_len_mean,rollout/ep_rew_mean,time/fps,time/iterations,time/time_elapsed,' +
      'time/total_timesteps,train/approx_kl,train/n_updates',
    '1,,,85,1,1.5,128,1.25e-7,2',
    '2,1500,-12.625,85,2,3,8589934592,0.015625,4',
    '',
  ]);
});

test('progress.csv written as training goes on has a column for every key', () => {
  const [header, row] = [progressCsv().header(), progressCsv().append(logRecords[0])].map(text);
  expect(header).toBe(`curriculum/stage,${LOG_KEYS.join(',')}\n`);
  expect(row.split(',')).toHaveLength(LOG_KEYS.length + 1);
});

test('monitor.csv has a row for each episode, timed from the start', () => {
  const file = encodeLogFile(monitorCsv(STARTED_AT, 'a "task"'), logRecords);
  expect(text(file)).toBe(
    '#{"t_start": 1700000000.25, "env_id": "a \\"task\\""}\n' +
      'r,l,t\r\n' +
      '-12.123457,1500,3.0\r\n' +
      '-13.0,1501,3.0\r\n',
  );
});

test.each([progressCsv(), monitorCsv(STARTED_AT, 'task')])('$name grows by appending', (file) => {
  const whole = encodeLogFile(file, logRecords);
  const first = encodeLogFile(file, logRecords.slice(0, 1));
  expect(whole.subarray(0, first.length)).toEqual(first);
  expect(whole.subarray(first.length)).toEqual(file.append(logRecords[1]));
});
