import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { TrainOptions } from '../../../src/cli/arguments';
import { parseCommandLine } from '../../../src/cli/arguments';
import { Reporter } from '../../../src/cli/reporter';
import { openRunEngine } from '../../../src/cli/runEngine';
import { Terminal } from '../../../src/cli/terminal';
import { train } from '../../../src/cli/train';
import { GpuFailure } from '../../../src/gpu/device';
import type { Engine } from '../../../src/ppo/engine';
import { LimitError } from '../../../src/ppo/errors';
import { WasmEngine } from '../../../src/ppo/engines/wasm/wasmEngine';
import { GpuRestartError } from '../../../src/trainer/deviceRecovery';
import { temporaryDirectory } from '../../support/temporaryDirectory';
import { Writable } from 'node:stream';

/** Engines that Node.js opens, by name; those of the GPU are told how many iterations their device lives. */
const opened = vi.hoisted(() => ({
  names: [] as string[],
  lives: [] as number[],
  /** Refuses stages that the GPU has no room for. */
  refuse: null as ((stage: number) => void) | null,
}));

const LOST = new GpuFailure('the driver was reset', true);

function wasm(): WasmEngine {
  const spawn = () => {
    throw new Error('One thread was asked for.');
  };
  return new WasmEngine({ threads: 1, spawn });
}

/** An engine whose device is lost within an iteration, and with it whatever was on it. */
function mortal(iterations: number): Engine {
  const engine = wasm();
  let done = 0;
  return {
    name: 'webgpu',
    assertWithinLimits: ({ stage }) => opened.refuse?.(stage),
    begin: (...stage) => engine.begin(...stage),
    iterate: (options) => (++done > iterations ? Promise.reject(LOST) : engine.iterate(options)),
    snapshot: () => (done > iterations ? Promise.reject(LOST) : engine.snapshot()),
    dispose: () => engine.dispose(),
  };
}

vi.mock('../../../src/cli/openNodeEngine', () => ({
  openNodeEngine: (name: string) => {
    opened.names.push(name);
    const engine = name === 'webgpu' ? mortal(opened.lives.shift() ?? Infinity) : wasm();
    return Promise.resolve({ engine, device: `${name} of the test` });
  },
  openWasmToTime: () => Promise.resolve(wasm()),
}));

/** What WebGPU offers; Dawn is not asked. */
function offer(adapter: Partial<GPUAdapterInfo> | null): void {
  const info = {
    vendor: '',
    architecture: '',
    device: '',
    description: '',
    isFallbackAdapter: false,
    ...adapter,
  };
  vi.stubGlobal('navigator', {
    gpu: { requestAdapter: () => Promise.resolve(adapter && { info }) },
    hardwareConcurrency: 1,
  });
}

beforeEach(() => {
  opened.names = [];
  opened.lives = [];
  opened.refuse = null;
});
afterEach(() => vi.unstubAllGlobals());

function options(...words: string[]): TrainOptions {
  const line = parseCommandLine(['--preset', 'smoke', ...words]);
  if (line.command !== 'train') throw new Error(line.command);
  return line.options;
}

const signal = new AbortController().signal;

