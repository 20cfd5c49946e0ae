import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunSettings } from '../../../src/curriculum/settings';
import { KeptCheckpoints } from '../../../src/trainer/keptCheckpoints';
import type { TrainerEvent, WrittenAgain } from '../../../src/trainer/protocol';
import type { SessionHost } from '../../../src/trainer/sessionHost';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { MemoryDisk } from '../../support/memoryDisk';
import { DIRECTORY, makeHost, TINY } from '../../support/sessions';

const STAGE1 = `${DIRECTORY}/stage1_50kN.zip`;
const INTERRUPTED = `${DIRECTORY}/stage2_INTERRUPTED_100kN.zip`;

/** Stage 2 is long enough for something to happen in it. */
const SETTINGS: RunSettings = {
  ...TINY,
  stages: TINY.stages.map((stage) =>
    stage.number === 2 ? { ...stage, total_timesteps: 20 * stage.total_timesteps } : stage,
  ) as unknown as RunSettings['stages'],
};

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A disk that a browser may clear under whoever uses it, and that may be full then. */
class ClearableDisk extends MemoryDisk {
  isFull = false;

  async clear(): Promise<void> {
    await super.delete((await this.list('')).map(({ path }) => path));
  }

  override write(...file: Parameters<MemoryDisk['write']>) {
    if (this.isFull) return Promise.reject(new DOMException('', 'UnknownError'));
    return super.write(...file);
  }
}

/**
 * Trains until stage 2 has begun, clears the storage there, and lets something be done about it; then goes on until an
 * emergency checkpoint or `saves` others are saved, and is interrupted.
 */
async function trainCleared(
  act: (session: TrainingSession, disk: ClearableDisk) => Promise<void>,
  until: (event: TrainerEvent) => boolean,
) {
  const disk = new ClearableDisk();
  const made = makeHost(disk);
  const controller = new AbortController();
  let acting = Promise.resolve();
  let isCleared = false;
  let progressed = 0;
  const host: SessionHost = {
    ...made.host,
    // No automatic save is due.
    now: () => 0,
    kept: new KeptCheckpoints(),
    emit: (event) => {
      made.host.emit(event);
      if (event.type === 'log' && event.record.stage === 2) {
        if (!isCleared) acting = disk.clear().then(() => act(session, disk));
        isCleared = true;
        if (++progressed > 15) controller.abort();
      }
      if (until(event)) controller.abort();
    },
  };
  const session = new TrainingSession(host, SETTINGS, controller.signal);
  const result = await session.run();
  await acting;
  return { ...made, disk, result };
}

const isSaved = (path: string) => (event: TrainerEvent) => event.type === 'saved' && event.path === path;

describe('the storage is cleared while stage 2 trains', () => {
  test('is real: what was saved is gone, and nothing writes it again', async () => {
    const { disk } = await trainCleared(
      () => Promise.resolve(),
      () => false,
    );
    expect((await disk.list('')).map(({ path }) => path)).not.toContain(STAGE1);
  });

  test('the completed stage and the newest state are written again at once', async () => {
    let again: WrittenAgain | null = null;
    const act = async (session: TrainingSession) => {
      again = await session.writeAgain([STAGE1, `${DIRECTORY}/of_another_visit/stage1_50kN.zip`]);
    };
    const { disk, events } = await trainCleared(act, isSaved(INTERRUPTED));
    expect(again).toEqual({ written: [STAGE1], refused: [] });
    expect((await disk.list('')).map(({ path }) => path)).toEqual([STAGE1, INTERRUPTED]);
    expect(events.filter(isSaved(STAGE1))).toHaveLength(2);
  });

  test('what the disk refuses is offered, and written once it can be', async () => {
    const answers: WrittenAgain[] = [];
    const act = async (session: TrainingSession, disk: ClearableDisk) => {
      disk.isFull = true;
      answers.push(await session.writeAgain([STAGE1]));
      disk.isFull = false;
      answers.push(await session.writeAgain([STAGE1]));
    };
    const { disk, events } = await trainCleared(act, isSaved(INTERRUPTED));
    expect(answers).toEqual([
      { written: [], refused: [STAGE1] },
      { written: [STAGE1], refused: [] },
    ]);
    const offers = events.flatMap((event) => (event.type === 'unsaved' ? [event.path] : []));
    expect(offers).toEqual([STAGE1]);
    expect((await disk.list('')).map(({ path }) => path)).toContain(STAGE1);
  });
});
