import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { memoryStores } from '../../../src/checkpoint/store/stores';
import { planResume, plannedStart } from '../../../src/checkpoint/resume';
import { seedSettings } from '../../../src/curriculum/seedList';
import type { RunSettings } from '../../../src/curriculum/settings';
import { GpuFailure } from '../../../src/gpu/device';
import type { EngineGroup, Run } from '../../../src/ppo/engines/webgpu/engineGroup';
import { WasmEngine } from '../../../src/ppo/engines/wasm/wasmEngine';
import type { SpawnBackground } from '../../../src/trainer/background/background';
import type { RunResult, Told, TrainerEvent } from '../../../src/trainer/protocol';
import { TrainerService } from '../../../src/trainer/trainerService';
import { TINY } from '../../support/sessions';

const LOST = new GpuFailure('the GPU process crashed', true);
const ROOT = 'models/rl_v9_advanced';

/** What the machine has: the engine that is chosen, and the GPUs that were opened, each until it is lost. */
const machine = vi.hoisted(() => ({
  engine: 'webgpu',
  gpus: [] as { isLost: boolean; isDestroyed: boolean }[],
  /** Runs of the GPUs' groups that were opened. */
  engines: 0,
  /** Called before each iteration on a GPU. */
  onIteration: () => {},
}));

function wasm(): WasmEngine {
  const spawn = () => {
    throw new Error('One thread was asked for.');
  };
  return new WasmEngine({ threads: 1, spawn });
}

vi.mock('../../../src/trainer/openEngine', () => ({
  openDevice: () => {
    const device = { engine: machine.engine, label: 'the device', reason: '', available: [] };
    return Promise.resolve({ engine: wasm(), device, speeds: {} });
  },
  openBrowserGpu: () => {
    const life = { isLost: false, isDestroyed: false };
    machine.gpus.push(life);
    const check = () => {
      if (life.isLost) throw LOST;
    };
    const destroy = () => {
      life.isDestroyed = true;
    };
    return Promise.resolve({ gpu: { software: false, check, destroy }, device: 'the device' });
  },
}));
/** A run of the group that computes on the processor, for as long as the newest GPU lives that was there when it began. */
vi.mock('../../../src/ppo/engines/webgpu/webgpuEngine', () => ({
  WebgpuEngine: class {
    readonly name = 'webgpu';
    readonly #engine = wasm();
    readonly #gpu = machine.gpus.at(-1);
    readonly #run: Run;
    constructor(readonly group: EngineGroup) {
      this.#run = group.open();
      machine.engines++;
    }
    begin: WasmEngine['begin'] = (...stage) => this.#engine.begin(...stage);
    iterate: WasmEngine['iterate'] = (options) => {
      machine.onIteration();
      return this.#alive() ?? this.#engine.iterate(options);
    };
    snapshot: WasmEngine['snapshot'] = () => this.#alive() ?? this.#engine.snapshot();
    dispose(): void {
      this.#engine.dispose();
      this.group.close(this.#run);
    }
    #alive(): Promise<never> | null {
      return this.#gpu?.isLost ? Promise.reject(LOST) : null;
    }
  },
}));
vi.mock('../../../src/trainer/background/lentBackground', () => ({
  borrowBackground: (): SpawnBackground => (_, onEnded) => {
    onEnded('there is none');
    return () => undefined;
  },
}));

beforeEach(() => {
  // A thread that has no locks keeps what it does apart by itself.
  vi.stubGlobal('navigator', {});
  Object.assign(machine, { engine: 'webgpu', gpus: [], engines: 0, onIteration: () => {} });
});

afterEach(() => vi.unstubAllGlobals());

const [FOUR, FIVE, SIX] = [4, 5, 6].map((seed) => seedSettings({ ...TINY, run: 'soft' }, seed));

/** A worker that trains, with stores in memory. @param hear may end it */
function makeWorker(hear: (told: Told, service: TrainerService) => void = () => undefined) {
  const stores = memoryStores();
  const told: Told[] = [];
  const tell = (each: Told) => {
    told.push(each);
    hear(each, service);
  };
  const copies = { noteDeleted: () => Promise.resolve() };
  const service = new TrainerService(
    { tell, beat: () => undefined },
    { stores, areKept: Promise.resolve(true) },
    copies,
  );
  const runOf = async (settings: RunSettings, path: string | null = null) => {
    const promised = plannedStart(planResume(await stores.disk.list(''), settings));
    return { settings, promised, path };
  };
  return {
    ...{ stores, told, service },
    runOf,
    trainSeries: async (...settings: readonly RunSettings[]) => {
      const runs = await Promise.all(settings.map((each) => runOf(each)));
      return service.calls.startSeries({ runs, engine: 'webgpu', timed: [] });
    },
    of: (run: string | null) => told.filter((each) => each.run === run).map(({ event }) => event),
    names: async (run: string) =>
      (await stores.disk.list(`${ROOT}/${run}/`)).map(({ path }) => path.split('/').at(-1)),
  };
}

const isAt = (event: TrainerEvent, stage: number) => event.type === 'stage' && event.stage === stage;
const linesOf = (events: readonly TrainerEvent[]) =>
  events.flatMap((event) => (event.type === 'console' ? [event.line] : []));
const outcomes = (results: readonly RunResult[]) =>
  Object.fromEntries(results.map(({ run, outcome }) => [run, outcome]));

function interrupt({ calls }: TrainerService): void {
  expect(calls.interrupt(null)).toBeNull();
}

/** Interrupts once so many runs have come to stage 2. */
function untilStage2(count: number) {
  const there = new Set<string | null>();
  return ({ run, event }: Told, service: TrainerService) => {
    if (isAt(event, 2) && there.add(run).size === count) interrupt(service);
  };
}

