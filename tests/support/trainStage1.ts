import * as tf from '@tensorflow/tfjs';
import { PRESETS } from '../../src/curriculum/presets';
import { EMPTY_LIBRARY } from '../../src/curriculum/recordLibrary';
import { TfjsEngine } from '../../src/ppo/engines/tfjs/tfjsEngine';
import type { TrainerEvent } from '../../src/trainer/protocol';
import { TrainingSession } from '../../src/trainer/trainingSession';
import { MemoryDisk } from './memoryDisk';

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';

/** Trains the first stage in this process, as the page would. */
export async function trainStage1(settings = PRESETS.smoke): Promise<Uint8Array<ArrayBuffer>> {
  await tf.setBackend('cpu');
  const disk = new MemoryDisk();
  const engine = new TfjsEngine(() => {});
  const controller = new AbortController();
  const emit = (event: TrainerEvent) => {
    if (event.type === 'saved' && event.path === PATH) controller.abort();
  };
  const loadRecords = () => Promise.resolve(EMPTY_LIBRARY);
  const host = { disk, loadRecords, engine, device: 'this process', emit, now: () => performance.now() };
  await new TrainingSession(host, settings, controller.signal).run();
  engine.dispose();
  return disk.read(PATH);
}
