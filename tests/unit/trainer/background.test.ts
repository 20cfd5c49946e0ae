import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import { rewardTask } from '../../../src/curriculum/stageEnvironment';
import {
  isResponseKnown,
  simulateUncontrolled,
  uncontrolledResponse,
} from '../../../src/environment/uncontrolledResponse';
import {
  knownTrainingRecord,
  makeTrainingRecord,
  trainingRecords,
} from '../../../src/groundMotion/catalogue';
import type { Endpoint } from '../../../src/messaging/messages';
import type { SpawnBackground } from '../../../src/trainer/background/background';
import { Background } from '../../../src/trainer/background/background';
import { borrowBackground, lendBackground } from '../../../src/trainer/background/lentBackground';
import { prepareAhead } from '../../../src/trainer/background/prepareAhead';
import { serveBackground } from '../../../src/trainer/background/serveBackground';
import type { TrainerEvent } from '../../../src/trainer/protocol';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { MemoryDisk } from '../../support/memoryDisk';
import { DIRECTORY, isStage2, makeHost, readCheckpoint, VALIDATED } from '../../support/sessions';

/** Serves in this thread. @param wait milliseconds that every answer takes longer */
function spawnHere(wait = 0): { readonly spawn: SpawnBackground; readonly asked: string[] } {
  const asked: string[] = [];
  const spawn: SpawnBackground = (port) => {
    const late: Endpoint = {
      postMessage: (message, options) => void setTimeout(() => port.postMessage(message, options), wait),
      addEventListener: (type, listener) =>
        port.addEventListener(type, (event: MessageEvent<{ readonly call?: string }>) => {
          if (event.data.call !== undefined) asked.push(event.data.call);
          listener(event);
        }),
      removeEventListener: () => undefined,
      start: () => port.start(),
    };
    serveBackground(late);
    return () => port.close();
  };
  return { spawn, asked };
}

/** Starts a thread that ends with the first thing that it is asked. */
const spawnMortal: SpawnBackground = (port, onEnded) => {
  port.onmessage = () => onEnded('it was killed');
  return () => port.close();
};

/** Starts a thread that does nothing but answer its first ping. */
const spawnHung: SpawnBackground = (port) => {
  port.onmessage = () => {
    port.onmessage = null;
    port.postMessage({ pong: true });
  };
  return () => port.close();
};

/**
 * Trains stage 1 with or without a thread beside it, and with no emergency save in between, which would wait for the thread.
 *
 * @param iterations after which it is interrupted; null: after the stage
 */
async function trainBeside(
  spawn: SpawnBackground | null,
  { settings = VALIDATED, iterations = null as number | null } = {},
) {
  const disk = new MemoryDisk();
  const controller = new AbortController();
  const made = makeHost(disk);
  const background = spawn ? new Background(spawn) : undefined;
  let begun = 0;
  const host = {
    ...made.host,
    background,
    now: () => 0,
    keepUp: () => {
      if (begun++ === iterations) controller.abort();
      return Promise.resolve();
    },
    emit: (event: TrainerEvent) => {
      made.host.emit(event);
      if (isStage2(event)) controller.abort();
    },
  };
  await new TrainingSession(host, settings, controller.signal).run();
  background?.dispose();
  return { disk, ...made };
}

const stage1 = (disk: MemoryDisk) => disk.read(`${DIRECTORY}/stage1_50kN.zip`);
const rows = (events: readonly TrainerEvent[]) =>
  events.flatMap((event) => {
    if (event.type !== 'log' || event.record.stage !== 1) return [];
    const timeless = Object.entries(event.record.values).filter(
      ([key]) => !/^time\/(fps|time_elapsed)/.test(key),
    );
    return [{ values: Object.fromEntries(timeless), episodes: event.record.episodes }];
  });

describe('a stage that is validated beside its training', () => {
  let alone: Awaited<ReturnType<typeof trainBeside>>;

  beforeAll(async () => {
    await tf.setBackend('cpu');
    alone = await trainBeside(null);
  });

  test.each([
    ['at once', 0],
    ['late', 300],
  ])('ends with the same bytes and the same log where answers come %s', async (_, wait) => {
    const { spawn, asked } = spawnHere(wait);
    const beside = await trainBeside(spawn);
    expect(asked.filter((call) => call === 'validate')).toHaveLength(3);
    // The rows of iterations 2 and 3 wait for the answer to 2.
    const events = beside.events.map(({ type }) => type);
    if (wait > 0) expect(events.join(' ')).toContain('log log');
    expect(await stage1(beside.disk)).toEqual(await stage1(alone.disk));
    expect(rows(beside.events)).toEqual(rows(alone.events));
    const said = (lines: readonly string[]) => lines.filter((line) => /^Validation|^Keeps/.test(line));
    expect(said(beside.lines())).toEqual(said(alone.lines()));
  });

  test.each([
    ['ends', spawnMortal],
    ['hangs', spawnHung],
  ])('is validated here where the thread %s', async (_, spawn) => {
    const beside = await trainBeside(spawn);
    expect(await stage1(beside.disk)).toEqual(await stage1(alone.disk));
    expect(rows(beside.events)).toEqual(rows(alone.events));
  });

  test.each([2, 3])(
    'that is interrupted after iteration %i, before the answer, is saved with what the answer says',
    async (iterations) => {
      const beside = await trainBeside(spawnHere(300).spawn, { iterations });
      const inline = await trainBeside(null, { iterations });
      const path = `${DIRECTORY}/stage1_INTERRUPTED_50kN.zip`;
      expect(await beside.disk.read(path)).toEqual(await inline.disk.read(path));
      expect(rows(beside.events)).toEqual(rows(inline.events));
      const { state } = await readCheckpoint(beside.disk, 'stage1_INTERRUPTED_50kN');
      expect([state.counters.iteration, state.best?.validatedAt]).toEqual([iterations, 2]);
    },
  );

  test('ends early at the same iteration', async () => {
    const settings = { ...VALIDATED, validation_patience: 1 };
    const inline = await trainBeside(null, { settings });
    const beside = await trainBeside(spawnHere(50).spawn, { settings });
    expect(await stage1(beside.disk)).toEqual(await stage1(inline.disk));
  });
});

