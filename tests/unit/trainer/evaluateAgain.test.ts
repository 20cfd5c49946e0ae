import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { byFirstMetric } from '../../../src/evaluation/metricNames';
import { ROBUSTNESS_ROWS } from '../../../src/evaluation/robustness';
import type { StageEvaluation } from '../../../src/evaluation/stageEvaluation';
import { byController, isWhole } from '../../../src/evaluation/stageEvaluation';
import { TrainingSession } from '../../../src/trainer/trainingSession';
import { MemoryDisk } from '../../support/memoryDisk';
import { DIRECTORY, makeHost, readCheckpoint, TINY, trainOnly } from '../../support/sessions';

const STAGES = ['stage1_50kN', 'stage2_100kN', 'stage3_150kN', 'stage4_150kN'];
const FINAL = 'final_v9_advanced';

/** As a version wrote it that did not measure what an engineer asks for. */
function aged({ weight_N, ...evaluation }: StageEvaluation): StageEvaluation {
  void weight_N;
  const responses = byController((controller) =>
    byFirstMetric((metric) => evaluation.responses[controller][metric]),
  );
  return { ...evaluation, responses };
}

/** What stands for rows that take longer than the test: they are kept as they are. */
const ROBUSTNESS = Array.from({ length: ROBUSTNESS_ROWS }, (_, i) => ({
  condition: 'latency',
  magnitude: 'M4.5' as const,
  force_limit_kN: 150,
  peaks: { lqr: [i], ppo: [i] },
}));

/** A run whose checkpoints are an older version's. */
async function agedRun(names: readonly string[]): Promise<MemoryDisk> {
  const trained = new MemoryDisk();
  await trainOnly(trained);
  const disk = new MemoryDisk();
  for (const name of names) {
    const checkpoint = await readCheckpoint(trained, name);
    const evaluations = checkpoint.evaluations.map(aged);
    const finalEvaluation =
      name === FINAL ? { stages: [{ ...evaluations[0], stage: null }], robustness: ROBUSTNESS } : null;
    const zip = await encodeCheckpoint({ ...checkpoint, evaluations, finalEvaluation });
    await disk.write(`${DIRECTORY}/${name}.zip`, zip);
  }
  return disk;
}

async function again(disk: MemoryDisk) {
  const made = makeHost(disk);
  const result = await new TrainingSession(made.host, TINY, new AbortController().signal).evaluateAgain();
  made.host.engine.dispose();
  return { ...made, result };
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('evaluations of an older version are made anew where that is asked for, and nothing is trained', async () => {
  const disk = await agedRun(STAGES.slice(0, 2));
  const before = await readCheckpoint(disk, STAGES[1]);
  expect(before.evaluations.map(isWhole)).toEqual([false, false]);

  const { result, events } = await again(disk);
  expect(result).toEqual({ outcome: 'evaluated', problem: null });
  expect((await disk.list('')).map(({ path }) => path)).toEqual(
    STAGES.slice(0, 2).map((name) => `${DIRECTORY}/${name}.zip`),
  );
  const after = await readCheckpoint(disk, STAGES[1]);
  expect(after.evaluations.map(isWhole)).toEqual([true, true]);
  expect(after.state).toEqual(before.state);
  // What was measured then is measured the same now.
  expect(after.evaluations.map(aged)).toEqual(before.evaluations);
  const told = events.filter((event) => event.type === 'evaluation').at(-1);
  expect(told?.evaluations).toEqual(after.evaluations);
  expect(events.some((event) => event.type === 'progress')).toBe(false);

  // Once more there is nothing to do.
  const bytes = await disk.read(`${DIRECTORY}/${STAGES[1]}.zip`);
  const { lines } = await again(disk);
  expect(lines().filter((line) => line.startsWith('Making up'))).toEqual([]);
  expect(Buffer.compare(await disk.read(`${DIRECTORY}/${STAGES[1]}.zip`), bytes)).toBe(0);
});

test('of a complete run the final model as well, whose robustness stays', async () => {
  const disk = await agedRun([...STAGES, FINAL]);
  const { result } = await again(disk);
  expect(result.outcome).toBe('complete');
  const { finalEvaluation, evaluations } = await readCheckpoint(disk, FINAL);
  expect(evaluations.map(isWhole)).toEqual([true, true, true, true]);
  expect(finalEvaluation?.stages.map(({ magnitude }) => magnitude)).toEqual(['M4.5', 'M5.7', 'M7.4', 'M8.4']);
  expect(finalEvaluation?.stages.every(isWhole)).toBe(true);
  expect(finalEvaluation?.robustness).toEqual(ROBUSTNESS);
});

test('an older run that is started as usual keeps its evaluations, and a run without files has none', async () => {
  const disk = await agedRun(STAGES.slice(0, 1));
  const zip = await disk.read(`${DIRECTORY}/${STAGES[0]}.zip`);
  const controller = new AbortController();
  const { host, events } = makeHost(disk);
  const session = new TrainingSession(
    {
      ...host,
      emit: (event) => {
        host.emit(event);
        if (event.type === 'stage') controller.abort();
      },
    },
    TINY,
    controller.signal,
  );
  await session.run();
  expect(Buffer.compare(await disk.read(`${DIRECTORY}/${STAGES[0]}.zip`), zip)).toBe(0);
  const told = events.find((event) => event.type === 'evaluation');
  expect(told?.evaluations.map(isWhole)).toEqual([false]);
  expect((await again(new MemoryDisk())).result.outcome).toBe('evaluated');
});
