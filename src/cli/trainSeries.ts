import { seedRunName } from '../curriculum/runName';
import type { Progress } from '../trainer/protocol';
import type { SeriesOptions, WantedEngine } from './arguments';
import { environmentWith, grantedProcessors } from './nodeThreads';
import { RunProcess } from './runProcess';
import { seriesBar, seriesLine } from './seriesProgress';
import { writeSeriesResults } from './seriesResultsFile';
import type { Terminal } from './terminal';

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
 * all of it (docs/benchmarks.md); a GPU, and tfjs, are given one run at a time.
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
 * Trains a run for each of several seeds, each in a process of its own. One that fails ends no other.
 *
 * @param signal interrupts those under way in order, and begins no more
 * @returns `complete` only when every run is
 */
export async function trainSeries(
  options: SeriesOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<'complete' | 'interrupted' | 'error'> {
  const share = shareOf(options, grantedProcessors());
  const series = new Series(options, terminal, share);
  const print = (line: string) => {
    if (!options.quiet) terminal.print(line);
  };
  const { atOnce, processors } = share;
  const threads = isOnProcessors(options.engine)
    ? `, up to ${processors} ${processors === 1 ? 'thread' : 'threads'} each`
    : '';
  print(`${options.seeds.length} runs, ${atOnce} at a time${threads}`);
  const waiting = [...options.seeds];
  const lane = async () => {
    for (let seed = waiting.shift(); seed !== undefined && !signal.aborted; seed = waiting.shift()) {
      await series.train(seed, signal);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, lane));
  terminal.showBar('');
  if (series.isComplete) {
    for (const line of await writeSeriesResults(options)) print(line);
    return 'complete';
  }
  return signal.aborted ? 'interrupted' : 'error';
}

/** The runs of one series, while they are trained. */
class Series {
  readonly #options: SeriesOptions;
  readonly #terminal: Terminal;
  readonly #share: Share;
  readonly #standing: Standing = { complete: 0, failed: 0, progress: new Map() };
  #lastLine = -Infinity;

  constructor(options: SeriesOptions, terminal: Terminal, share: Share) {
    this.#options = options;
    this.#terminal = terminal;
    this.#share = share;
  }

  get isComplete(): boolean {
    return this.#standing.complete === this.#options.seeds.length;
  }

  async train(seed: number, signal: AbortSignal): Promise<void> {
    const run = seedRunName({ series: this.#options.settings.run, seed });
    const words = wordsOf(this.#options, seed, this.#share);
    const { progress } = this.#standing;
    progress.set(run, null);
    const child = new RunProcess(words, environmentWith(this.#share.processors), {
      onLine: (line, stream) => this.#passOn(`[${run}] ${line}`, stream, signal),
      onProgress: (now) => {
        progress.set(run, now);
        this.#showProgress();
      },
    });
    const interrupt = () => child.interrupt();
    signal.addEventListener('abort', interrupt);
    const status = await child.ended;
    signal.removeEventListener('abort', interrupt);
    progress.delete(run);
    if (status === 0) this.#standing.complete++;
    else if (!signal.aborted) {
      this.#standing.failed++;
      const how = status === null ? 'was ended by a signal' : `ended with status ${status}`;
      this.#terminal.complain(
        `[${run}] The run ${how} and is not complete; the same command goes on with it.`,
      );
    }
    this.#showProgress({ isNews: true });
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
