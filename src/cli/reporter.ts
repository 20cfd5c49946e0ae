import { join } from 'node:path';
import { ROOT_DIRECTORY } from '../checkpoint/names';
import { formatSettingsLink } from '../curriculum/settingsLink';
import type { LogRecord } from '../logging/logRecord';
import { formatLogTable } from '../logging/logTable';
import type { Progress, TrainerEvent } from '../trainer/protocol';
import { progressBar, progressLine } from './progressText';
import type { Terminal } from './terminal';
import { messageOf } from '../errors/problem';

/** Milliseconds between two lines of progress in a log. */
const LINE_INTERVAL = 60_000;
/** Milliseconds between two messages of progress to somebody else. */
const SHARE_INTERVAL = 250;

/** Where lines go, and below them one that changes. */
export type Screen = Pick<Terminal, 'isInteractive' | 'print' | 'complain' | 'showBar' | 'keepUp'>;

interface ReporterOptions {
  /** Errors only. */
  readonly quiet: boolean;
  /** Iterations from one table to the next; 0: none. */
  readonly logInterval: number;
  /** The directory that stands for the default run's. */
  readonly directory: string;
  /** Milliseconds, monotonic. */
  readonly now: () => number;
  /** Takes the progress instead, where somebody else shows it with that of other runs; null: there is none. */
  readonly share: ((progress: Progress) => void) | null;
}

/** Tells a person, or a log, what the trainer says. */
export class Reporter {
  readonly #terminal: Screen;
  readonly #options: ReporterOptions;
  /** When progress was last told of. */
  #lastLine = -Infinity;

  constructor(terminal: Screen, options: ReporterOptions) {
    this.#terminal = terminal;
    this.#options = options;
  }

  readonly hear = (event: TrainerEvent): void => {
    if (event.type === 'console') {
      if (event.level === 'error') this.complain(event.line);
      else this.print(event.line);
    }
    if (event.type === 'unsaved') this.complain(event.problem.message);
    if (event.type === 'settings') this.print(`Settings: ${formatSettingsLink(event.settings)}`);
    if (event.type === 'log') this.#printTable(event.record);
    if (event.type === 'progress') this.#showProgress(event.progress);
  };

  print(text: string): void {
    if (!this.#options.quiet) this.#terminal.print(this.#locate(text));
  }

  complain(text: string): void {
    this.#terminal.complain(this.#locate(text));
  }

  /** The log is a convenience: nothing fails because of it. */
  readonly complainOfLog = (error: unknown): void => {
    const reason = messageOf(error);
    this.complain(
      `The log files could not be kept (${reason}). Training goes on; checkpoints are not affected.`,
    );
  };

  /** Resolves once what was printed is read, or the signal is aborted. */
  readonly keepUp = (signal: AbortSignal): Promise<void> => this.#terminal.keepUp(signal);

  /** Takes the progress bar away. */
  end(): void {
    this.#terminal.showBar('');
  }

  #printTable(record: LogRecord): void {
    const { logInterval } = this.#options;
    const iteration = record.values['time/iterations'] ?? 0;
    if (logInterval > 0 && iteration % logInterval === 0) this.print(formatLogTable(record));
  }

  #showProgress(progress: Progress): void {
    const { quiet, now, share } = this.#options;
    if (share) {
      if (now() - this.#lastLine < SHARE_INTERVAL) return;
      this.#lastLine = now();
      share(progress);
      return;
    }
    if (quiet) return;
    if (this.#terminal.isInteractive) return this.#terminal.showBar(progressBar(progress));
    if (progress.secondsLeft === null || now() - this.#lastLine < LINE_INTERVAL) return;
    this.#lastLine = now();
    this.#terminal.print(progressLine(progress));
  }

  /**
   * The trainer calls files by the same names wherever they are kept; here a person should find them. Paths of this machine,
   * which may end alike, stay as they are.
   */
  #locate(text: string): string {
    const { directory } = this.#options;
    const root = `${directory.replace(/(?<!\/)\/+$/, '')}/`;
    const ours = new RegExp(`${literally(join(directory, '/'))}|(?<![\\w./\\\\-])${ROOT_DIRECTORY}`, 'g');
    return text.replace(ours, (found) => (found === ROOT_DIRECTORY ? root : found));
  }
}

/** A pattern that matches this text alone. */
function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
