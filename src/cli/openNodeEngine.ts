import { cpus } from 'node:os';
import type { Engine } from '../ppo/engine';
import * as lines from '../trainer/consoleLines';
import type { ThreadChoice } from '../ppo/engines/wasm/threadChoice';
import type { CommandLineEngine } from '../ppo/engines/names';
import type { StartedEngine } from '../trainer/runEngine';

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
): Promise<StartedEngine> {
  switch (name) {
    case 'wasm':
      return openWasmEngine(threads, tell);
    case 'webgpu':
      return openWebgpuEngine();
    case 'tfjs':
      return openTfjsEngine();
  }
}

/** The wasm engine for a short trial: its threads are chosen faster than for a training, and not told of. */
export async function openWasmToTime(threads: number | null): Promise<Engine> {
  const { briskChoices } = await import('../ppo/engines/wasm/threadChoice');
  const { engine } = await openWasmEngine(threads, () => undefined, briskChoices());
  return engine;
}

async function openWasmEngine(
  wanted: number | null,
  tell: (line: string) => void,
  brisk?: (threads: number) => ThreadChoice,
): Promise<StartedEngine> {
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
    choose: wanted === null ? (brisk ?? ((started) => new MeasuredThreads(started))) : allThreads,
    onThreadsChosen: (inUse) => tell(lines.threadsChosen(inUse)),
    onThreadsFailed: (reason) => tell(lines.threadsFailed(reason)),
  });
  const most = wanted === null && threads > 1 ? 'up to ' : '';
  return {
    engine,
    device: `WebAssembly on ${processor()}, ${most}${threads} ${threads === 1 ? 'thread' : 'threads'}`,
  };
}

async function openWebgpuEngine(): Promise<StartedEngine> {
  const [{ openNodeGpu }, { EngineGroup }, { WebgpuEngine }] = await Promise.all([
    import('./nodeGpu'),
    import('../ppo/engines/webgpu/engineGroup'),
    import('../ppo/engines/webgpu/webgpuEngine'),
  ]);
  const { gpu, device } = await openNodeGpu();
  return { engine: new WebgpuEngine(new EngineGroup(gpu, { onDispose: () => gpu.destroy() })), device };
}

async function openTfjsEngine(): Promise<StartedEngine> {
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
