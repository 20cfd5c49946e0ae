import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Disk } from '../../../src/checkpoint/store/disk';
import { adoptHyperparameters } from '../../../src/curriculum/adoptHyperparameters';
import { constant } from '../../../src/curriculum/schedule';
import type { RunSettings, StageSettings } from '../../../src/curriculum/settings';
import { decodeModelZip } from '../../../src/checkpoint/zip/modelZip';
import type { SessionResult, TrainerEvent } from '../../../src/trainer/protocol';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { DISKS } from '../../support/disks';
import { chosenByName, testAgain } from '../../support/extent';
import { MemoryDisk } from '../../support/memoryDisk';
import {
  DIRECTORY,
  finalState,
  makeHost,
  readCheckpoint,
  TINY,
  trainOnly,
  trainUntil,
} from '../../support/sessions';

/** Two short stages that matter, then two as short as can be. */
const SETTINGS = TINY;

function withStage2(changes: Partial<StageSettings>): RunSettings {
  const [one, two, three, four] = SETTINGS.stages;
  return { ...SETTINGS, stages: [one, { ...two, ...changes }, three, four] };
}

async function paths(disk: Disk): Promise<string[]> {
  return (await disk.list('')).map(({ path }) => path);
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** An emergency checkpoint is a file like that of a stage, which is resumed from on every disk. */
const isContinuedOn = chosenByName(/^(memory|IndexedDB)$/);
/** What refuses the file is the test, whatever disk is below it. */
const isRefusedOn = chosenByName(/^memory$/);

describe.each(DISKS)('a training session on %s', (name, openDisk) => {
  let uninterrupted: Disk;

  beforeAll(async () => {
    uninterrupted = openDisk();
    const { result, lines } = await trainOnly(uninterrupted);
    expect(result).toEqual({ outcome: 'complete', problem: null });
    expect(lines()).toEqual(
      expect.arrayContaining([
        'No checkpoints found - starting fresh training',
        'STAGE 1/4: M4.5 @ 50kN',
        `Saved: ${DIRECTORY}/stage1_50kN.zip`,
        'Stage 4 complete!',
      ]),
    );
  });

  test('leaves the four stages and the final model, and no emergency checkpoint of its own', async () => {
    expect(await paths(uninterrupted)).toEqual(
      ['final_v9_advanced', 'stage1_50kN', 'stage2_100kN', 'stage3_150kN', 'stage4_150kN'].map(
        (name) => `${DIRECTORY}/${name}.zip`,
      ),
    );
  });

  test('stopped after stage 1 and resumed from its zip, gives the same weights bit for bit', async () => {
    const disk = openDisk();
    await trainUntil(disk, (event) => event.type === 'stage' && event.stage === 2);
    const { lines } = await trainOnly(disk);
    expect(lines()).toEqual(
      expect.arrayContaining(['RESUMING FROM CHECKPOINT', 'Will resume from Stage 2/4']),
    );
    expect(await finalState(disk)).toEqual(await finalState(uninterrupted));
  });

  if (isContinuedOn(name)) {
    test('continued by hand from a mid-stage emergency checkpoint, gives the same weights bit for bit', async () => {
      const disk = openDisk();
      const isMidStage = (event: TrainerEvent) =>
        event.type === 'log' && event.record.stage === 2 && event.record.values['time/iterations'] === 1;
      const { result, lines } = await trainUntil(disk, isMidStage);
      expect(result.outcome).toBe('interrupted');
      const path = `${DIRECTORY}/stage2_INTERRUPTED_100kN.zip`;
      expect(lines()).toEqual(
        expect.arrayContaining([
          'Training interrupted by user!',
          `Emergency checkpoint saved: ${path}`,
          'Training will automatically resume from Stage 2.',
        ]),
      );
      await trainOnly(disk, SETTINGS, (session) => session.continueFrom(path, 2));
      expect(await finalState(disk)).toEqual(await finalState(uninterrupted));
    });
  }

  if (isRefusedOn(name)) {
    test('a disk that refuses a file does not stop training; the bytes are offered until it takes them', async () => {
      const disk = openDisk();
      const write = disk.write.bind(disk);
      let refusals = 1;
      disk.write = (path, bytes) =>
        path.endsWith('stage1_50kN.zip') && refusals-- > 0
          ? Promise.reject(new Error('no space'))
          : write(path, bytes);
      const { result, events, lines } = await trainOnly(disk);
      expect(result.outcome).toBe('complete');
      expect(lines()).toContainEqual(expect.stringMatching(/^NOT SAVED: .*stage1_50kN\.zip/));
      const unsaved = events.flatMap((event) => (event.type === 'unsaved' ? [event] : []));
      expect(unsaved).toHaveLength(1);
      expect(await disk.read(unsaved[0].path)).toEqual(unsaved[0].bytes);
    });
  }
});

describe('a training session', () => {
  let uninterrupted: Disk;

  beforeAll(async () => {
    uninterrupted = new MemoryDisk();
    await trainOnly(uninterrupted);
  });

  test('logs each episode in the iteration in which it ended, and when that was', async () => {
    const [one, two, three, four] = SETTINGS.stages;
    // The record of stage 1 has 1000 steps: both environments end it in the second iteration.
    const long = {
      ...one,
      total_timesteps: 2048,
      hyperparameters: { ...one.hyperparameters, n_steps: 512, batch_size: 512, n_epochs: 1 },
    };
    const settings: RunSettings = { ...SETTINGS, stages: [long, two, three, four] };
    const before = Date.now() / 1000;
    const { events } = await trainUntil(
      new MemoryDisk(),
      (event) => event.type === 'stage' && event.stage === 2,
      settings,
    );
    const records = events.flatMap((event) => (event.type === 'log' ? [event.record] : []));
    expect(records.map(({ episodes }) => episodes.map(({ l }) => l))).toEqual([[], [1000, 1000]]);
    const returns = records[1].episodes.map(({ r }) => r);
    expect(records[1].values['rollout/ep_rew_mean']).toBeCloseTo((returns[0] + returns[1]) / 2, 10);
    for (const { wallTime } of records) {
      expect(wallTime).toBeGreaterThanOrEqual(before);
      expect(wallTime).toBeLessThanOrEqual(Date.now() / 1000);
    }
  });

  test('moves the weights, and counts every timestep', async () => {
    const state = await finalState(uninterrupted);
    expect(state.counters.numTimesteps).toBe(4 * 256);
    expect(state.optimizer.step).toBe(4 * 2 * 2 * 2);
  });

  test('one iteration at a time, from each to the next, it gives the same weights bit for bit', async () => {
    const disk = new MemoryDisk();
    const once = async (begin: (session: TrainingSession) => Promise<SessionResult>) => {
      const { host, lines } = makeHost(disk);
      const { signal } = new AbortController();
      const session = new TrainingSession(host, SETTINGS, signal, { isSingleIteration: true });
      expect(await begin(session)).toEqual({ outcome: 'paused', problem: null });
      host.engine.dispose();
      expect(lines()).not.toContain('Training interrupted by user!');
      return lines();
    };
    const [first, second] = ['1_INTERRUPTED_50kN', '2_INTERRUPTED_100kN'].map(
      (name) => `${DIRECTORY}/stage${name}.zip`,
    );
    const end = (path: string, stage: number) => [
      'One iteration is done - training pauses here',
      `Emergency checkpoint saved: ${path}`,
      `Training will automatically resume from Stage ${stage}.`,
    ];
    expect((await once((session) => session.run())).slice(-3)).toEqual(end(first, 1));
    // The second is the stage's last: what is saved besides it is the start of the next stage.
    const lines = await once((session) => session.continueFrom(first, 1));
    expect(lines).toContain('Stage 1 complete!');
    expect(lines.slice(-3)).toEqual(end(second, 2));
    expect((await readCheckpoint(disk, 'stage2_INTERRUPTED_100kN')).state.counters.stageTimesteps).toBe(0);
    await once((session) => session.continueFrom(second, 2));
    await trainOnly(disk, SETTINGS, (session) => session.continueFrom(second, 2));
    expect(await finalState(disk)).toEqual(await finalState(uninterrupted));
  });

  test('an emergency checkpoint that is further along is not replaced by the way to it', async () => {
    const disk = new MemoryDisk();
    const path = `${DIRECTORY}/stage2_INTERRUPTED_100kN.zip`;
    const long = withStage2({ total_timesteps: 12 * 128 });
    const isIteration = (wanted: number) => (event: TrainerEvent) =>
      event.type === 'log' && event.record.stage === 2 && event.record.values['time/iterations'] === wanted;
    await trainUntil(disk, isIteration(11), long);
    const furthest = await disk.read(path);
    // The clock makes every iteration due for an automatic save; none of them may touch the file. They go beside it.
    let writes = 0;
    const write = disk.write.bind(disk);
    disk.write = (target, bytes) => {
      if (target === path) writes++;
      return write(target, bytes);
    };
    await trainOnly(disk, long);
    expect(writes).toBe(0);
    expect(await disk.read(path)).toEqual(furthest);
    // Under other settings it is another training, which does not come to that state.
    await disk.delete(
      ['stage2_100kN', 'stage3_150kN', 'stage4_150kN'].map((name) => `${DIRECTORY}/${name}.zip`),
    );
    const { events, lines } = await trainOnly(disk, { ...long, seed: 8 });
    const saved = events.flatMap((event) => (event.type === 'saved' ? [event.path] : []));
    expect(saved).toContain(`${DIRECTORY}/stage2_INTERRUPTED_100kN_2.zip`);
    expect(lines()).toContain(
      `Kept as it is: ${path}, ${11 * 128} timesteps into its stage - this training did not write it, and saves beside it`,
    );
    expect(writes).toBe(0);
    expect((await paths(disk)).filter((name) => name.includes('INTERRUPTED'))).toEqual([path]);
  });

  test('with all stages complete trains nothing and writes the final model', async () => {
    await uninterrupted.delete([`${DIRECTORY}/final_v9_advanced.zip`]);
    // What comes after them, with imperfect sensors and actuators, takes several times as long.
    const areMagnitudesTold = (event: TrainerEvent) => event.type === 'evaluation' && event.final;
    const { result, lines, events } = await trainUntil(uninterrupted, areMagnitudesTold);
    expect(result.outcome).toBe('complete');
    expect(lines().filter((line) => line.startsWith('STAGE'))).toEqual([]);
    expect(await paths(uninterrupted)).toContain(`${DIRECTORY}/final_v9_advanced.zip`);
    const finals = events.flatMap((event) =>
      event.type === 'evaluation' && event.final ? event.evaluations : [],
    );
    expect(finals.map(({ magnitude, force_limit_kN }) => [magnitude, force_limit_kN])).toEqual([
      ['M4.5', 150],
      ['M5.7', 150],
      ['M7.4', 150],
      ['M8.4', 150],
    ]);
  });

  test('a new run starts from the policy of another model, and counts its own timesteps', async () => {
    const disk = new MemoryDisk();
    await disk.write(
      `${DIRECTORY}/initial_model.zip`,
      await uninterrupted.read(`${DIRECTORY}/stage3_150kN.zip`),
    );
    const { lines } = await trainOnly(
      disk,
      adoptHyperparameters(SETTINGS, 1, { learning_rate: constant(1e-30) }),
    );
    expect(lines().slice(0, 3)).toEqual([
      'No checkpoints found - starting fresh training',
      `Starting from the policy of ${DIRECTORY}/initial_model.zip`,
      'Model loaded successfully!',
    ]);
    const read = async (from: Disk, name: string) => {
      const decoded = await decodeModelZip(await from.read(`${DIRECTORY}/${name}`));
      if (decoded.origin !== 'tmd-lab') throw new Error('foreign');
      return decoded.checkpoint.state;
    };
    const start = await read(uninterrupted, 'stage3_150kN.zip');
    const end = await read(disk, 'stage1_50kN.zip');
    // So small a learning rate leaves the policy where it started.
    expect(end.parameters).toEqual(start.parameters);
    expect(end.optimizer.step).toBeGreaterThan(start.optimizer.step);
    expect(end.counters.numTimesteps).toBe(256);
  });

  test('an update that is not finite ends in an ERROR checkpoint of the last good state', async () => {
    const disk = new MemoryDisk();
    const { hyperparameters } = SETTINGS.stages[1];
    const learning_rate = { shape: 'constant', value: 1e38 } as const;
    const spoilt = withStage2({ hyperparameters: { ...hyperparameters, learning_rate } });
    const { result, lines } = await trainOnly(disk, spoilt);
    expect(result.outcome).toBe('error');
    expect(result.problem?.name).toBe('NonFiniteError');
    expect(lines()).toContain('ERROR during Stage 2 training!');
    const decoded = await decodeModelZip(await disk.read(`${DIRECTORY}/stage2_ERROR_100kN.zip`));
    if (decoded.origin !== 'tmd-lab') throw new Error('foreign');
    const good = await decodeModelZip(await disk.read(`${DIRECTORY}/stage1_50kN.zip`));
    if (good.origin !== 'tmd-lab') throw new Error('foreign');
    expect(decoded.checkpoint.state.parameters).toEqual(good.checkpoint.state.parameters);
  });
});

testAgain(
  'a training session leaves no tensor behind, and holds as many after 100 iterations as after the first',
  async () => {
    const before = tf.memory();
    const [one, ...others] = SETTINGS.stages;
    const long = { ...one, total_timesteps: 100 * 128 };
    const held: { tensors: number; bytes: number }[] = [];
    const isCounted = (event: TrainerEvent) => {
      if (event.type === 'log') held.push({ tensors: tf.memory().numTensors, bytes: tf.memory().numBytes });
      return held.length === 100;
    };
    const { host } = await trainUntil(new MemoryDisk(), isCounted, {
      ...SETTINGS,
      stages: [long, others[0], others[1], others[2]],
    });
    expect(held).toHaveLength(100);
    expect(held[99]).toEqual(held[0]);
    host.engine.dispose();
    expect(tf.memory().numTensors).toBe(before.numTensors);
    expect(tf.memory().numBytes).toBe(before.numBytes);
  },
);
