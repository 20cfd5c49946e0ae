import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { withRecordUses } from '../../../src/curriculum/runRecords';
import type { RunSettings } from '../../../src/curriculum/settings';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import { policyController } from '../../../src/evaluation/controllers/policyController';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { TfjsEngine } from '../../../src/ppo/engines/tfjs/tfjsEngine';
import { loadRecords } from '../../../src/records/loadRecords';
import { RecordShelf } from '../../../src/records/recordShelf';
import { loadCheckpoint } from '../../../src/checkpoint/loadCheckpoint';
import { NoTrainingError, PolicyRequests } from '../../../src/trainer/policyRequests';
import type { PolicySnapshot, TrainerEvent } from '../../../src/trainer/protocol';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { MemoryDisk } from '../../support/memoryDisk';
import { isTrained } from '../../support/sessions';
import { V9 } from '../../support/v9Building';

const DIRECTORY = 'models/rl_v9_advanced';
const SETTINGS: RunSettings = {
  ...PRESETS.smoke,
  policy: { net_arch: [8], activation_fn: 'tanh', log_std_init: 0 },
};
/** Short enough that training meets its end, and strong enough to be told from the built-in records. */
const OWN: GroundMotion = {
  name: 'Own',
  dt: 0.02,
  acceleration: Float64Array.from({ length: 40 }, (_, k) => 3 * Math.sin(0.3 * k)),
};

/** @param ends interrupts the run */
async function train(
  disk: MemoryDisk,
  settings: RunSettings,
  ends: (event: TrainerEvent) => boolean = () => false,
  policyRequests?: PolicyRequests,
) {
  const events: TrainerEvent[] = [];
  const controller = new AbortController();
  const engine = new TfjsEngine(() => {});
  const host = {
    disk,
    loadRecords: (wanted: RunSettings) => loadRecords(disk, wanted),
    engine,
    device: 'test',
    emit: (event: TrainerEvent) => {
      events.push(event);
      if (ends(event)) controller.abort();
    },
    now: () => performance.now(),
    policyRequests,
  };
  try {
    const result = await new TrainingSession(host, settings, controller.signal).run();
    const lines = events.flatMap((event) => (event.type === 'console' ? [event.line] : []));
    return { events, lines, result };
  } finally {
    engine.dispose();
  }
}

async function stored(motion: GroundMotion) {
  const disk = new MemoryDisk();
  const entry = await new RecordShelf(disk).add(motion);
  return { disk, use: { name: motion.name, digest: entry.digest, pga_g: null } };
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('a run with records of the user', () => {
  test('trains on them, evaluates on them, and its checkpoint says which', async () => {
    const { disk, use } = await stored(OWN);
    const scaled = { ...use, pga_g: 0.2 };
    const settings = withRecordUses(withRecordUses(SETTINGS, 2, 'training', [use]), 2, 'held_out', [scaled]);
    const { events, lines, result } = await train(disk, settings);
    expect(result.outcome).toBe('complete');
    expect(lines).toContain('Own records: Own');
    expect(lines.filter((line) => /^Own @ 100kN: peak roof displacement/.test(line))).toHaveLength(1);

    const lengths = events.flatMap((event) =>
      event.type === 'log' ? event.record.episodes.map(({ l }) => [event.record.stage, l]) : [],
    );
    // Within two short rollouts, only episodes on this record come to their end.
    expect(lengths.length).toBeGreaterThan(0);
    expect(new Set(lengths.map(String))).toEqual(new Set(['2,40']));

    const { state, training } = await loadCheckpoint(disk, `${DIRECTORY}/stage2_100kN.zip`);
    expect(training?.settings.records).toEqual(settings.records);
    const own = training?.evaluations[1].ownRecords;
    const policy = policyController(state);
    const factor = (0.2 * 9.80665) / Math.max(...OWN.acceleration.map(Math.abs));
    const record = { ...OWN, acceleration: OWN.acceleration.map((value) => factor * value) };
    const { metrics } = simulateEpisode(
      record,
      { building: V9, integrator: 'newmark', forceLimit: 100_000 },
      policy,
    );
    expect(own?.records).toEqual(['Own']);
    expect(own?.responses.ppo.peakRoofDisplacement[0]).toBeCloseTo(metrics.peakRoofDisplacement, 12);
  });

  test('does not begin without one of them, even one for the last stage', async () => {
    const { use } = await stored(OWN);
    const disk = new MemoryDisk();
    const attempt = train(disk, withRecordUses(SETTINGS, 4, 'training', [use]));
    await expect(attempt).rejects.toThrow(/The run uses the record "Own".*not stored here.*Add its file/);
    expect(await disk.list('')).toEqual([]);
  });
});

describe('the newest policy', () => {
  test('is given at the end of an iteration and changes nothing of the training', async () => {
    const quiet = new MemoryDisk();
    await train(quiet, SETTINGS, isTrained);
    const watched = new MemoryDisk();
    const policies: PolicySnapshot[] = [];
    const policyRequests = new PolicyRequests();
    const watch = async () => {
      for (;;) policies.push(await policyRequests.add());
    };
    const watching = expect(watch()).rejects.toThrow(NoTrainingError);
    await train(watched, SETTINGS, isTrained, policyRequests);
    policyRequests.refuse();
    await watching;
    for (const name of ['stage1_50kN.zip', 'final_v9_advanced.zip']) {
      const path = `${DIRECTORY}/${name}`;
      const [{ state }, { state: other }] = await Promise.all([
        loadCheckpoint(quiet, path),
        loadCheckpoint(watched, path),
      ]);
      expect(other).toEqual(state);
    }
    expect(policies).toHaveLength(8);
    expect(policies.map(({ stage, timesteps }) => [stage, timesteps])).toEqual(
      [1, 2, 3, 4].flatMap((stage) => [
        [stage, 256 * (stage - 1) + 128],
        [stage, 256 * stage],
      ]),
    );
    const { state } = await loadCheckpoint(watched, `${DIRECTORY}/stage1_50kN.zip`);
    expect(policies[1].parameters).toEqual(state.parameters);
  });

  test('is refused with a reason where nothing trains', async () => {
    const requests = new PolicyRequests();
    const policy = requests.add();
    requests.refuse();
    expect(requests.areWaiting).toBe(false);
    await expect(policy).rejects.toThrow(/No training is under way/);
  });
});
