import { createInterface } from 'node:readline/promises';
import { FIELDS } from '../curriculum/fields';
import { formatValue } from '../curriculum/fieldKind';
import type { RunSettings } from '../curriculum/settings';
import { formatSettingsLink } from '../curriculum/settingsLink';
import type { Progress } from '../trainer/protocol';
import type { SeriesOptions, TrainOptions } from './arguments';
import { parseCommandLine } from './arguments';
import { describeError } from './describeError';
import { Interruption } from './interruption';
import { Reporter } from './reporter';
import type { RunMessage } from './runProcess';
import { Terminal } from './terminal';
import { train } from './train';
import { trainSeries } from './trainSeries';
import { USAGE, UsageError } from './usage';
import { VERSION } from '../version/version';

/** By how a training ended; one that pauses has done what it was to do. */
const STATUS = { complete: 0, evaluated: 0, paused: 0, error: 1, usage: 2 } as const;

/**
 * The command line of the trainer.
 *
 * @param words what follows the program's name
 * @returns the process's exit status
 */
export async function main(words: readonly string[]): Promise<number> {
  const terminal = new Terminal(process.stdout, process.stderr);
  // What nobody reads any more is lost, and no reason to end in the middle of something.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  const status = await run(words, terminal);
  // The end of the process would lose what a slow reader has not taken yet.
  await terminal.flush();
  return status;
}

async function run(words: readonly string[], terminal: Terminal): Promise<number> {
  try {
    const line = parseCommandLine(words);
    switch (line.command) {
      case 'help':
        terminal.print(USAGE);
        return STATUS.complete;
      case 'version':
        terminal.print(VERSION);
        return STATUS.complete;
      case 'showSettings':
        terminal.print(describeSettings(line.settings));
        return STATUS.complete;
      case 'train':
        return await trainInterruptibly(line.options, terminal);
      case 'trainSeries':
        return await trainSeriesInterruptibly(line.options, terminal);
    }
  } catch (error) {
    terminal.complain(describeError(error));
    return statusOf(error);
  }
}

async function trainInterruptibly(options: TrainOptions, terminal: Terminal): Promise<number> {
  const reporter = new Reporter(terminal, { ...options, now: () => performance.now(), share: sharing() });
  const interruption = new Interruption((text) => terminal.complain(text));
  try {
    const { signal } = interruption;
    const outcome = await train(options, reporter, signal, {
      confirm: (question) => confirm(question, signal),
    });
    return outcome === 'interrupted' ? (interruption.exitStatus ?? STATUS.error) : STATUS[outcome];
  } catch (error) {
    const { exitStatus, signal } = interruption;
    if (exitStatus !== null && error === signal.reason) return exitStatus;
    reporter.complain(describeError(error));
    return statusOf(error);
  } finally {
    interruption.stopListening();
  }
}

async function trainSeriesInterruptibly(options: SeriesOptions, terminal: Terminal): Promise<number> {
  const interruption = new Interruption((text) => terminal.complain(text));
  try {
    const outcome = await trainSeries(options, terminal, interruption.signal);
    return outcome === 'interrupted' ? (interruption.exitStatus ?? STATUS.error) : STATUS[outcome];
  } catch (error) {
    terminal.complain(describeError(error));
    return statusOf(error);
  } finally {
    interruption.stopListening();
  }
}

/** Tells the process that started this one for one run of several; null: nobody did. */
function sharing(): ((progress: Progress) => void) | null {
  if (!process.connected) return null;
  const tell = (message: RunMessage) => process.send?.(message, undefined, undefined, () => undefined);
  return (progress) => tell({ progress });
}

/** @returns false where there is nobody to ask */
async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const readline = createInterface({ input: process.stdin, output: process.stdout });
  // Readline keeps Ctrl+C to itself.
  readline.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(es)?$/i.test((await readline.question(`${question} [y/N] `, { signal })).trim());
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    // Ctrl+D, or a terminal that is gone: nobody agreed.
    if (error instanceof Error && error.name === 'AbortError') return false;
    throw error;
  } finally {
    readline.close();
  }
}

function describeSettings(settings: RunSettings): string {
  const lines = FIELDS.flatMap(({ path, get }) => {
    const value = get(settings);
    return value === undefined ? [] : [`${path}=${formatValue(value)}`];
  });
  return [...lines, formatSettingsLink(settings)].join('\n');
}

function statusOf(error: unknown): number {
  return error instanceof UsageError ? STATUS.usage : STATUS.error;
}
