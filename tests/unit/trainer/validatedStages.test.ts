import { expect, test } from 'vitest';
import { checkpointPath } from '../../../src/checkpoint/names';
import { MemoryDisk } from '../../../src/checkpoint/store/memoryDisk';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import type { StageNumber } from '../../../src/curriculum/settings';
import { STAGE_NUMBERS } from '../../../src/curriculum/settings';
import { describeCheckpoint } from '../../../src/trainer/describeCheckpoint';
import { exampleCheckpoint } from '../../support/checkpoints';

const EXAMPLE = exampleCheckpoint({ run: 'a', validation_interval: 1 });
const FINAL = checkpointPath(EXAMPLE.settings, 'final', 4);
const pathOf = (stage: StageNumber) => checkpointPath(EXAMPLE.settings, 'completed', stage);

/** A complete run whose stages were trained with these intervals. */
async function runWith(intervals: readonly number[]): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  for (const stage of STAGE_NUMBERS) {
    const settings = { ...EXAMPLE.settings, validation_interval: intervals[stage - 1] };
    const bytes = await encodeCheckpoint({ ...EXAMPLE, kind: 'completed', stage, settings });
    await disk.write(pathOf(stage), bytes);
  }
  await disk.write(FINAL, await encodeCheckpoint({ ...EXAMPLE, kind: 'final', stage: 4 }));
  return disk;
}

const isValidated = async (disk: MemoryDisk) => (await describeCheckpoint(disk, FINAL)).isValidated;

test('a final model is of a run that was validated where each of its stages was', async () => {
  expect(await isValidated(await runWith([1, 2, 1, 1]))).toBe(true);
  // The final model has the settings of the last start.
  expect(await isValidated(await runWith([0, 0, 1, 1]))).toBe(false);
  expect(await isValidated(await runWith([1, 1, 1, 0]))).toBe(false);
});

test('nobody knows it of a stage whose checkpoint is gone or damaged', async () => {
  const disk = await runWith([1, 1, 1, 1]);
  await disk.write(pathOf(2), new Uint8Array([1, 2, 3]));
  expect(await isValidated(disk)).toBe(false);
  await disk.delete([pathOf(2)]);
  expect(await isValidated(disk)).toBe(false);
});

test('a checkpoint of a stage says nothing of it', async () => {
  const disk = await runWith([1, 1, 1, 1]);
  expect(await describeCheckpoint(disk, pathOf(4))).not.toHaveProperty('isValidated');
});
