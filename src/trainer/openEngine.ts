import type { AdapterReport } from '../gpu/adapter';
import { reportAdapter, requestAdapter } from '../gpu/adapter';
import type { OpenedGpu } from '../gpu/device';
import { GpuDevice, GpuFailure } from '../gpu/device';
import type { TfjsBackend } from '../gpu/tfjsBackend';
import { isMissingModule } from '../platform/missingModule';
import type { WebAssemblySupport } from '../platform/webAssembly';
import { webAssemblySupport } from '../platform/webAssembly';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RunSettings } from '../curriculum/settings';
import type { Engine } from '../ppo/engine';
import { LimitError } from '../ppo/errors';
import * as lines from './consoleLines';
import type { EngineName } from '../ppo/engines/names';
import { ENGINES } from '../ppo/engines/names';
import type { ThreadChoice } from '../ppo/engines/wasm/threadChoice';
import type { EngineChoice } from './chooseEngine';
import { availableEngines, chooseEngine, chooseInstead, isWorthTiming, labelOf } from './chooseEngine';
import type { Speeds } from './engineSpeeds';
import type { Timing } from './timeEngines';
import { describeSpeeds, placeOf } from './engineSpeeds';
import type { RecordedEngine } from './recordedEngine';
import { engineToGoOnWith } from './recordedEngine';
import type { DeviceInfo, TimedEngine } from './protocol';
import { messageOf } from '../errors/problem';

/** What of engines there is here. */
interface Offer {
  /** Null: no WebGPU adapter. */
  readonly adapter: AdapterReport | null;
  readonly webAssembly: WebAssemblySupport;
}

async function lookAround(): Promise<Offer> {
  const [adapter, webAssembly] = await Promise.all([requestAdapter(), webAssemblySupport()]);
  return { adapter: adapter && reportAdapter(adapter), webAssembly };
}

/** The device that would train a run, without starting it: nothing is timed. */
export async function probeDevice(
  { preference, began, timed }: Omit<Wish, 'signal'>,
  settings: RunSettings,
): Promise<DeviceInfo> {
  const offer = await lookAround();
  const recalled = recallSpeeds(offer, settings, timed);
  const speeds = COMPARED.every((name) => recalled[name]) ? recalled : {};
  const goesOn = preference === null ? goOn(began, offer, speeds) : null;
  return deviceOf(offer, goesOn ?? chooseEngine(offer.adapter, offer.webAssembly, preference, speeds));
}

/** @returns null where the run is new, or its engine not here */
function goOn(began: RecordedEngine | null, offer: Offer, speeds: Speeds): EngineChoice | null {
  const engine = began && engineToGoOnWith(began, offer.adapter, offer.webAssembly);
  if (!engine) return null;
  const timed = Object.keys(speeds).length > 0 ? ` Timed here: ${describeSpeeds(speeds)}.` : '';
  return { engine, reason: `The run began on it.${timed}` };
}

function deviceOf({ adapter, webAssembly }: Offer, { engine, reason }: EngineChoice): DeviceInfo {
  return {
    engine,
    label: labelOf(engine, adapter),
    reason,
    available: availableEngines(adapter, webAssembly),
  };
}

/** An engine, and the device that it computes on. */
export interface OpenedEngine {
  readonly engine: Engine;
  readonly device: DeviceInfo;
  /** Of the engines that were timed, now or before. */
  readonly speeds: Speeds;
}

/** Which engine is wanted. */
export interface Wish {
  /** A person's choice; null: automatic. */
  readonly preference: EngineName | null;
  /** What the run was trained with so far; null: it is new, or nobody knows. */
  readonly began: RecordedEngine | null;
  /** What is remembered of engines that were timed. */
  readonly timed: readonly TimedEngine[];
  /** Stops the timing. */
  readonly signal: AbortSignal;
}

/** Who hears of an engine. */
export interface EngineListener {
  /** Takes lines for the console. */
  readonly tell: (line: string) => void;
  /** Called often where an engine computes for long without a turn of the event loop. */
  readonly beat: () => void;
  /** Keeps what was timed for the next time. */
  readonly remember?: (timed: TimedEngine) => void;
}

