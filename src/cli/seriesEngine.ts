import { emergenciesOfNext, offerEmergencies } from '../checkpoint/emergencyOffer';
import { ROOT_DIRECTORY, runDirectory } from '../checkpoint/names';
import { planResume } from '../checkpoint/resume';
import { seedSettings } from '../curriculum/seedList';
import type { RunSettings } from '../curriculum/settings';
import { messageOf } from '../errors/problem';
import type { CommandLineEngine } from '../ppo/engines/names';
import { recordedEngine } from '../trainer/recordedEngine';
import type { SharedGpu } from '../trainer/sharedGpu';
import type { SeriesOptions } from './arguments';
import { withoutOption } from './arguments';
import { readProgress } from './continuation';
import { DirectoryDisk } from './directoryDisk';
import { commandLineEngineOf, fastestEngine } from './runEngine';
import type { Listener } from './runEngine';

/** Runs of a series that are trained in the same way. */
export interface SeriesPart {
  /** Those of the series, with the seeds of the part, and what was chosen. */
  readonly options: SeriesOptions;
  /** What they share in this process; null: each has a process of its own. */
  readonly gpu: SharedGpu | null;
}

/**
 * Finds the engines of a series, once for all of its runs: where the faster one is wanted, several processes would time each other, and
 * of runs that began on a GPU each would have it for itself. Parts are trained one after the other.
 *
 * @throws DawnMissingError, NoAdapterError, GpuFailure, and the signal's reason where the timing was stopped
 */
export async function planSeries(options: SeriesOptions, listener: Listener): Promise<readonly SeriesPart[]> {
  const { engine, seeds, words } = options;
  if (seeds.length === 1 || engine === 'wasm' || engine === 'tfjs') return [{ options, gpu: null }];
  if (engine === 'webgpu') return [{ options, gpu: await openGpu(options, listener.tell) }];
  const began = await enginesOf(options);
  const on = (name: CommandLineEngine | null) => seeds.filter((seed) => began.get(seed) === name);
  const isOpen = engine === 'automatic' && on(null).length > 0;
  const isGpuFaster = isOpen && (await fastestEngine(options, listener)) === 'webgpu';
  const wanted = seeds.filter(
    (seed) => on('webgpu').includes(seed) || (isGpuFaster && on(null).includes(seed)),
  );
  const parts = wanted.length > 0 ? await partsOnGpu(options, wanted, on('webgpu'), listener.tell) : [];
  if (on('tfjs').length > 0) parts.push({ options: withEngine(options, on('tfjs'), 'tfjs'), gpu: null });
  const taken = parts.flatMap((part) => part.options.seeds);
  const others = seeds.filter((seed) => !taken.includes(seed));
  if (others.length === 0) return parts;
  // As if nobody had asked for an engine: a run goes on with the one that it began with, and a new one takes WebAssembly.
  const rest = { ...options, seeds: others, engine: null, words: withoutOption(words, 'engine') };
  return [...parts, { options: rest, gpu: null }];
}

/** @param begun those of the wanted that began on a GPU: where it is not to be trusted, they go on in WebAssembly */
async function partsOnGpu(
  options: SeriesOptions,
  wanted: readonly number[],
  begun: readonly number[],
  tell: Listener['tell'],
): Promise<SeriesPart[]> {
  const ofGpu = withEngine(options, wanted, 'webgpu');
  try {
    const gpu = await openGpu(ofGpu, tell);
    if (gpu) return [{ options: ofGpu, gpu }];
  } catch (error) {
    if (options.engine === 'automatic') throw error;
    // The others have nothing to do with it; of these each then says so.
    tell(messageOf(error));
    return [{ options: ofGpu, gpu: null }];
  }
  return begun.length > 0 ? [{ options: withEngine(options, begun, 'wasm'), gpu: null }] : [];
}

function withEngine(
  options: SeriesOptions,
  seeds: readonly number[],
  engine: CommandLineEngine,
): SeriesOptions {
  const bare = withoutOption(options.words, 'engine');
  const hasThreads = engine === 'wasm';
  return {
    ...options,
    seeds,
    engine,
    threads: hasThreads ? options.threads : null,
    words: [...(hasThreads ? bare : withoutOption(bare, 'threads')), `--engine=${engine}`],
  };
}

/** The engine that each run goes on with, by seed; null: it is new, nobody knows, or its engine is not here. */
async function enginesOf({
  settings,
  seeds,
  directory,
  fresh,
  continueFrom,
}: SeriesOptions): Promise<ReadonlyMap<number, CommandLineEngine | null>> {
  const disk = new DirectoryDisk(directory, ROOT_DIRECTORY);
  const engines = new Map<number, CommandLineEngine | null>();
  for (const seed of seeds) {
    const path = fresh ? null : await startOf(disk, seedSettings(settings, seed), continueFrom === 'latest');
    const began = await recordedEngine(disk, path);
    engines.set(seed, began && (await commandLineEngineOf(began)));
  }
  return engines;
}

/** The checkpoint that a run goes on from; null: it is new. */
async function startOf(
  disk: DirectoryDisk,
  settings: RunSettings,
  isLatest: boolean,
): Promise<string | null> {
  const files = await disk.list(runDirectory(settings.run));
  const plan = planResume(files, settings);
  const planned = plan.kind === 'fresh' ? null : plan.path;
  if (!isLatest) return planned;
  const progress = await readProgress(disk, plan.emergencies);
  const offers = offerEmergencies(
    emergenciesOfNext(plan, settings),
    files,
    ({ path }) => progress.get(path)?.stageTimesteps ?? null,
  );
  return offers.at(0)?.path ?? planned;
}

/** @returns null where it is not to be trusted: with `--engine webgpu` each run then finds that by itself */
async function openGpu(
  { settings, seeds }: SeriesOptions,
  tell: Listener['tell'],
): Promise<SharedGpu | null> {
  const { openSharedGpu } = await import('./sharedGpu');
  return openSharedGpu({ settings }, seeds.length, tell);
}