/** A training in a directory of its own. */
async function trainIn(directory: string, ...words: string[]) {
  let printed = '';
  const sink = () =>
    new Writable({
      write(chunk: Buffer, _, done) {
        printed += chunk.toString();
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  const terminal = new Terminal(sink(), sink());
  const wanted = options('--run-dir', directory, '--set', 'policy.net_arch=8,8', ...words);
  const reporter = new Reporter(terminal, { ...wanted, now: () => performance.now(), share: null });
  const outcome = await train(wanted, reporter, signal, { confirm: () => Promise.resolve(true) });
  await terminal.flush();
  return { outcome, printed };
}

describe('a lost GPU', () => {
  test('is opened again once, and the run goes on to its end', async () => {
    const place = temporaryDirectory('run');
    // The check before the run takes one iteration; the device is lost within the second of the run.
    opened.lives = [2];
    const { outcome, printed } = await trainIn(place.directory, '--engine', 'webgpu');
    expect(outcome).toBe('complete');
    expect(opened.names).toEqual(['webgpu', 'webgpu']);
    expect(printed).toContain('The GPU was lost (the driver was reset) - it is opened again');
    expect(printed).toMatch(/Training goes on from the state read back last: Stage 1\/4 after \d+ timesteps/);
    place.remove();
  });

  test('a second time within ten minutes is an error that advises what can be done here', async () => {
    const place = temporaryDirectory('run');
    opened.lives = [2, 0];
    const { outcome, printed } = await trainIn(place.directory, '--engine', 'webgpu');
    expect(outcome).toBe('error');
    expect(printed).toMatch(/GPU was lost and cannot be had again.*Start again to resume; .*--engine wasm\./);
    expect(printed).not.toMatch(/browser/);
    place.remove();
  });

  test('for good, of a run that was begun anew, is gone on with by other words', async () => {
    const place = temporaryDirectory('run');
    opened.lives = [2, 0];
    const { printed } = await trainIn(place.directory, '--engine', 'webgpu', '--fresh', '--yes');
    expect(printed).toContain('Leave --fresh out to go on with this run: the same command would delete it.');
    place.remove();
  });

  test('is opened again later, by the clock', async () => {
    const running = await openRunEngine(options('--engine', 'wasm'), null, { tell: () => undefined, signal });
    await running.reopen(LOST);
    await expect(running.reopen(LOST)).rejects.toThrow(GpuRestartError);
    const other = new Error('something else');
    await expect(running.reopen(other)).rejects.toBe(other);
    running.dispose();
  });
});

describe('the engine of a run', () => {
  async function open(words: readonly string[], began: { engine: string; device: string } | null = null) {
    const told: string[] = [];
    const running = await openRunEngine(options(...words), began, {
      tell: (line) => told.push(line),
      signal,
    });
    running.dispose();
    return { name: opened.names.at(-1), told };
  }

  test('is WebAssembly where nobody says and the run is new', async () => {
    offer({ vendor: 'nvidia' });
    expect(await open([])).toEqual({ name: 'wasm', told: [] });
  });

  test.each([
    ['wasm-relaxed-simd', 'wasm'],
    ['webgpu', 'webgpu'],
    ['tfjs-wasm', 'tfjs'],
  ])('is the one that the run began with: %s', async (engine, name) => {
    offer({ vendor: 'nvidia' });
    for (const words of [[], ['--engine', 'automatic']]) {
      expect(await open(words, { engine, device: 'there' })).toEqual({ name, told: [] });
    }
    expect(await open(['--engine', 'wasm'], { engine, device: 'there' })).toMatchObject({ name: 'wasm' });
  });

  test.each([
    ['webgpu', null],
    ['webgpu', { description: 'llvmpipe' }],
    ['tfjs-webgpu', { vendor: 'nvidia' }],
  ])('is another one, which is said, where %s is not here: %o', async (engine, adapter) => {
    offer(adapter);
    const { name, told } = await open([], { engine, device: 'WebGPU on nvidia hopper' });
    expect(name).toBe('wasm');
    expect(told).toEqual([
      `So far this run was trained with ${engine} (WebGPU on nvidia hopper), which is not here - it goes on with another engine, and rounds otherwise from now on`,
    ]);
  });

  test('is WebAssembly where the GPU allows less than the passes need, whoever asked for it', async () => {
    const begin = vi.spyOn(WasmEngine.prototype, 'begin');
    // The reference of the check begins first.
    begin.mockResolvedValueOnce().mockRejectedValueOnce(new LimitError('it has 4 buffers'));
    vi.spyOn(WasmEngine.prototype, 'iterate').mockResolvedValueOnce({} as never);
    vi.spyOn(WasmEngine.prototype, 'snapshot').mockResolvedValueOnce({
      parameters: new Float32Array(),
    } as never);
    const { name, told } = await open(['--engine', 'webgpu']);
    expect(told).toEqual(['webgpu of the test does not start (it has 4 buffers): WebAssembly instead']);
    expect(name).toBe('wasm');
    vi.restoreAllMocks();
  });

  test('is WebAssembly where a later stage has no room on the GPU, before anything is trained', async () => {
    const seen: number[] = [];
    opened.refuse = (stage) => {
      seen.push(stage);
      if (stage === 3) throw new LimitError('the buffer is too large');
    };
    const begin = vi.spyOn(WasmEngine.prototype, 'begin');
    const { name, told } = await open(['--engine', 'webgpu']);
    expect(told).toEqual([
      'webgpu of the test does not start (the buffer is too large): WebAssembly instead',
    ]);
    expect(name).toBe('wasm');
    expect(seen).toEqual([1, 2, 3]);
    expect(begin).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  test('is timed where it is to be the fastest, and there is a GPU to compare with', async () => {
    offer({ vendor: 'nvidia' });
    const { told } = await open(['--engine', 'automatic']);
    expect(told).toEqual([
      'Timing the engines of this machine on a part of an iteration',
      expect.stringMatching(/^Timed on this run's shapes: Web\w+ [\d,]+ steps\/s, Web\w+ [\d,]+ steps\/s$/),
    ]);
    offer({ description: 'llvmpipe' });
    expect(await open(['--engine', 'automatic'])).toEqual({ name: 'wasm', told: [] });
  });
});
