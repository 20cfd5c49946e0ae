import type { AdapterReport } from '../gpu/adapter';
import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { CommandLineEngine } from '../ppo/engines/names';
import { chooseEngine, isWorthTiming } from '../trainer/chooseEngine';
import * as lines from '../trainer/consoleLines';
import { LimitError } from '../ppo/errors';
import { DeviceRecovery } from '../trainer/deviceRecovery';
import type { RecordedEngine } from '../trainer/recordedEngine';
import { engineToGoOnWith } from '../trainer/recordedEngine';
import type { StartedEngine } from '../trainer/runEngine';
import { RunEngine } from '../trainer/runEngine';
import { assertRunWithinLimits } from '../trainer/runLimits';
import { messageOf } from '../errors/problem';
import type { TrainOptions } from './arguments';
import { DawnMissingError } from './dawn';
import { openNodeEngine, openWasmToTime } from './openNodeEngine';

const ADVICE = 'Start again to resume; if it happens again, look at the driver, or train on --engine wasm.';

/** Which engine is wanted, and for what. */
export interface Wanted extends Pick<TrainOptions, 'engine' | 'threads' | 'settings'> {
  /** The user's own records that the settings name, as far as they are known. */
  readonly library?: RecordLibrary;
}

/** Who hears of an engine, and what ends its timing. */
export interface Listener {
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** What opens a lost device again: for one run, or for all that share it. */
export function nodeRecovery(): DeviceRecovery {
  return new DeviceRecovery(() => performance.now(), ADVICE);
}

/**
 * The engine of a run that has its device for itself.
 *
 * @param open starts the same engine on a new device
 */
function ownEngine(
  opened: StartedEngine,
  open: () => Promise<StartedEngine>,
  tell: (line: string) => void,
): RunEngine {
  const recovery = nodeRecovery();
  return new RunEngine(opened, async (cause) => (await recovery.reopen(cause, open, { tell })).engine);
}

/**
 * Starts the engine of a run: the one that is asked for, or that the run began with, or that is fastest, or WebAssembly. A GPU
 * has to compute what WebAssembly does, and allow what the run needs: one that does not is told of, and WebAssembly takes its place.
 *
 * @param began null: the run is new, or nobody knows
 * @throws what `openNodeEngine` throws, and the signal's reason where the timing was stopped
 */
export async function openRunEngine(
  wanted: Wanted,
  began: RecordedEngine | null,
  listener: Listener,
): Promise<RunEngine> {
  const { tell } = listener;
  const name = await nameOf(wanted, began, listener);
  const open = () => openNodeEngine(name, wanted.threads, tell);
  const opened = await open();
  if (name !== 'webgpu') return ownEngine(opened, open, tell);
  const problem = await problemOf(opened, wanted);
  if (problem === null) return ownEngine(opened, open, tell);
  opened.engine.dispose();
  tell(`${problem}: WebAssembly instead`);
  const openInstead = () => openNodeEngine('wasm', wanted.threads, tell);
  return ownEngine(await openInstead(), openInstead, tell);
}

/** Why a GPU is not to be trained on, which has to have room for the run and to compute what WebAssembly does; null: nothing. */
export async function problemOf(
  { engine, device }: StartedEngine,
  { settings, library }: Pick<Wanted, 'settings' | 'library'>,
): Promise<string | null> {
  const { differenceFromWebAssembly } = await import('../trainer/engineCheck');
  try {
    assertRunWithinLimits(engine, settings, library);
    const difference = await differenceFromWebAssembly(engine, settings);
    return difference === null ? null : lines.computesOtherwise(device, difference);
  } catch (error) {
    if (error instanceof LimitError) return `${device} does not start (${error.words})`;
    throw error;
  }
}

async function nameOf(wanted: Wanted, began: RecordedEngine | null, listener: Listener) {
  const { engine } = wanted;
  if (engine !== null && engine !== 'automatic') return engine;
  if (began) {
    const name = await commandLineEngineOf(began);
    if (name) return name;
    listener.tell(lines.beganElsewhere(began.engine, began.device));
  }
  return engine === 'automatic' ? fastestEngine(wanted, listener) : 'wasm';
}

/** @returns null where this machine does not have the engine that a run began with */
export async function commandLineEngineOf(began: RecordedEngine): Promise<CommandLineEngine | null> {
  // tfjs has other backends here than in a browser.
  if (/^tfjs-(wasm|cpu)$/.test(began.engine)) return 'tfjs';
  const adapter = began.engine === 'webgpu' ? await lookForAdapter() : null;
  const name = engineToGoOnWith(began, adapter, { vectors: true });
  return name === 'wasm' || name === 'webgpu' ? name : null;
}

/**
 * Times WebAssembly and the GPU, where there is one that does not only emulate one.
 *
 * @throws the signal's reason where that was stopped
 */
export async function fastestEngine(
  { threads, settings }: Omit<Wanted, 'engine'>,
  { tell, signal }: Listener,
): Promise<CommandLineEngine> {
  const adapter = await lookForAdapter();
  if (!isWorthTiming(adapter, { vectors: true })) return 'wasm';
  const { timeEngines } = await import('../trainer/timeEngines');
  const openGpu = async () => (await openNodeEngine('webgpu', null, tell)).engine;
  const { speeds, failures } = await timeEngines(
    [
      // Nothing is remembered from one command to the next.
      { engine: 'wasm', place: '', open: () => openWasmToTime(threads) },
      { engine: 'webgpu', place: '', open: openGpu },
    ],
    settings,
    { tell, signal },
  );
  for (const [engine, error] of failures) tell(`${engine} does not start (${messageOf(error)})`);
  return chooseEngine(adapter, { vectors: true }, null, speeds).engine === 'webgpu' ? 'webgpu' : 'wasm';
}

/** @returns null where there is no adapter, or no Dawn to ask for one */
async function lookForAdapter(): Promise<AdapterReport | null> {
  const [{ installDawn }, { reportAdapter, requestAdapter }] = await Promise.all([
    import('./dawn'),
    import('../gpu/adapter'),
  ]);
  try {
    await installDawn();
  } catch (error) {
    if (error instanceof DawnMissingError) return null;
    throw error;
  }
  const adapter = await requestAdapter();
  return adapter && reportAdapter(adapter);
}