describe('earthquakes that are made ahead', () => {
  const settings: RunSettings = { ...PRESETS.calm, training_records: 20 };
  const task = rewardTask(settings);

  test('are those that the stage would make, and are found by it', async () => {
    const { spawn, asked } = spawnHere();
    const background = new Background(spawn);
    // Known with no response: the one whose length says how many there are.
    trainingRecords('M5.7', settings.spectrum, 1);
    await prepareAhead(background, settings, 2, new AbortController().signal);
    expect(asked).toEqual(['prepare', 'prepare', 'prepare']);
    for (let index = 0; index < 20; index++) {
      const known = knownTrainingRecord('M5.7', settings.spectrum, index);
      const record = makeTrainingRecord('M5.7', settings.spectrum, index);
      expect(known).toEqual(record);
      expect(known && isResponseKnown(known, task)).toBe(true);
      expect(known && uncontrolledResponse(known, task)).toEqual(simulateUncontrolled(record, task));
    }
    await prepareAhead(background, settings, 2, new AbortController().signal);
    expect(asked).toHaveLength(3);
    background.dispose();
  });

  test('are made once for runs that train side by side', async () => {
    const [one, other] = [spawnHere(), spawnHere()];
    const alike: RunSettings = { ...settings, spectrum: 'kanai-tajimi', seed: 1 };
    const runs = [one, other].map(async ({ spawn }, seed) => {
      const background = new Background(spawn);
      await prepareAhead(background, { ...alike, seed }, 2, new AbortController().signal);
      background.dispose();
    });
    await Promise.all(runs);
    expect(one.asked.length + other.asked.length).toBe(3);
    expect(knownTrainingRecord('M5.7', 'kanai-tajimi', 19)).toBeDefined();
  });

  test('are left to the stage where the thread ends, or the training goes on to it', async () => {
    await prepareAhead(new Background(spawnMortal), settings, 3, new AbortController().signal);
    await prepareAhead(new Background(spawnHere().spawn), settings, 3, AbortSignal.abort());
    expect(knownTrainingRecord('M7.4', settings.spectrum, 1)).toBeUndefined();
  });

  test('need no response of the uncontrolled building where nothing is trained against it', async () => {
    const plain: RunSettings = { ...PRESETS.v9, training_records: 3 };
    const background = new Background(spawnHere().spawn);
    await prepareAhead(background, plain, 4, new AbortController().signal);
    background.dispose();
    const record = knownTrainingRecord('M8.4', plain.spectrum, 2);
    expect(record && isResponseKnown(record, rewardTask(plain))).toBe(false);
  });
});

/** The page's end and the worker's, of one channel. */
function channel() {
  const { port1, port2 } = new MessageChannel();
  const close = () => {
    port1.close();
    port2.close();
  };
  return { page: port1, worker: port2, close };
}

describe('a thread that a worker borrows from its page', () => {
  test('serves the worker, and is ended by it', async () => {
    const { page, worker, close } = channel();
    let ended = 0;
    const { spawn } = spawnHere();
    const stop = lendBackground(page, (port, onEnded) => {
      const end = spawn(port, onEnded);
      return () => {
        ended++;
        end();
      };
    });
    const background = new Background(borrowBackground(worker));
    const block = { settings: PRESETS.v9, magnitude: 'M4.5', first: 4, count: 2 } as const;
    const prepared = await background.call('prepare', block);
    expect(prepared.map(({ record }) => record.name)).toEqual(['M4.5 training 5', 'M4.5 training 6']);
    expect(ended).toBe(0);
    background.dispose();
    await expect.poll(() => ended).toBe(1);
    await expect(background.call('prepare', block)).rejects.toThrow('the training is over');
    stop();
    close();
  });

  test('that ends by itself is told of to whoever waits', async () => {
    const { page, worker, close } = channel();
    const stop = lendBackground(page, spawnMortal);
    const background = new Background(borrowBackground(worker));
    const block = { settings: PRESETS.v9, magnitude: 'M4.5', first: 0, count: 1 } as const;
    await expect(background.call('prepare', block)).rejects.toThrow('it was killed');
    background.dispose();
    stop();
    close();
  });
});
