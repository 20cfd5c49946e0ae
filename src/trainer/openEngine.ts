import { reportAdapter, requestAdapter } from '../gpu/adapter';
import { GpuDevice, GpuFailure } from '../gpu/device';
import type { TfjsBackend } from '../gpu/tfjsBackend';
import { isMissingModule } from '../platform/missingModule';
import { webAssemblySupport } from '../platform/webAssembly';
import type { RunSettings } from '../curriculum/settings';
import type { Engine } from '../ppo/engine';
import * as lines from './consoleLines';
import type { EngineName } from '../ppo/engines/names';
import { ENGINES } from '../ppo/engines/names';
import { availableEngines, chooseEngine, chooseInstead } from './chooseEngine';
import type { DeviceInfo } from './protocol';
import { messageOf } from '../errors/problem';

/** The device that would train, without starting it. */
export async function probeDevice(preference: EngineName | null): Promise<DeviceInfo> {
  const [adapter, webAssembly] = await Promise.all([requestAdapter(), webAssemblySupport()]);
  const report = adapter && reportAdapter(adapter);
  const { engine, reason } = chooseEngine(report, webAssembly, preference);
  return {
    engine,
    label:
      report && ENGINES[engine].needs === 'adapter'
        ? `${ENGINES[engine].label} on ${report.name}`
        : labelOnTheCpu(engine),
    reason,
    available: availableEngines(report, webAssembly),
  };
}

function labelOnTheCpu(name: EngineName): string {
  return `${ENGINES[name].label} on the CPU`;
}

/** An engine, and the device that it computes on. */
export interface OpenedEngine {
  readonly engine: Engine;
  readonly device: DeviceInfo;
}

/** Who hears of an engine. */
export interface EngineListener {
  /** Takes lines for the console. */
  readonly tell: (line: string) => void;
  /** Called often where an engine computes for long without a turn of the event loop. */
  readonly beat: () => void;
}

/** A device computes otherwise than the reference does, in a small rollout and its update. */
class UntrustedDeviceError extends Error {
  override readonly name = 'UntrustedDeviceError';
}

/** Labels of devices that have computed as the reference does, since this worker started. */
const trusted = new Set<string>();

/**
 * Starts the engine on the device that is chosen, or the next best: where that was chosen by itself and does not start, and
 * where a GPU computes otherwise than it must, whoever chose it.
 *
 * @param settings of the run that is to be trained
 * @throws GpuFailure when a device gives way that a person chose
 */
export async function openDevice(
  preference: EngineName | null,
  listener: EngineListener,
  settings: RunSettings,
): Promise<OpenedEngine> {
  const device = await probeDevice(preference);
  try {
    return { device, engine: await openTrusted(device, listener, settings) };
  } catch (error) {
    const isUntrusted = error instanceof UntrustedDeviceError;
    if (!isUntrusted && preference !== null) throw error;
    // A device whose code is gone from the server says nothing of the others, whose code is gone as well.
    if (device.engine === 'cpu' || isMissingModule(messageOf(error))) throw error;
    const problem = isUntrusted
      ? lines.computesOtherwise(device.label, error.message)
      : `${device.label} does not start (${wordsOf(error)})`;
    const choice = chooseInstead(device.engine, problem, await webAssemblySupport());
    listener.tell(choice.reason);
    const instead = { ...device, ...choice, label: labelOnTheCpu(choice.engine) };
    return { device: instead, engine: await openEngine(instead.engine, listener) };
  }
}

/**
 * Starts an engine. A GPU has to compute what WebAssembly does, once in a visit, where there is WebAssembly to compare with.
 *
 * @throws UntrustedDeviceError where it does not, and what `openEngine` throws
 */
async function openTrusted(
  { engine: name, label }: DeviceInfo,
  listener: EngineListener,
  settings: RunSettings,
): Promise<Engine> {
  const engine = await openEngine(name, listener);
  if (ENGINES[name].needs !== 'adapter' || trusted.has(label)) return engine;
  if (!(await webAssemblySupport()).vectors) return engine;
  try {
    const { differenceFromWebAssembly } = await import('./engineCheck');
    const difference = await differenceFromWebAssembly(engine, settings);
    if (difference !== null) throw new UntrustedDeviceError(difference);
    trusted.add(label);
    return engine;
  } catch (error) {
    engine.dispose();
    throw error;
  }
}

function wordsOf(error: unknown): string {
  if (error instanceof GpuFailure) return error.words;
  return messageOf(error);
}

/**
 * Starts the engine on a device. Engines are loaded here, on demand: a visit that does not train never downloads one.
 *
 * @throws GpuFailure when the device gives way
 * @throws CompileError where the kernels do not compile
 */
export function openEngine(name: EngineName, { tell, beat }: EngineListener): Promise<Engine> {
  switch (name) {
    case 'webgpu':
      return openWebgpuEngine();
    case 'wasm':
      return openWasmEngine(tell);
    case 'tfjs-webgpu':
      return openTfjsEngine('webgpu', beat);
    case 'tfjs-wasm':
      return openTfjsEngine('wasm', beat);
    case 'cpu':
      return openTfjsEngine('cpu', beat);
  }
}

async function openWebgpuEngine(): Promise<Engine> {
  const [adapter, { WebgpuEngine }] = await Promise.all([
    requestAdapter(),
    import('../ppo/engines/webgpu/webgpuEngine'),
  ]);
  if (!adapter) throw new GpuFailure('the browser offers no WebGPU adapter');
  const gpu = await GpuDevice.open(adapter);
  return new WebgpuEngine(gpu, () => gpu.destroy());
}

async function openWasmEngine(tell: (line: string) => void): Promise<Engine> {
  const [
    { WasmEngine },
    { browserThreads },
    { borrowThreads },
    { MeasuredThreads },
    { compileKernelModule, hasRelaxedSimd },
  ] = await Promise.all([
    import('../ppo/engines/wasm/wasmEngine'),
    import('../ppo/engines/wasm/threads/browserThreads'),
    import('../ppo/engines/wasm/threads/lentThreads'),
    import('../ppo/engines/wasm/threadChoice'),
    import('../ppo/engines/wasm/kernelModule'),
  ]);
  // Before anything counts on it: where not even this variant compiles, another engine can still train.
  await compileKernelModule(hasRelaxedSimd(), false);
  return new WasmEngine({
    ...browserThreads(borrowThreads(globalThis)),
    choose: (threads) => new MeasuredThreads(threads),
    onThreadsChosen: (inUse) => tell(lines.threadsChosen(inUse)),
    onThreadsFailed: (reason) => tell(lines.threadsFailed(reason)),
  });
}

async function openTfjsEngine(backend: TfjsBackend, beat: () => void): Promise<Engine> {
  const [{ activateTfjsBackend }, { TfjsEngine }] = await Promise.all([
    import('../gpu/tfjsBackend'),
    import('../ppo/engines/tfjs/tfjsEngine'),
  ]);
  return new TfjsEngine(await activateTfjsBackend(backend, beat));
}
