import { seedRunName } from '../curriculum/runName';
import { inLanes } from '../trainer/lanes';
import type { Progress } from '../trainer/protocol';
import type { SharedGpu } from '../trainer/sharedGpu';
import type { SeriesOptions, WantedEngine } from './arguments';
import { parseCommandLine } from './arguments';
import { describeError } from './describeError';
import { environmentWith, grantedProcessors } from './nodeThreads';
import { Reporter } from './reporter';
import type { Screen } from './reporter';
import { RunProcess } from './runProcess';
import type { SeriesPart } from './seriesEngine';
import { planSeries } from './seriesEngine';
import { seriesBar, seriesLine } from './seriesProgress';
import { deleteSeriesResults, writeSeriesResults } from './seriesResultsFile';
import type { Terminal } from './terminal';
import { train } from './train';

/** Milliseconds between two lines of progress in a log. */
const LINE_INTERVAL = 60_000;

/** How the runs of a series share a machine. */
interface Share {
  /** Runs that are trained side by side. */
  readonly atOnce: number;
  /** Processors for each. */
  readonly processors: number;
}

/**
 * How many runs are trained side by side. A run gains less than twice by a second thread, and two runs on a thread each gain
 * all of it (docs/benchmarks.md); tfjs, and a GPU that is not shared by the runs, are given one run at a time.
 *
 * @param processors that there are
 */
export function shareOf(
  { engine, threads, seeds }: Pick<SeriesOptions, 'engine' | 'threads' | 'seeds'>,
  processors: number,
): Share {
  if (!isOnProcessors(engine)) return { atOnce: 1, processors };
  const most = threads === null ? processors : Math.floor(processors / threads);
  const atOnce = Math.max(1, Math.min(seeds.length, most));
  return { atOnce, processors: threads ?? Math.max(1, Math.floor(processors / atOnce)) };
}

/** WebAssembly, which is also what a run begins with where nobody says otherwise. */
function isOnProcessors(engine: WantedEngine): boolean {
  return engine === 'wasm' || engine === null;
}

/** The command line of one run of a series. */
export function wordsOf(
  { words, settings, threads, engine }: SeriesOptions,
  seed: number,
  { processors }: Share,
): readonly string[] {
  const run = seedRunName({ series: settings.run, seed });
  // Above those of the words, of which the last counts.
  const own = [`--run-name=${run}`, `--seed=${seed}`];
  const isOne = isOnProcessors(engine) && threads === null && processors === 1;
  // Tables of several runs at once are for nobody to read who did not ask for them.
  const quieter = words.some((word) => word.startsWith('--log-interval')) ? [] : ['--log-interval=0'];
  return [...words, ...own, ...(isOne ? ['--threads=1'] : []), ...quieter];
}

/** Where the runs of a series stand. */
interface Standing {
  complete: number;
  failed: number;
  /** Of those under way, by name. */
  readonly progress: Map<string, Progress | null>;
}

/**
 * Trains a run for each of several seeds: side by side on a GPU in this process, or each in a process of its own. One that fails
 * ends no other.
 *
 * @param signal interrupts those under way in order, and begins no more
 * @returns `complete` only when every run is
 */
