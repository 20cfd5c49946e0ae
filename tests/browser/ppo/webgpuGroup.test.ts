import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GpuDevice } from '../../../src/gpu/device';
import type { Engine, IterationOptions, IterationResult } from '../../../src/ppo/engine';
import { EngineGroup } from '../../../src/ppo/engines/webgpu/engineGroup';
import { Submitter } from '../../../src/ppo/engines/webgpu/submitter';
import type { EngineDevice } from '../../../src/ppo/engines/webgpu/submitter';
import { WebgpuEngine } from '../../../src/ppo/engines/webgpu/webgpuEngine';
import { NonFiniteError } from '../../../src/ppo/errors';
import type { EngineState } from '../../../src/ppo/runnerState';
import { chosenOf } from '../../support/extent';
import { shortRecord } from '../../support/environments';
import type { ParityCase } from '../../support/parityCases';
import { LEARNING_RATE, NO_SCALES, parityCase } from '../../support/parityCases';
import { openGpu } from '../../support/webgpuEngines';

/** One for all: each new one compiles its shaders anew. */
let gpu: GpuDevice;

beforeAll(async () => {
  gpu = await openGpu();
});

afterAll(() => gpu.destroy());

/** Runs that differ in all that may differ within a dispatch; the first one's update stops itself. */
const RUNS: readonly ParityCase[] = [
  { target_kl: 1e-4 },
  { gamma: 0.9, ent_coef: 0.01 },
  { clip_range: 0.05 },
].map((hyperparameters, seed) => {
  const { task, state, ...rest } = parityCase(`seed ${seed}`, {
    netArch: [24, 16],
    environment: {
      count: 6,
      records: [shortRecord(17), shortRecord(30, 0.4)],
      randomisation: { latency_steps: 1, sensor_noise_std: 0.05 },
      advantageBaseline: 'uncontrolled',
    },
    hyperparameters: { n_steps: 40, batch_size: 64, n_epochs: 2, ...hyperparameters },
  });
  const parameters = state.parameters.map((value, i) => value + 0.01 * seed * Math.sin(i));
  return { ...rest, task: { ...task, seed, stage: 1 + seed }, state: { ...state, parameters } };
});

interface Trained {
  readonly results: readonly IterationResult[];
  readonly state: EngineState;
}

function optionsOf(iteration: number, changes: Partial<IterationOptions> = {}): IterationOptions {
  return {
    iteration,
    learningRate: LEARNING_RATE,
    scales: NO_SCALES,
    signal: new AbortController().signal,
    onProgress: () => undefined,
    ...changes,
  };
}

/** Two iterations from the case's start. */
async function train(engine: Engine, { task, state }: ParityCase): Promise<Trained> {
  await engine.begin(task, state);
  const results = [await engine.iterate(optionsOf(0)), await engine.iterate(optionsOf(1))];
  return { results, state: await engine.snapshot() };
}

async function trainAlone(run: ParityCase, device: EngineDevice = gpu): Promise<Trained> {
  const engine = new WebgpuEngine(new EngineGroup(device));
  try {
    return await train(engine, run);
  } finally {
    engine.dispose();
  }
}

const alone = (runs: readonly ParityCase[], device: EngineDevice = gpu) =>
  runs.reduce<Promise<Trained[]>>(
    async (trained, run) => [...(await trained), await trainAlone(run, device)],
    Promise.resolve([]),
  );

/** `RUNS` on the file's device, trained once for all tests. */
let trainedAlone: Promise<Trained[]> | null = null;
const runsAlone = () => (trainedAlone ??= alone(RUNS));

function openEngines(group: EngineGroup, count = RUNS.length): WebgpuEngine[] {
  return Array.from({ length: count }, () => new WebgpuEngine(group));
}

/** Each is disposed of as soon as it is done: the others would wait for it, as for one that is being validated. */
async function trainTogether(runs: readonly ParityCase[], group: EngineGroup): Promise<Trained[]> {
  const engines = openEngines(group, runs.length);
  return Promise.all(engines.map((engine, i) => train(engine, runs[i]).finally(() => engine.dispose())));
}

/** Portions of one, and as if a step and a minibatch were too much for one. */
class SmallPortions extends Submitter {
  override fits(): boolean {
    return false;
  }

  override amount(): number {
    return 1;
  }
}

