import { expect, test } from 'vitest';
import { MemoryDisk } from '../../../src/checkpoint/store/memoryDisk';
import { GpuFailure } from '../../../src/gpu/device';
import type { Engine } from '../../../src/ppo/engine';
import { TfjsEngine } from '../../../src/ppo/engines/tfjs/tfjsEngine';
import { GpuRestartError } from '../../../src/trainer/deviceRecovery';
import type { TrainerEvent } from '../../../src/trainer/protocol';
import type { SessionHost } from '../../../src/trainer/sessionHost';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { makeHost, readCheckpoint, TINY, trainUntil } from '../../support/sessions';

/** An engine whose device is lost within an iteration, and with it whatever was on it. */
function mortalEngine(iterations: number): Engine {
  const engine = new TfjsEngine(() => undefined);
  let done = 0;
  const isLost = () => done > iterations;
  const lost = () => new GpuFailure('the GPU process crashed', true);
  return {
    name: engine.name,
    begin: (...stage) => engine.begin(...stage),
    iterate: (options) => (++done > iterations ? Promise.reject(lost()) : engine.iterate(options)),
    snapshot: () => (isLost() ? Promise.reject(lost()) : engine.snapshot()),
    dispose: () => engine.dispose(),
  };
}

/** A host whose first device lives for some iterations; the next ones as `reopened` says. */
function hostThatLoses(disk: MemoryDisk, iterations: number, reopened: () => Engine) {
  const made = makeHost(disk);
  let engine = mortalEngine(iterations);
  const host: SessionHost = {
    ...made.host,
    get engine() {
      return engine;
    },
    reopenDevice: (cause) => {
      expect(cause).toMatchObject({ name: 'GpuFailure', isLost: true });
      engine = reopened();
      return Promise.resolve();
    },
  };
  return { ...made, host };
}

/** The host, whose engine is another one after a while, with another ear. */
function withEmit(host: SessionHost, emit: SessionHost['emit']): SessionHost {
  return Object.create(host, { emit: { value: emit } }) as SessionHost;
}

const signal = new AbortController().signal;

test('a lost device costs nothing that was read back: the weights are those of a run that lost none', async () => {
  const [whole, disk] = [new MemoryDisk(), new MemoryDisk()];
  const isComplete = (event: TrainerEvent) =>
    event.type === 'saved' && event.path.endsWith('stage1_50kN.zip');
  await trainUntil(whole, isComplete);
  const { host, events, lines } = hostThatLoses(disk, 1, () => new TfjsEngine(() => undefined));
  const controller = new AbortController();
  const emit = (event: TrainerEvent) => {
    host.emit(event);
    if (isComplete(event)) controller.abort();
  };
  await new TrainingSession(withEmit(host, emit), TINY, controller.signal).run();
  const [expected, found] = [
    await readCheckpoint(whole, 'stage1_50kN'),
    await readCheckpoint(disk, 'stage1_50kN'),
  ];
  expect(found.state).toEqual(expected.state);
  const line = 'Training goes on from the state read back last: Stage 1/4 after 128 timesteps';
  expect(lines()).toContain(line);
  // The log goes back with the training.
  const after = events.findIndex((event) => event.type === 'console' && event.line === line);
  expect(events[after + 1]).toEqual({ type: 'stage', stage: 1, numTimesteps: 128 });
});

test('one iteration alone is done in spite of it', async () => {
  const disk = new MemoryDisk();
  const { host } = hostThatLoses(disk, 0, () => new TfjsEngine(() => undefined));
  const once = { isSingleIteration: true };
  expect(await new TrainingSession(host, TINY, signal, once).run()).toMatchObject({ outcome: 'paused' });
  expect((await readCheckpoint(disk, 'stage1_INTERRUPTED_50kN')).state.counters.iteration).toBe(1);
});

test('where it cannot be had again, the state read back last is saved', async () => {
  const disk = new MemoryDisk();
  const { host, lines } = hostThatLoses(disk, 1, () => {
    throw new GpuRestartError('the browser offers no WebGPU adapter');
  });
  const result = await new TrainingSession(host, TINY, signal).run();
  expect(result.problem?.message).toMatch(/Restart the browser/);
  expect((await readCheckpoint(disk, 'stage1_ERROR_50kN')).state.counters.iteration).toBe(1);
  expect(lines().filter((line) => line.includes('the only copy is in memory'))).toEqual([]);
});

test('a state that is not saved when training ends is not promised to be tried again', async () => {
  const disk = new MemoryDisk();
  disk.write = () => Promise.reject(new Error('The disk is full.'));
  const { host, lines } = hostThatLoses(disk, 0, () => {
    throw new GpuRestartError('gone');
  });
  await new TrainingSession(host, TINY, signal).run();
  expect(lines()).toContain(
    'NOT SAVED: models/rl_v9_advanced/stage1_ERROR_50kN.zip - the only copy is in memory',
  );
});
