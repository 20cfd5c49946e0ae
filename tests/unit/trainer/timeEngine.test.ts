import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import type { Engine, StageTask } from '../../../src/ppo/engine';
import { WasmEngine } from '../../../src/ppo/engines/wasm/wasmEngine';
import { briskChoices } from '../../../src/ppo/engines/wasm/threadChoice';
import { recipeFor } from '../../../src/trainer/largerRecipe';
import type { EngineSpeed } from '../../../src/trainer/timeEngine';
import { timeEngine } from '../../../src/trainer/timeEngine';
import { timeEngines } from '../../../src/trainer/timeEngines';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** An engine whose iterations take `cost` milliseconds, and none longer than the signal lets them. */
function engineThatTakes(cost: (task: StageTask) => number) {
  let task: StageTask | null = null;
  const dispose = vi.fn();
  const entered: StageTask[] = [];
  const engine = {
    name: 'stand-in',
    begin: (begun: StageTask) => Promise.resolve(void entered.push((task = begun))),
    iterate: ({ signal }: { signal: AbortSignal }) =>
      new Promise((resolve, reject) => {
        const stop = () => reject(signal.reason as Error);
        if (signal.aborted || !task) return stop();
        signal.addEventListener('abort', stop, { once: true });
        setTimeout(() => {
          signal.removeEventListener('abort', stop);
          resolve(null);
        }, cost(task));
      }),
    dispose,
  } as unknown as Engine;
  return { engine, entered, dispose };
}

const signal = new AbortController().signal;

async function timed(cost: (task: StageTask) => number, settings: RunSettings = PRESETS.calm) {
  const { engine, entered } = engineThatTakes(cost);
  const begin = performance.now();
  const timing = timeEngine(engine, settings, signal).then((speed) => ({
    ...{ speed, entered, taken: performance.now() - begin },
  }));
  await vi.runAllTimersAsync();
  return timing;
}

/** Samples in all epochs of an iteration. */
const samples = ({ hyperparameters, environment }: StageTask) =>
  hyperparameters.n_steps * environment.count * hyperparameters.n_epochs;

/** Environment steps of an iteration of calm's first stage. */
const STEPS = 200 * 5 * 256;

describe('an engine is timed', () => {
  test.each([0, 5, 104])('on its work alone, whatever an iteration costs besides: %i ms', async (besides) => {
    // 512,000 samples an iteration.
    const { speed } = await timed((task) => besides + samples(task) / 1000);
    const whole = besides + 512;
    expect(speed.isBound).toBe(false);
    // Timers count whole milliseconds.
    expect(speed.stepsPerSecond / ((1000 * STEPS) / whole)).toBeCloseTo(1, 1);
  });

  test("on the run's own batch, environments, epochs and networks, on whole minibatches of few records", async () => {
    const { entered } = await timed((task) => samples(task) / 10_000, PRESETS['calm-gpu']);
    const [small, large] = entered;
    const { hyperparameters } = PRESETS['calm-gpu'].stages[0];
    expect(small.environment.count).toBe(1024);
    expect(small.environment.records.length).toBeLessThan(10);
    expect(small.hyperparameters).toMatchObject({
      batch_size: hyperparameters.batch_size,
      n_epochs: 10,
      n_steps: 13,
    });
    expect(large.hyperparameters.n_steps).toBeGreaterThan(2 * 13 - 1);
    expect(large.hyperparameters.n_steps).toBeLessThanOrEqual(hyperparameters.n_steps);
  });

  test.each([1e-4, 1e-3, 1e-2, 0.1, 1])(
    'within two seconds, whatever a sample takes: %f ms',
    async (cost) => {
      expect((await timed((task) => cost * samples(task))).taken).toBeLessThan(2000);
    },
  );

  test('as slower than what it would have been if it had ended when it was stopped', async () => {
    const { speed } = await timed(() => 60_000);
    // 13 of 200 steps did not end in 1.5 s.
    expect(speed.stepsPerSecond).toBeCloseTo((1000 * STEPS * 13) / (200 * 1500), 6);
    expect(speed.isBound).toBe(true);
  });

  test('by its smaller part alone where only that ended', async () => {
    const { speed } = await timed(({ hyperparameters }) => (hyperparameters.n_steps > 13 ? 60_000 : 300));
    expect(speed.stepsPerSecond).toBeCloseTo((1000 * STEPS * 13) / (200 * 300), 6);
    expect(speed.isBound).toBe(false);
  });

  test('until a person interrupts', async () => {
    const controller = new AbortController();
    const { engine } = engineThatTakes(() => 60_000);
    const timing = timeEngine(engine, PRESETS.calm, controller.signal);
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 100);
    const outcome = expect(timing).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(200);
    await outcome;
  });
});

