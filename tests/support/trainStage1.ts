import * as tf from '@tensorflow/tfjs';
import { PRESETS } from '../../src/curriculum/presets';
import { EMPTY_LIBRARY } from '../../src/curriculum/recordLibrary';
import type { Engine } from '../../src/ppo/engine';
import { TfjsEngine } from '../../src/ppo/engines/tfjs/tfjsEngine';
import type { TrainerEvent } from '../../src/trainer/protocol';
import { TrainingSession } from '../../src/trainer/trainingSession';
import { MemoryDisk } from './memoryDisk';

const PATH = 'models/rl_v9_advanced/stage1_50kN.zip';

async function openTfjs(): Promise<Engine> {
  await tf.setBackend('cpu');
  return new TfjsEngine(() => {});
}

/** Trains the first stage in this process, as the page would. */
export async function trainStage1(
  settings = PRESETS.smoke,
  openEngine: () => Promise<Engine> = openTfjs,
): Promise<Uint8Array<ArrayBuffer>> {
  const disk = new MemoryDisk();
  const engine = await openEngine();
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