describe('runs of a series on a GPU', () => {
  test('are trained side by side, stop together, and are each what it would be alone', async () => {
    const together = makeWorker(untilStage2(2));
    const results = await together.trainSeries(FOUR, FIVE);
    expect(outcomes(results)).toEqual({ 'soft-seed4': 'interrupted', 'soft-seed5': 'interrupted' });
    expect(together.told[0]).toEqual({ run: null, event: { type: 'share', atOnce: 2 } });
    const order = together.told.flatMap(({ run, event }) =>
      event.type === 'begun' || event.type === 'ended' ? [`${run} ${event.type}`] : [],
    );
    expect(order.slice(0, 2)).toEqual(['soft-seed4 begun', 'soft-seed5 begun']);
    expect(machine.gpus).toEqual([{ isLost: false, isDestroyed: true }]);

    const alone = makeWorker(untilStage2(1));
    machine.engine = 'wasm';
    await alone.service.calls.start({
      ...(await alone.runOf(FIVE)),
      ...{ engine: null, timed: [], isSingleIteration: false, areUnchosen: false },
    });
    const path = `${ROOT}/soft-seed5/stage1_50kN.zip`;
    const { loadCheckpoint } = await import('../../../src/checkpoint/loadCheckpoint');
    const [one, other] = [
      await loadCheckpoint(together.stores.disk, path),
      await loadCheckpoint(alone.stores.disk, path),
    ];
    expect(one.state).toEqual(other.state);
    for (const run of ['soft-seed4', 'soft-seed5']) {
      // The one that is ahead may be at the end of a stage by then, which leaves nothing to be saved.
      expect((await together.names(run))[0]).toBe('stage1_50kN.zip');
      expect(linesOf(together.of(run))).toContain('No checkpoints found - starting fresh training');
      const kept = (await together.stores.consoles.read(run)).map(({ text }) => text);
      expect(kept).toEqual(linesOf(together.of(run)));
    }
  });

  test('go on together on a GPU that was opened again once, and each of their consoles says so', async () => {
    machine.onIteration = () => {
      if (machine.engines === 2) machine.gpus[0].isLost = true;
    };
    const worker = makeWorker(untilStage2(2));
    const results = await worker.trainSeries(FOUR, FIVE);
    expect(outcomes(results)).toEqual({ 'soft-seed4': 'interrupted', 'soft-seed5': 'interrupted' });
    expect(machine.gpus).toHaveLength(2);
    for (const run of ['soft-seed4', 'soft-seed5']) {
      const lost = linesOf(worker.of(run)).filter((line) => line.startsWith('The GPU was lost'));
      expect(lost).toEqual(['The GPU was lost (the GPU process crashed) - it is opened again']);
    }
  });

  test('of which one fails: the others go on, and its problem is said', async () => {
    const worker = makeWorker(untilStage2(2));
    await worker.stores.disk.write(`${ROOT}/soft-seed5/stage1_50kN.zip`, new Uint8Array([1, 2, 3]));
    const results = await worker.trainSeries(FOUR, FIVE, SIX);
    expect(outcomes(results)).toEqual({
      'soft-seed4': 'interrupted',
      'soft-seed5': 'error',
      'soft-seed6': 'interrupted',
    });
    const problem = results.find(({ run }) => run === 'soft-seed5')?.problem;
    expect(linesOf(worker.of('soft-seed5'))).toContain(problem?.message);
  });

  test('go on from where they were interrupted', async () => {
    const worker = makeWorker(({ run, event }, service) => {
      if (run === 'soft-seed4' && isAt(event, 2)) interrupt(service);
    });
    await worker.trainSeries(FOUR, FIVE);
    worker.told.length = 0;
    const names = await worker.names('soft-seed4');
    const emergency = names.find((name) => name?.includes('INTERRUPTED')) ?? '';
    const runs = [await worker.runOf(FOUR, `${ROOT}/soft-seed4/${emergency}`), await worker.runOf(FIVE)];
    await worker.service.calls.startSeries({ runs, engine: 'webgpu', timed: [] });
    expect(linesOf(worker.of('soft-seed4'))).toContain('CONTINUING FROM EMERGENCY CHECKPOINT');
  });
});

describe('runs of a series on anything else', () => {
  test.each([null, 'wasm'] as const)('are trained one after another: %s', async (engine) => {
    machine.engine = 'wasm';
    const worker = makeWorker(({ run, event }, service) => {
      if (run === 'soft-seed4' && isAt(event, 1)) interrupt(service);
    });
    const runs = await Promise.all([FOUR, FIVE].map((settings) => worker.runOf(settings)));
    const results = await worker.service.calls.startSeries({ runs, engine, timed: [] });
    expect(worker.told[0]).toEqual({ run: null, event: { type: 'share', atOnce: 1 } });
    expect(machine.gpus).toEqual([]);
    // What is interrupted begins no more.
    expect(outcomes(results)).toEqual({ 'soft-seed4': 'interrupted' });
    expect(worker.of('soft-seed5')).toEqual([]);
  });

  test('one that fails ends no other', async () => {
    machine.engine = 'wasm';
    const worker = makeWorker(untilStage2(1));
    await worker.stores.disk.write(`${ROOT}/soft-seed4/stage1_50kN.zip`, new Uint8Array([1, 2, 3]));
    const results = await worker.trainSeries(FOUR, FIVE);
    expect(outcomes(results)).toEqual({ 'soft-seed4': 'error', 'soft-seed5': 'interrupted' });
  });
});
