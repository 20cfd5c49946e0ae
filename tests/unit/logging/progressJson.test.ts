import { expect, test } from 'vitest';
import { encodeLogFile } from '../../../src/logging/logFile';
import { LogDamagedError, progressJson, readProgressJson } from '../../../src/logging/progressJson';
import { logRecords } from '../../support/logRecords';

const bytes = encodeLogFile(progressJson(), logRecords);

test('progress.json has a line for each iteration, under the keys of Stable-Baselines3', () => {
  const [first, second, end] = new TextDecoder().decode(bytes).split('\n');
  expect(JSON.parse(first)).toEqual({
    'curriculum/stage': 1,
    'time/fps': 85,
    'time/iterations': 1,
    'time/time_elapsed': 1.5,
    'time/total_timesteps': 128,
    'train/approx_kl': 1.25e-7,
    'train/n_updates': 2,
    wall_time: logRecords[0].wallTime,
    episodes: [],
  });
  expect(JSON.parse(second)).toMatchObject({
    'rollout/ep_rew_mean': -12.625,
    episodes: logRecords[1].episodes,
  });
  expect(end).toBe('');
});

test('it is read back exactly, without a line that was not finished', () => {
  expect(readProgressJson(bytes)).toEqual(logRecords);
  expect(readProgressJson(bytes.slice(0, -1))).toEqual(logRecords.slice(0, 1));
  expect(readProgressJson(new Uint8Array())).toEqual([]);
});

test('a value that is not finite is absent', () => {
  const [record] = logRecords;
  const infinite = { ...record, values: { ...record.values, 'train/approx_kl': Infinity } };
  const [read] = readProgressJson(progressJson().append(infinite));
  expect(read.values).not.toHaveProperty('train/approx_kl');
});

test.each(['not JSON', '{"time/fps": 3}', '{"curriculum/stage":1,"wall_time":2,"episodes":[{"r":1}]}', ''])(
  'a line that is no record is an error that names it: %j',
  (line) => {
    const text = `${new TextDecoder().decode(bytes)}${line}\n`;
    expect(() => readProgressJson(new TextEncoder().encode(text))).toThrow(LogDamagedError);
    expect(() => readProgressJson(new TextEncoder().encode(text))).toThrow('line 3 of progress.json');
  },
);