export async function trainSeries(
  given: SeriesOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<'complete' | 'interrupted' | 'error'> {
  const print = (line: string) => {
    if (!given.quiet) terminal.print(line);
  };
  const parts = await planSeries(given, { tell: print, signal }).catch((error: unknown) => {
    if (signal.aborted && error === signal.reason) return null;
    throw error;
  });
  if (!parts) return 'interrupted';
  if (given.fresh) await deleteSeriesResults(given);
  const series = new Series(given, terminal);
  for (const part of parts) {
    const { options, gpu } = part;
    const alone = shareOf(options, grantedProcessors());
    const share = gpu ? { ...alone, atOnce: gpu.runsAtOnce } : alone;
    const { atOnce, processors } = share;
    const threads = isOnProcessors(options.engine)
      ? `, up to ${processors} ${processors === 1 ? 'thread' : 'threads'} each`
      : '';
    print(`${options.seeds.length} runs, ${atOnce} at a time${gpu ? ' in one dispatch' : threads}`);
    await inLanes(options.seeds, atOnce, signal, (seed) => series.train({ ...part, share }, seed, signal));
  }
  terminal.showBar('');
  if (series.isComplete) {
    for (const line of await writeSeriesResults(given)) print(line);
    return 'complete';
  }
  return signal.aborted ? 'interrupted' : 'error';
}

/** Runs that share the machine in the same way. */
interface Sharing extends SeriesPart {
  readonly share: Share;
}

/** A run's lines among those of others: each begins with its name. */
function namedScreen(terminal: Terminal, run: string): Screen {
  const named = (text: string) => text.replace(/^/gm, `[${run}] `);
  return {
    isInteractive: false,
    print: (text) => terminal.print(named(text)),
    complain: (text) => terminal.complain(named(text)),
    showBar: () => undefined,
    keepUp: (signal) => terminal.keepUp(signal),
  };
}

/** The runs of one series, while they are trained. */
class Series {
  readonly #options: SeriesOptions;
  readonly #terminal: Terminal;
  readonly #standing: Standing = { complete: 0, failed: 0, progress: new Map() };
  /** Of the part that is trained. */
  #share: Share = { atOnce: 1, processors: 1 };
  #lastLine = -Infinity;

  constructor(options: SeriesOptions, terminal: Terminal) {
    this.#options = options;
    this.#terminal = terminal;
  }

  get isComplete(): boolean {
    return this.#standing.complete === this.#options.seeds.length;
  }

  /** Never fails: the others go on. */
  async train(part: Sharing, seed: number, signal: AbortSignal): Promise<void> {
    this.#share = part.share;
    const run = seedRunName({ series: this.#options.settings.run, seed });
    const { progress } = this.#standing;
    progress.set(run, null);
    const words = wordsOf(part.options, seed, part.share);
    const training = part.gpu
      ? this.#trainHere(run, words, part.gpu, signal)
      : this.#trainInProcess(run, words, signal);
    const status = await training.catch((error: unknown) => {
      this.#terminal.complain(`[${run}] ${describeError(error)}`);
      return 1;
    });
    progress.delete(run);
    if (status === 0) this.#standing.complete++;
    else if (!signal.aborted) {
      this.#standing.failed++;
      const how = status === null ? 'was ended by a signal' : `ended with status ${status}`;
      // With it, the same command would delete every run.
      const again = this.#options.fresh ? 'the same command without --fresh' : 'the same command';
      this.#terminal.complain(`[${run}] The run ${how} and is not complete; ${again} goes on with it.`);
    }
    this.#showProgress({ isNews: true });
  }

  /** Trains a run beside others in this process. @returns 0 where it is complete, otherwise 1, as a process would */
  async #trainHere(
    run: string,
    words: readonly string[],
    gpu: SharedGpu,
    signal: AbortSignal,
  ): Promise<number> {
    const line = parseCommandLine(words);
    if (line.command !== 'train') throw new Error(`The words of a run ask for ${line.command}.`);
    const reporter = new Reporter(namedScreen(this.#terminal, run), {
      ...line.options,
      now: () => performance.now(),
      share: (now) => this.#hearProgress(run, now),
    });
    try {
      const outcome = await train(line.options, reporter, signal, {
        // Several cannot ask at once.
        confirm: () => Promise.resolve(false),
        openEngine: (_wanted, _began, { tell }) => gpu.openRunEngine(tell),
      });
      return outcome === 'error' || outcome === 'interrupted' ? 1 : 0;
    } catch (error) {
      if (error !== signal.reason) reporter.complain(describeError(error));
      return 1;
    }
  }

  /** @returns its exit status; null: a signal ended it */
  async #trainInProcess(run: string, words: readonly string[], signal: AbortSignal): Promise<number | null> {
    const child = new RunProcess(words, environmentWith(this.#share.processors), {
      onLine: (line, stream) => this.#passOn(`[${run}] ${line}`, stream, signal),
      onProgress: (now) => this.#hearProgress(run, now),
    });
    const interrupt = () => child.interrupt();
    signal.addEventListener('abort', interrupt);
    try {
      return await child.ended;
    } finally {
      signal.removeEventListener('abort', interrupt);
    }
  }

  #hearProgress(run: string, now: Progress): void {
    this.#standing.progress.set(run, now);
    this.#showProgress();
  }

  #passOn(line: string, stream: 'stdout' | 'stderr', signal: AbortSignal): Promise<void> {
    if (stream === 'stderr') this.#terminal.complain(line);
    else this.#terminal.print(line);
    return this.#terminal.keepUp(signal);
  }

  #showProgress({ isNews = false } = {}): void {
    if (this.#options.quiet) return;
    const { complete, failed, progress } = this.#standing;
    const standing = { complete, failed, progress, total: this.#options.seeds.length, ...this.#share };
    if (this.#terminal.isInteractive) {
      this.#terminal.showBar(seriesBar(standing));
      return;
    }
    const now = performance.now();
    if (!isNews && now - this.#lastLine < LINE_INTERVAL) return;
    this.#lastLine = now;
    this.#terminal.print(seriesLine(standing));
  }
}
