import type { SharedGpu } from '../trainer/sharedGpu';
import type { SeriesOptions } from './arguments';
import { withoutOption } from './arguments';
import { fastestEngine } from './runEngine';
import type { Listener } from './runEngine';

/** What the runs of a series are trained on. */
interface SeriesEngine {
  /** Those of the series, with what was chosen. */
  readonly options: SeriesOptions;
  /** What they share in this process; null: each has a process of its own. */
  readonly gpu: SharedGpu | null;
}

/**
 * Finds the engine of a series, once for all of its runs: where the faster one is wanted, several processes would time each other.
 *
 * @throws DawnMissingError, NoAdapterError, GpuFailure, and the signal's reason where the timing was stopped
 */
export async function chooseSeriesEngine(options: SeriesOptions, listener: Listener): Promise<SeriesEngine> {
  const { engine, seeds, words } = options;
  const isOpen = engine === 'automatic';
  if (seeds.length === 1 || (engine !== 'webgpu' && !isOpen)) return { options, gpu: null };
  const isOnGpu = !isOpen || (await fastestEngine(options, listener)) === 'webgpu';
  const gpu = isOnGpu ? await openGpu(options, listener.tell) : null;
  if (gpu || !isOpen) return { options, gpu };
  // As if nobody had asked for an engine: a run goes on with the one that it began with, and a new one takes WebAssembly.
  return { options: { ...options, engine: null, words: withoutOption(words, 'engine') }, gpu };
}

/** @returns null where it is not to be trusted: with `--engine webgpu` each run then finds that by itself */
async function openGpu(
  { settings, seeds }: SeriesOptions,
  tell: Listener['tell'],
): Promise<SharedGpu | null> {
  const { openSharedGpu } = await import('./sharedGpu');
  return openSharedGpu({ settings }, seeds.length, tell);
}