describe('several engines', () => {
  const candidate = (engine: 'wasm' | 'webgpu', open: () => Promise<Engine>) => ({
    engine,
    place: `${engine} here`,
    open,
  });

  test('are timed one after the other, told of, remembered and put away; one that fails is left out', async () => {
    const told: string[] = [];
    const remember = vi.fn();
    const { engine, dispose } = engineThatTakes((task) => samples(task) / 1000);
    const broken = new Error('no memory');
    const timing = timeEngines(
      [candidate('wasm', () => Promise.resolve(engine)), candidate('webgpu', () => Promise.reject(broken))],
      PRESETS.calm,
      { tell: (line) => told.push(line), remember, signal },
    );
    await vi.runAllTimersAsync();
    const { speeds, failures } = await timing;
    expect(Object.keys(speeds)).toEqual(['wasm']);
    expect(speeds.wasm).toMatchObject({ engine: 'wasm', place: 'wasm here', isBound: false });
    expect([...failures]).toEqual([['webgpu', broken]]);
    expect(remember.mock.calls).toEqual([[speeds.wasm]]);
    expect(told).toEqual([
      'Timing the engines of this machine on a part of an iteration',
      expect.stringMatching(/^Timed on this run's shapes: WebAssembly 50\d,000 steps\/s$/),
    ]);
    expect(dispose).toHaveBeenCalledOnce();
  });
});

test('the WebAssembly engine is timed on threads that it chooses within the trial', async () => {
  vi.useRealTimers();
  const spawn = () => {
    throw new Error('One thread was asked for.');
  };
  const engine = new WasmEngine({ threads: 1, spawn, choose: briskChoices() });
  const { stepsPerSecond, isBound } = await timeEngine(engine, PRESETS.smoke, signal);
  expect(stepsPerSecond).toBeGreaterThan(0);
  expect(isBound).toBe(false);
  engine.dispose();
});

describe('the recipe of a run that is new', () => {
  /** @param cost of a sample on the GPU, where WebAssembly takes 1 µs */
  async function choose(
    cost: number,
    change: { settings?: RunSettings; wasm?: EngineSpeed | null; engine?: 'wasm' } = {},
  ) {
    const {
      settings = { ...PRESETS.calm, run: 'mine' },
      wasm = { stepsPerSecond: 500_000, isBound: false },
    } = change;
    const told: string[] = [];
    const { engine } = engineThatTakes((task) => cost * samples(task));
    const name = change.engine ?? ('webgpu' as const);
    const device = { engine: name, label: '', reason: '', available: [] };
    const speeds = wasm ? { wasm: { engine: 'wasm' as const, place: '', ...wasm } } : {};
    const choosing = recipeFor({ engine, device, speeds }, settings, signal, {
      tell: (line) => told.push(line),
    });
    await vi.runAllTimersAsync();
    return { settings: await choosing, told };
  }

  test('has more samples where the GPU is through with them sooner than WebAssembly with the usual ones', async () => {
    const { settings, told } = await choose(1 / 5000);
    expect(settings).toEqual({ ...PRESETS['calm-gpu'], run: 'mine' });
    expect(told).toEqual([
      'Training calm-gpu: by the timing, the GPU is through with it in 1.8 min, and WebAssembly with a quarter of the steps in 2.2 min',
    ]);
  });

  test.each([
    ['the GPU is three times as fast as WebAssembly', 1 / 3000, {}],
    ['the GPU did not end the trial', 1000, {}],
    ['nothing is known of WebAssembly', 1 / 5000, { wasm: null }],
    ['WebAssembly did not end its trial', 1 / 5000, { wasm: { stepsPerSecond: 1, isBound: true } }],
    ['WebAssembly trains', 1 / 5000, { engine: 'wasm' }],
    ['it is another one', 1 / 5000, { settings: PRESETS.v9 }],
  ] as const)('stays where %s', async (_, cost, change) => {
    const { settings, told } = await choose(cost, change);
    expect(settings.preset).toBe('settings' in change ? 'v9' : 'calm');
    expect(told).toEqual([]);
  });
});