/** A device computes otherwise than the reference does, in a small rollout and its update. */
class UntrustedDeviceError extends Error {
  override readonly name = 'UntrustedDeviceError';
}

/** Labels of devices that have computed as the reference does, since this worker started. */
const trusted = new Set<string>();

/**
 * Starts the engine on the device that is chosen, or the next best: where that was chosen by itself and does not start, and
 * where a GPU computes otherwise than it must or allows less than a pass or a buffer of the run needs, whoever chose it.
 *
 * @param settings of the run that is to be trained
 * @param library the user's own records that they name, as far as they are known
 * @throws GpuFailure when a device gives way that a person chose, and the signal's reason where the timing was stopped
 */
export async function openDevice(
  wish: Wish,
  listener: EngineListener,
  settings: RunSettings,
  library?: RecordLibrary,
): Promise<OpenedEngine> {
  const { device, speeds } = await pickDevice(wish, listener, settings);
  try {
    return { device, speeds, engine: await openTrusted(device, listener, { settings, library }) };
  } catch (error) {
    const isUntrusted = error instanceof UntrustedDeviceError;
    const isUnfit = error instanceof LimitError;
    if (!isUntrusted && !isUnfit && wish.preference !== null) throw error;
    // A device whose code is gone from the server says nothing of the others, whose code is gone as well.
    if (device.engine === 'cpu' || isMissingModule(messageOf(error))) throw error;
    const problem = isUntrusted
      ? lines.computesOtherwise(device.label, error.message)
      : doesNotStart(device.label, error);
    const choice = chooseInstead(device.engine, problem, await webAssemblySupport());
    listener.tell(choice.reason);
    const instead = { ...device, ...choice, label: labelOf(choice.engine, null) };
    return { device: instead, speeds, engine: await openEngine(instead.engine, listener) };
  }
}

/** The device that is wished for, or that the run began with, or that is fastest, in this order. */
async function pickDevice(wish: Wish, listener: EngineListener, settings: RunSettings) {
  const offer = await lookAround();
  const { preference, began } = wish;
  if (preference === null && began) {
    const goesOn = goOn(began, offer, recallSpeeds(offer, settings, wish.timed));
    if (goesOn) return { device: deviceOf(offer, goesOn), speeds: {} };
    listener.tell(lines.beganElsewhere(began.engine, began.device));
  }
  const { speeds, failures } =
    preference === null ? await timeHere(offer, wish, listener, settings) : NOT_TIMED;
  const failure = failures.get('webgpu');
  if (failure !== undefined) {
    const problem = doesNotStart(labelOf('webgpu', offer.adapter), failure);
    const choice = chooseInstead('webgpu', problem, offer.webAssembly);
    listener.tell(choice.reason);
    return { device: deviceOf(offer, choice), speeds };
  }
  const choice = chooseEngine(offer.adapter, offer.webAssembly, preference, speeds);
  return { device: deviceOf(offer, choice), speeds };
}

const NOT_TIMED: Timing = { speeds: {}, failures: new Map() };

/** Engines whose speeds are compared. */
const COMPARED = ['wasm', 'webgpu'] as const satisfies readonly EngineName[];

/** What is remembered of the engines at these settings; nothing where there is nothing to compare. */
function recallSpeeds(offer: Offer, settings: RunSettings, timed: readonly TimedEngine[]): Speeds {
  if (!isWorthTiming(offer.adapter, offer.webAssembly)) return {};
  const places = COMPARED.map((name) => placeOf(name, machineOf(name, offer), settings));
  return Object.fromEntries(
    timed.filter(({ place }) => places.includes(place)).map((one) => [one.engine, one]),
  );
}

/** What of the machine an engine's speed depends on, and the browser. */
function machineOf(name: EngineName, { adapter }: Offer): string {
  const { userAgent, hardwareConcurrency } = navigator;
  const device = ENGINES[name].needs === 'adapter' ? adapter?.words : `${hardwareConcurrency} cores`;
  return `${device}; ${userAgent}`;
}

