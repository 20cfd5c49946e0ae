import { expect, test } from 'vitest';
import { encodeLogFile } from '../../../src/logging/logFile';
import { LogDamagedError, progressJson, readProgressJson } from '../../../src/logging/progressJson';
import { logRecords } from '../../support/logRecords';
import { listed } from '../../support/wholeLogs';

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

/** The records of a file that is read so many bytes at a time. */
function read(file: Uint8Array<ArrayBuffer>, partSize = 7) {
  async function* parts() {
    for (let begin = 0; begin < file.length; begin += partSize) {
      yield await Promise.resolve(file.subarray(begin, begin + partSize));
    }
  }
  return listed(readProgressJson(parts()));
}

test.each([1, 2, 100, 10_000])('it is read back exactly, in parts of %i bytes', async (partSize) => {
  expect(await read(bytes, partSize)).toEqual(logRecords);
  // A line that was not finished is left out.
  expect(await read(bytes.slice(0, -1), partSize)).toEqual(logRecords.slice(0, 1));
  expect(await read(new Uint8Array(), partSize)).toEqual([]);
});

test('a value that is not finite is absent', async () => {
  const [record] = logRecords;
  const infinite = { ...record, values: { ...record.values, 'train/approx_kl': Infinity } };
  const [back] = await read(progressJson().append(infinite));
  expect(back.values).not.toHaveProperty('train/approx_kl');
});

test.each(['not JSON', '{"time/fps": 3}', '{"curriculum/stage":1,"wall_time":2,"episodes":[{"r":1}]}', ''])(
  'a line that is no record is an error that names it: %j',
  async (line) => {
    const text = `${new TextDecoder().decode(bytes)}${line}\n`;
    await expect(read(new TextEncoder().encode(text))).rejects.toThrow(LogDamagedError);
    await expect(read(new TextEncoder().encode(text))).rejects.toThrow('line 3 of progress.json');
  },
);
