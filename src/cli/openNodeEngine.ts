import { cpus } from 'node:os';
import type { Engine } from '../ppo/engine';
import type { TrainOptions } from './arguments';
import * as lines from '../trainer/consoleLines';
import type { CommandLineEngine } from '../ppo/engines/names';

/** There is no GPU that WebGPU could use. */
export class NoAdapterError extends Error {
  override readonly name = 'NoAdapterError';

  constructor() {
    super(
      'This machine offers no WebGPU adapter: it has no GPU, or no driver for it (Vulkan on Linux). ' +
        'Nothing was trained. Install the driver, or use --engine wasm.',
    );
  }
}

/** An engine, and for people and checkpoints the device that it computes on. */
interface OpenedEngine {
  readonly engine: Engine;
  readonly device: string;
}

/**
 * Starts an engine in Node. Each is loaded only when it is asked for.
 *
 * @param threads of the wasm engine; null: as many as are fastest, of those that the machine offers
 * @param tell takes lines for the user
 * @throws DawnMissingError, NoAdapterError, GpuFailure
 */
export function openNodeEngine(
  name: CommandLineEngine,
  threads: number | null,
  tell: (line: string) => void,
): Promise<OpenedEngine> {
  switch (name) {
    case 'wasm':
      return openWasmEngine(threads, tell);
    case 'webgpu':
      return openWebgpuEngine();
    case 'tfjs':
      return openTfjsEngine();
  }
}

/**
 * Starts the engine of a run. A GPU has to compute what WebAssembly does: one that does not is told of, and WebAssembly takes its
 * place.
 *
 * @throws what `openNodeEngine` throws
 */
export async function openEngineOfRun(
  { engine: name, threads, settings }: Pick<TrainOptions, 'engine' | 'threads' | 'settings'>,
  tell: (line: string) => void,
): Promise<OpenedEngine> {
  const opened = await openNodeEngine(name, threads, tell);
  if (name !== 'webgpu') return opened;
  const { differenceFromWebAssembly } = await import('../trainer/engineCheck');
  const difference = await differenceFromWebAssembly(opened.engine, settings);
  if (difference === null) return opened;
  opened.engine.dispose();
  tell(`${lines.computesOtherwise(opened.device, difference)}: WebAssembly instead`);
  return openNodeEngine('wasm', threads, tell);
}

async function openWasmEngine(wanted: number | null, tell: (line: string) => void): Promise<OpenedEngine> {
  const [
    { WasmEngine },
    { allThreads, MeasuredThreads },
    { enableRelaxedSimd, spawnNodeThread, usualThreads },
  ] = await Promise.all([
    import('../ppo/engines/wasm/wasmEngine'),
    import('../ppo/engines/wasm/threadChoice'),
    import('./nodeThreads'),
  ]);
  enableRelaxedSimd();
  const threads = wanted ?? usualThreads();
  const engine = new WasmEngine({
    threads,
    spawn: spawnNodeThread,
    choose: (started) => (wanted === null ? new MeasuredThreads(started) : allThreads(started)),
    onThreadsChosen: (inUse) => tell(lines.threadsChosen(inUse)),
    onThreadsFailed: (reason) => tell(lines.threadsFailed(reason)),
  });
  const most = wanted === null && threads > 1 ? 'up to ' : '';
  return {
    engine,
    device: `WebAssembly on ${processor()}, ${most}${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  };
}

async function openWebgpuEngine(): Promise<OpenedEngine> {
  const [{ installDawn }, { reportAdapter, requestAdapter }, { GpuDevice }, { WebgpuEngine }] =
    await Promise.all([
      import('./dawn'),
      import('../gpu/adapter'),
      import('../gpu/device'),
      import('../ppo/engines/webgpu/webgpuEngine'),
    ]);
  await installDawn();
  const adapter = await requestAdapter();
  if (!adapter) throw new NoAdapterError();
  const gpu = await GpuDevice.open(adapter);
  return {
    engine: new WebgpuEngine(gpu, () => gpu.destroy()),
    device: `WebGPU on ${reportAdapter(adapter).name}`,
  };
}

async function openTfjsEngine(): Promise<OpenedEngine> {
  const [{ activateTfjs }, { TfjsEngine }] = await Promise.all([
    import('./tfjs'),
    import('../ppo/engines/tfjs/tfjsEngine'),
  ]);
  const backend = await activateTfjs();
  return { engine: new TfjsEngine(() => {}), device: `${backend} through tfjs on ${processor()}` };
}

function processor(): string {
  return cpus().at(0)?.model.trim() || 'the CPU';
}
