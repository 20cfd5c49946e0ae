import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { plannedStart, planResume } from '../../../src/checkpoint/resume';
import type { TrainerEvent } from '../../../src/trainer/protocol';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { MemoryDisk } from '../../support/memoryDisk';
import { DIRECTORY, makeHost, TINY, trainUntil } from '../../support/sessions';

const STAGE1 = `${DIRECTORY}/stage1_50kN.zip`;
const inStage2 = (event: TrainerEvent) => event.type === 'stage' && event.stage === 2;

let disk: MemoryDisk;

beforeAll(async () => {
  await tf.setBackend('cpu');
});

beforeEach(async () => {
  disk = new MemoryDisk();
  await trainUntil(disk, inStage2);
});

const planned = async () => plannedStart(planResume(await disk.list(''), TINY));

/** Starts, and stops with the first stage. */
async function start(promised: Parameters<TrainingSession['run']>[0]) {
  const controller = new AbortController();
  const made = makeHost(disk);
  const emit = (event: TrainerEvent) => {
    made.host.emit(event);
    if (event.type === 'stage') controller.abort();
  };
  const session = new TrainingSession({ ...made.host, emit }, TINY, controller.signal);
  await session.run(promised);
  return made.events.flatMap((event) => (event.type === 'stage' ? [event.stage] : []));
}

describe('the files of a run go away between a look and a start', () => {
  test('is real: a start by the files alone trains another stage than was said', async () => {
    expect(await planned()).toEqual({ kind: 'resume', path: STAGE1 });
    await disk.delete([STAGE1]);
    expect(await start(null)).toEqual([1]);
  });

  test('nothing is trained, and the words say what was promised and what is found', async () => {
    const promised = await planned();
    await disk.delete([STAGE1]);
    const before = await disk.list('');
    await expect(start(promised)).rejects.toThrow(
      'training was to go on from stage1_50kN.zip, and would now begin anew. Nothing was trained. Look',
    );
    expect(await disk.list('')).toEqual(before);
    expect(await start(await planned())).toEqual([1]);
  });

  test('a start that does what it was said to do goes on', async () => {
    expect(await start(await planned())).toEqual([2]);
  });
});
