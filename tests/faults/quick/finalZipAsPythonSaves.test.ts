import * as tf from '@tensorflow/tfjs';
import { expect, test } from 'vitest';
import { linear } from '../../../src/curriculum/schedule';
import { decodeModelZip } from '../../../src/checkpoint/zip/modelZip';
import type { RunSettings } from '../../../src/curriculum/settings';
import { readZip } from '../../../src/sb3/zipReader';
import { MemoryDisk } from '../../support/memoryDisk';
import { asSavedByPython } from '../../support/pythonModel';
import { DIRECTORY, readCheckpoint, TINY, trainOnly } from '../../support/sessions';

const [ONE, TWO, THREE, FOUR] = TINY.stages;
const learning_rate = linear(1e-3, 2e-4);

/** The last rollout of stage 4 goes past its total, as with v9's numbers. */
const SETTINGS: RunSettings = {
  ...TINY,
  stages: [
    ONE,
    TWO,
    THREE,
    { ...FOUR, total_timesteps: 200, hyperparameters: { ...FOUR.hyperparameters, learning_rate } },
  ],
};

test('final_v9_advanced.zip is what PPO.save writes after the learn() of the last stage', async () => {
  await tf.setBackend('cpu');
  const disk = new MemoryDisk();
  await trainOnly(disk, SETTINGS);
  const zip = await disk.read(`${DIRECTORY}/final_v9_advanced.zip`);
  const files = await readZip(zip, { entries: 64, totalSize: 2 ** 26 });
  const data = JSON.parse(new TextDecoder().decode(files.get('data'))) as Record<string, unknown>;
  expect(data).toMatchObject({
    num_timesteps: 4 * 256,
    // `learn(200, reset_num_timesteps=False)` began at 768 and did two rollouts of 128.
    _num_timesteps_at_start: 3 * 256,
    _total_timesteps: 3 * 256 + 200,
    _current_progress_remaining: 1 - 256 / 200,
  });
  // The optimizer has the learning rate of the last update.
  const decoded = await decodeModelZip(await asSavedByPython(zip));
  expect(decoded.origin === 'stable-baselines3' && decoded.model.lastLearningRate).toBe(2e-4);

  const final = await readCheckpoint(disk, 'final_v9_advanced');
  const last = await readCheckpoint(disk, 'stage4_150kN');
  expect(final.state).toEqual({ ...last.state, environments: null });
  expect(final.state.counters).toMatchObject({ stageTimesteps: 256, iteration: 2 });
});
