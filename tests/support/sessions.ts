import type { Disk } from '../../src/checkpoint/store/disk';
import type { RunSettings } from '../../src/curriculum/settings';
import { PRESETS } from '../../src/curriculum/presets';
import { loadRecords } from '../../src/records/loadRecords';
import { TfjsEngine } from '../../src/ppo/engines/tfjs/tfjsEngine';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import type { SessionResult, TrainerEvent } from '../../src/trainer/protocol';
import type { SessionHost } from '../../src/trainer/sessionHost';
import { TrainingSession } from '../../src/trainer/trainingSession';

export const DIRECTORY = 'models/rl_v9_advanced';
const FINAL_NAME = 'final_v9_advanced.zip';

const [ONE, TWO, THREE, FOUR] = PRESETS.smoke.stages;

/**
 * The smoke preset on tiny networks. The earthquakes of its last two stages are short ones: to evaluate on those of M7.4 and
 * M8.4, of one and two minutes each, takes longer than all the rest.
 */
export const TINY: RunSettings = {
  ...PRESETS.smoke,
  seed: 7,
  stages: [ONE, TWO, { ...THREE, magnitude: 'M4.5' }, { ...FOUR, magnitude: 'M4.5' }],
  policy: { net_arch: [8], activation_fn: 'tanh', log_std_init: 0 },
};

/** Iterations of stage 1 in `VALIDATED`. */
export const VALIDATED_ITERATIONS = 6;

/** Six iterations in stage 1, each with a learning rate that throws the policy about; every second one is validated. */
export const VALIDATED: RunSettings = {
  ...TINY,
  control_period: 5,
  validation_interval: 2,
  stages: [
    {
      ...TINY.stages[0],
      total_timesteps: VALIDATED_ITERATIONS * 64 * TINY.n_envs * 5,
      hyperparameters: {
        ...TINY.stages[0].hyperparameters,
        learning_rate: { shape: 'constant', value: 0.05 },
      },
    },
    TINY.stages[1],
    TINY.stages[2],
    TINY.stages[3],
  ],
};

export const isStage2 = (event: TrainerEvent) => event.type === 'stage' && event.stage === 2;

/** A host on tfjs's cpu backend, whose clock ticks a minute a look: every iteration is due for an emergency save. */
export function makeHost(disk: Disk) {
  const events: TrainerEvent[] = [];
  let time = 0;
  const host: SessionHost = {
    disk,
    loadRecords: (settings) => loadRecords(disk, settings),
    engine: new TfjsEngine(() => {}),
    device: 'test',
    emit: (event) => events.push(event),
    now: () => (time += 10_000),
  };
  const lines = () => events.flatMap((event) => (event.type === 'console' ? [event.line] : []));
  return { host, events, lines };
}

export async function train(disk: Disk, settings = TINY, signal = new AbortController().signal) {
  const made = makeHost(disk);
  const result = await new TrainingSession(made.host, settings, signal).run();
  made.host.engine.dispose();
  return { ...made, result };
}

/** Begins as `train` does where it is not told otherwise, and interrupts once `when` holds. */
export async function trainUntil(
  disk: Disk,
  when: (event: TrainerEvent) => boolean,
  settings = TINY,
  begin = (session: TrainingSession) => session.run(),
) {
  const controller = new AbortController();
  const made = makeHost(disk);
  const host: SessionHost = {
    ...made.host,
    emit: (event) => {
      made.host.emit(event);
      if (when(event)) controller.abort();
    },
  };
  const result = await begin(new TrainingSession(host, settings, controller.signal));
  return { ...made, result };
}

/** The final model is saved, and its evaluation about to begin. */
export const isTrained = (event: TrainerEvent) => event.type === 'saved' && event.path.endsWith(FINAL_NAME);

/** Trains to the end and leaves the final evaluation out, which costs more than such a short training. */
export function trainOnly(
  disk: Disk,
  settings = TINY,
  begin?: (session: TrainingSession) => Promise<SessionResult>,
) {
  return trainUntil(disk, isTrained, settings, begin);
}

/** A checkpoint of the default run. */
export async function readCheckpoint(disk: Disk, name: string) {
  const decoded = await decodeModelZip(await disk.read(`${DIRECTORY}/${name}.zip`));
  if (decoded.origin !== 'tmd-lab') throw new Error(`${name} is foreign`);
  return decoded.checkpoint;
}

export async function finalState(disk: Disk) {
  return (await readCheckpoint(disk, 'final_v9_advanced')).state;
}