/** Times the engines of this machine that were not timed before. */
async function timeHere(
  offer: Offer,
  { timed, signal }: Wish,
  listener: EngineListener,
  settings: RunSettings,
): Promise<Timing> {
  if (!isWorthTiming(offer.adapter, offer.webAssembly)) return NOT_TIMED;
  const known = recallSpeeds(offer, settings, timed);
  const missing = COMPARED.filter((name) => !known[name]);
  if (missing.length === 0) return { ...NOT_TIMED, speeds: known };
  const candidates = missing.map((name) => ({
    engine: name,
    place: placeOf(name, machineOf(name, offer), settings),
    open: () => (name === 'wasm' ? openWasmToTime() : openEngine(name, listener)),
  }));
  const { timeEngines } = await import('./timeEngines');
  const { speeds, failures } = await timeEngines(candidates, settings, { ...listener, signal });
  const isGone = (error: unknown) => isMissingModule(messageOf(error));
  for (const error of failures.values()) if (isGone(error)) throw error;
  return { speeds: { ...known, ...speeds }, failures };
}

/** What decides how large a run is. */
interface RunExtent {
  readonly settings: RunSettings;
  readonly library?: RecordLibrary;
}

/**
 * Starts an engine. A GPU has to have room for the run, and to compute what WebAssembly does: once in a visit, where there is
 * WebAssembly to compare with.
 *
 * @throws LimitError, UntrustedDeviceError where it does not, and what `openEngine` throws
 */
async function openTrusted(
  device: DeviceInfo,
  listener: EngineListener,
  { settings, library }: RunExtent,
): Promise<Engine> {
  const engine = await openEngine(device.engine, listener);
  try {
    // For each run: another one may be larger.
    if (engine.assertWithinLimits) {
      const { assertRunWithinLimits } = await import('./runLimits');
      assertRunWithinLimits(engine, settings, library);
    }
    await assertTrusted(engine, device, settings);
    return engine;
  } catch (error) {
    engine.dispose();
    throw error;
  }
}

/** @throws UntrustedDeviceError */
async function assertTrusted(
  engine: Engine,
  { engine: name, label }: DeviceInfo,
  settings: RunSettings,
): Promise<void> {
  if (ENGINES[name].needs !== 'adapter' || trusted.has(label)) return;
  if (!(await webAssemblySupport()).vectors) return;
  const { differenceFromWebAssembly } = await import('./engineCheck');
  const difference = await differenceFromWebAssembly(engine, settings);
  if (difference !== null) throw new UntrustedDeviceError(difference);
  trusted.add(label);
}

function doesNotStart(label: string, error: unknown): string {
  const isPlain = error instanceof GpuFailure || error instanceof LimitError;
  const words = isPlain ? error.words : messageOf(error);
  return `${label} does not start (${words})`;
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
  const [{ gpu }, { EngineGroup }, { WebgpuEngine }] = await Promise.all([
    openBrowserGpu(),
    import('../ppo/engines/webgpu/engineGroup'),
    import('../ppo/engines/webgpu/webgpuEngine'),
  ]);
  return new WebgpuEngine(new EngineGroup(gpu, { onDispose: () => gpu.destroy() }));
}

/** @throws GpuFailure where there is no device to be had */
export async function openBrowserGpu(): Promise<OpenedGpu> {
  const adapter = await requestAdapter();
  if (!adapter) throw new GpuFailure('the browser offers no WebGPU adapter');
  return { gpu: await GpuDevice.open(adapter), device: labelOf('webgpu', reportAdapter(adapter)) };
}

/** For a short trial: its threads are chosen faster than for a training, and not told of. */
async function openWasmToTime(): Promise<Engine> {
  const { briskChoices } = await import('../ppo/engines/wasm/threadChoice');
  return openWasmEngine(() => undefined, briskChoices());
}

async function openWasmEngine(
  tell: (line: string) => void,
  choose?: (threads: number) => ThreadChoice,
): Promise<Engine> {
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
    choose: choose ?? ((threads) => new MeasuredThreads(threads)),
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
