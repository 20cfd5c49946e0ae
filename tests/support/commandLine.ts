import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const PROGRAM = resolve(import.meta.dirname, '../../bin/train.mjs');

/**
 * The smoke preset with less to do beside its training, which takes a tenth of its time: a small policy, few training records,
 * and in its last two stages earthquakes of 20 s rather than of one and two minutes, which each stage is evaluated on 20 of.
 */
export const QUICK = [
  ...['--preset', 'smoke', '--set', 'policy.net_arch=8', '--set', 'control_period=5'],
  ...['--set', 'training_records=2', '--set', 'stage3.magnitude=M4.5', '--set', 'stage4.magnitude=M4.5'],
];

/** What is printed of a final model that is trained and saved, and not evaluated yet. */
const TRAINED = /Saved: .*final_v9_advanced\.zip/;

/** How a process ended; a status above 128 stands for a signal, as in a shell. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly errors: string;
}

/** The command line in a process of its own. */
export class TrainProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  #out = '';
  #errors = '';
  #heard = () => {};

  constructor(...words: string[]) {
    const child = spawn(process.execPath, [PROGRAM, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#out += text;
      this.#heard();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.#errors += text));
    this.child = child;
    this.ended = once(child, 'close').then(([status]) => ({
      status: status as number | null,
      out: this.#out,
      errors: this.#errors,
    }));
  }

  /** Resolves once the process has printed this; `then` is called at that moment. */
  async printed(text: string | RegExp, then = () => {}): Promise<void> {
    const isIn = (out: string) => (typeof text === 'string' ? out.includes(text) : text.test(out));
    const seen = new Promise<void>((done) => {
      this.#heard = () => {
        if (!isIn(this.#out)) return;
        this.#heard = () => {};
        then();
        done();
      };
      this.#heard();
    });
    const tooLate = this.ended.then(({ out, errors }) => {
      if (!isIn(out)) throw new Error(`It ended without "${text}":\n${out}${errors}`);
    });
    await Promise.race([seen, tooLate]);
  }

  /**
   * Sends a signal as soon as the process has printed this. Until then it is read no further, so that one that prints
   * cannot get ahead by more than a pipe holds, however busy the machine is.
   */
  async interrupt(signal: NodeJS.Signals, text: string | RegExp): Promise<Ended> {
    await this.printed(text, () => {
      this.child.stdout?.pause();
      this.child.kill(signal);
    });
    this.child.stdout?.resume();
    return this.ended;
  }

  /**
   * Cuts the evaluation of the final model short, which costs more than a short training. The run is complete all the same,
   * and has its `results.json`.
   */
  trained(): Promise<Ended> {
    return this.interrupt('SIGINT', TRAINED);
  }
}

/** Runs the command line to its end. */
export function runTrain(...words: string[]): Promise<Ended> {
  return new TrainProcess(...words).ended;
}

/** Trains a run to its end, and only that: see `TrainProcess.trained`. */
export function trainOnly(...words: string[]): Promise<Ended> {
  return new TrainProcess(...words).trained();
}
