import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { DISKS } from '../../support/disks';
import { DIRECTORY, TINY, trainUntil } from '../../support/sessions';

const [ONE, TWO, THREE, FOUR] = TINY.stages;
/** Three iterations, so that the automatic save of stage 1 is to be deleted at its end. */
const SETTINGS = { ...TINY, stages: [{ ...ONE, total_timesteps: 3 * 128 }, TWO, THREE, FOUR] } as const;
const INTERRUPTED = `${DIRECTORY}/stage1_INTERRUPTED_50kN.zip`;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe.each(DISKS)(
  'a disk (%s) that cannot delete the automatic save of a completed stage',
  (_, openDisk) => {
    test('is told of, and training goes on', async () => {
      const disk = openDisk();
      let refusals = 0;
      disk.delete = () => {
        refusals++;
        return Promise.reject(new Error('Input/output error'));
      };
      const { result, lines } = await trainUntil(
        disk,
        (event) => event.type === 'log' && event.record.stage === 2,
        SETTINGS,
      );
      // The fault is real: it was asked to delete, and the file is still there.
      expect(refusals).toBeGreaterThan(0);
      expect((await disk.list('')).map(({ path }) => path)).toContain(INTERRUPTED);
      expect(result).toEqual({ outcome: 'interrupted', problem: null });
      expect(lines()).toContain(
        `${INTERRUPTED} is of no more use and could not be deleted (Input/output error)`,
      );
      expect(lines()).toContain('STAGE 2/4: M5.7 @ 100kN');
    });
  },
);
