import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { StageNumber } from '../../../src/curriculum/settings';
import { STAGE_NUMBERS } from '../../../src/curriculum/settings';
import type { TrainerEvent } from '../../../src/trainer/protocol';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { chosenOf, testAgain } from '../../support/extent';
import { MemoryDisk } from '../../support/memoryDisk';
import { DIRECTORY, makeHost, readCheckpoint, TINY, trainOnly, trainUntil } from '../../support/sessions';

const FINAL = `${DIRECTORY}/final_v9_advanced.zip`;

const inEvaluationOf = (stage: StageNumber) => (event: TrainerEvent) =>
  event.type === 'progress' && event.progress.stage === stage && event.progress.phase === 'evaluation';
const afterFirstIterationOf = (stage: StageNumber) => (event: TrainerEvent) =>
  event.type === 'log' && event.record.stage === stage && event.record.values['time/iterations'] === 1;

const unbroken = new MemoryDisk();

beforeAll(async () => {
  await tf.setBackend('cpu');
  await trainOnly(unbroken);
});

async function expectTheSameFiles(disk: MemoryDisk): Promise<void> {
  const wanted = await unbroken.list('');
  const emergencies = /_(INTERRUPTED|ERROR)_/;
  expect((await disk.list('')).map(({ path }) => path).filter((path) => !emergencies.test(path))).toEqual(
    wanted.map(({ path }) => path),
  );
  for (const { path } of wanted) expect(await disk.read(path)).toEqual(await unbroken.read(path));
}

describe.each(chosenOf<StageNumber>([1, 2, 4], [1]))(
  'an interrupt during the evaluation of stage %i',
  (stage) => {
    test('is made up for at the next start, and all files are those of a run that was never stopped', async () => {
      const disk = new MemoryDisk();
      const { result, lines } = await trainUntil(disk, inEvaluationOf(stage));
      // The fault is real: the stage is complete, and its evaluation is not there.
      const { evaluations } = await readCheckpoint(disk, `stage${stage}_${[50, 100, 150, 150][stage - 1]}kN`);
      expect(evaluations.map((evaluation) => evaluation.stage)).toEqual(STAGE_NUMBERS.slice(0, stage - 1));
      expect(lines()).toContain(
        `The evaluation of stage ${stage} was cut short: the next start makes up for it`,
      );
      // After the last stage, only the evaluation of the final model is left, which the next start does as well.
      expect(result.outcome).toBe(stage === 4 ? 'complete' : 'interrupted');
      const again = await trainOnly(disk);
      expect(again.lines()).toContain(`Making up for the evaluation of stage ${stage}`);
      expect((await readCheckpoint(disk, 'final_v9_advanced')).evaluations).toHaveLength(4);
      await expectTheSameFiles(disk);
    });
  },
);

describe('an interrupt', () => {
  testAgain(
    'while an evaluation is made up for changes nothing, and the next start tries again',
    async () => {
      const disk = new MemoryDisk();
      await trainUntil(disk, inEvaluationOf(1));
      const before = await disk.list('');
      const isMakingUp = (event: TrainerEvent) =>
        event.type === 'console' && event.line.startsWith('Making up');
      const { result } = await trainUntil(disk, isMakingUp);
      expect(result).toEqual({ outcome: 'interrupted', problem: null });
      expect(await disk.list('')).toEqual(before);
      await trainOnly(disk);
      await expectTheSameFiles(disk);
    },
  );

  testAgain('in the middle of stage 2 leads to the same final model', async () => {
    const resumed = new MemoryDisk();
    await trainUntil(resumed, afterFirstIterationOf(2));
    await trainOnly(resumed);
    await expectTheSameFiles(resumed);

    const continued = new MemoryDisk();
    await trainUntil(continued, afterFirstIterationOf(2));
    const controller = new AbortController();
    const { host } = makeHost(continued);
    const emit = (event: TrainerEvent) => {
      if (event.type === 'saved' && event.path === FINAL) controller.abort();
    };
    const path = `${DIRECTORY}/stage2_INTERRUPTED_100kN.zip`;
    await new TrainingSession({ ...host, emit }, TINY, controller.signal).continueFrom(path, 2);
    await expectTheSameFiles(continued);
  });

  test('between the last stage and the final model does too', async () => {
    const disk = new MemoryDisk();
    for (const { path } of await unbroken.list('')) {
      if (path !== FINAL) await disk.write(path, await unbroken.read(path));
    }
    await trainOnly(disk);
    await expectTheSameFiles(disk);
  });
});

test('what cannot be evaluated is told of, and training goes on without', async () => {
  const disk = new MemoryDisk();
  await trainUntil(disk, inEvaluationOf(1));
  const read = disk.read.bind(disk);
  let reads = 0;
  // The first read is that of the resume itself.
  disk.read = (path) =>
    path.endsWith('stage1_50kN.zip') && reads++ === 1 ? Promise.reject(new Error('no answer')) : read(path);
  const { lines } = await trainOnly(disk);
  expect(lines()).toContain(
    'The evaluation of stage 1 could not be made up for (no answer). Training is not affected.',
  );
  expect((await readCheckpoint(disk, 'final_v9_advanced')).evaluations).toHaveLength(3);
});