describe('runs side by side', () => {
  // As in software they are in portions of any size, below.
  test.each(chosenOf([true, false], [false]))(
    'are each bit for bit what they are alone; in software: %s',
    async (software) => {
      const device = { device: gpu.device, software, check: () => gpu.check() };
      const expected = await alone(RUNS, device);
      expect(await trainTogether(RUNS, new EngineGroup(device, { most: 3 }))).toEqual(expected);
      const [one, other] = expected.map(({ state }) => state.parameters);
      expect(one).not.toEqual(other);
      expect(expected.some(({ results }) => results[0].episodes.length > 0)).toBe(true);
    },
  );

  test('are so in portions of any size, and where there is room for two at a time', async () => {
    const expected = await runsAlone();
    const small = new EngineGroup(gpu, { most: 3, submitter: new SmallPortions(gpu) });
    expect(await trainTogether(RUNS, small)).toEqual(expected);
    expect(await trainTogether(RUNS, new EngineGroup(gpu, { most: 2 }))).toEqual(expected);
  });

  test('may have other shapes: those then form a group of their own', async () => {
    const [first, second] = RUNS;
    const { hyperparameters } = second.task;
    const task = { ...second.task, hyperparameters: { ...hyperparameters, n_steps: 24 } };
    const runs = [first, { ...second, task }];
    expect(await trainTogether(runs, new EngineGroup(gpu, { most: 2 }))).toEqual(await alone(runs));
  });

  test('hold their memory together, and give it back', async () => {
    const group = new EngineGroup(gpu, { most: 3 });
    const engines = openEngines(group);
    await Promise.all(engines.map((engine, i) => engine.begin(RUNS[i].task, RUNS[i].state)));
    const single = new WebgpuEngine(new EngineGroup(gpu));
    await single.begin(RUNS[0].task, RUNS[0].state);
    const bytes = engines.map(({ memoryBytes }) => memoryBytes);
    expect(Math.max(...bytes)).toBeLessThanOrEqual(single.memoryBytes);
    engines.forEach((engine) => engine.dispose());
    expect(engines.map(({ memoryBytes }) => memoryBytes)).toEqual([0, 0, 0]);
  });
});

describe('a run that leaves the others', () => {
  /**
   * All but the last are as if they were alone, while the last one's second iteration ends otherwise.
   *
   * @param afterwards once the others are disposed of, and nobody waits for them
   */
  async function withLast(
    end: (engine: WebgpuEngine) => Partial<IterationOptions>,
    expectEnd: (
      engine: WebgpuEngine,
      iteration: Promise<IterationResult>,
      before: EngineState,
    ) => Promise<void>,
    afterwards: (engine: WebgpuEngine) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const expected = await runsAlone();
    const engines = openEngines(new EngineGroup(gpu, { most: 3, submitter: new SmallPortions(gpu) }));
    const [one, two, last] = engines;
    try {
      await Promise.all(engines.map((engine, i) => engine.begin(RUNS[i].task, RUNS[i].state)));
      await Promise.all(engines.map((engine) => engine.iterate(optionsOf(0))));
      const before = await last.snapshot();
      const others = [one, two].map((engine) => engine.iterate(optionsOf(1)));
      await expectEnd(last, last.iterate(optionsOf(1, end(last))), before);
      const results = await Promise.all(others);
      expect(results).toEqual(expected.slice(0, 2).map((trained) => trained.results[1]));
      const states = [await one.snapshot(), await two.snapshot()];
      expect(states).toEqual(expected.slice(0, 2).map(({ state }) => state));
      one.dispose();
      two.dispose();
      await afterwards(last);
    } finally {
      engines.forEach((engine) => engine.dispose());
    }
  }

  test.each(['rollout', 'update'] as const)('because it is aborted in the %s', async (phase) => {
    const controller = new AbortController();
    const onProgress: IterationOptions['onProgress'] = (progress) => {
      if (progress.phase === phase) controller.abort(new Error('enough'));
    };
    await withLast(
      () => ({ signal: controller.signal, onProgress }),
      async (last, iteration, before) => {
        await expect(iteration).rejects.toThrow('enough');
        expect(await last.snapshot()).toEqual(before);
      },
      async (last) => {
        // It goes on when it likes, to where it would have come.
        await last.iterate(optionsOf(1));
        expect(await last.snapshot()).toEqual((await runsAlone())[2].state);
      },
    );
  });

  test('because its numbers are not finite', () =>
    withLast(
      () => ({ learningRate: 1e30 }),
      async (last, iteration, before) => {
        await expect(iteration).rejects.toThrow(NonFiniteError);
        expect(await last.snapshot()).toEqual(before);
      },
    ));

  test('because who listens to it fails', () =>
    withLast(
      () => ({
        onProgress: () => {
          throw new Error('no ear');
        },
      }),
      async (last, iteration, before) => {
        await expect(iteration).rejects.toThrow('no ear');
        expect(await last.snapshot()).toEqual(before);
      },
    ));

  test('because its engine is disposed of', () =>
    withLast(
      (last) => ({ onProgress: () => last.dispose() }),
      (_, iteration) => expect(iteration).rejects.toThrow('disposed of'),
    ));
});
