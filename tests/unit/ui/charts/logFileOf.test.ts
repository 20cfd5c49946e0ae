import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeLog } from '../../../../src/logging/logFiles';
import { progressJson } from '../../../../src/logging/progressJson';
import { chartCsv } from '../../../../src/ui/charts/chartCsv';
import { logFileOf } from '../../../../src/ui/charts/logFileOf';
import { blobOf } from '../../../../src/ui/common/blobOf';
import { longLog } from '../../../support/longLog';
import { bytesOf, sourceOf } from '../../../support/wholeLogs';
import { taskName } from '../../../../src/curriculum/taskName';

const records = [...longLog(1300)];
/** Of an event, the order of the scalars was that in which keys had come; here all of them come in the piece that was stored first. */
const short = [...longLog(500)];

/** What was written of these logs when all of one was read into the memory at once: commit 992f0de. */
const WHOLE = {
  tensorboard: 'a2c35751d8c52b5d551c0a0037ea40790b3f985e00a912cfe71bc65c61c5e5e2',
  progress: 'cffc2bda283ed206c03f6a12a368b0e52a6446c0e407355bb2a393e3de9883f6',
  monitor: 'f937f496ef49a3170e5d02c502189a29f613994ab1f96d9a7884e6b8ec39d6e7',
  json: '8e198c72bc0c70c24718ba332cfee2e14a2951bfc9db3fb72b045e1b96b97c67',
  'rollout/ep_rew_mean': 'ba388ff6ab2a0a099216c7cbb8e37c3caebedb210f8bde82bd85952c133d812b',
  'eval/mean_reward': '8693a2321f4077d38398644ab4a3bd358f53fe8fb0a4995a1fcb673f99dbd463',
};

async function hashOf(content: Blob): Promise<string> {
  return createHash('sha256')
    .update(await bytesOf(content))
    .digest('hex');
}

const pieces = fc.integer({ min: 1, max: 1400 });

test.each(['tensorboard', 'progress', 'monitor'] as const)(
  'the file for %s has the bytes that it had, wherever the log is cut as it is read',
  async (format) => {
    await fc.assert(
      fc.asyncProperty(pieces, async (rowsPerPiece) => {
        const log = sourceOf(format === 'tensorboard' ? short : records, rowsPerPiece);
        const { content } = await logFileOf(format, log, taskName(undefined));
        expect(await hashOf(content)).toBe(WHOLE[format]);
      }),
      { numRuns: 8 },
    );
  },
);

test.each(['rollout/ep_rew_mean', 'eval/mean_reward'] as const)('so has the CSV file of %s', async (key) => {
  await fc.assert(
    fc.asyncProperty(pieces, async (rowsPerPiece) => {
      const log = sourceOf(records, rowsPerPiece);
      const runs = [
        { run: '', log },
        { run: 'wide, 2', log },
      ];
      expect(await hashOf(await chartCsv(key, runs))).toBe(WHOLE[key]);
    }),
    { numRuns: 8 },
  );
});

test('so has progress.json', async () => {
  expect(await hashOf(await blobOf(encodeLog(progressJson(), sourceOf(records, 99)())))).toBe(WHOLE.json);
});

test('an empty log is an empty file', async () => {
  const { name, content } = await logFileOf('progress', sourceOf([]), taskName(undefined));
  expect([name, await content.text()]).toEqual(['progress.csv', 'curriculum/stage\n']);
});
