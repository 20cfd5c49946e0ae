import type { Caller, CallMap } from './calls';
import { Connection } from './connection';
import { WorkerClosedError } from './errors';
import { Heartbeat } from './heartbeat';

/** Seconds of silence that are told of; a person is not left to wonder for longer than ten. */
const SILENCE = 8;
/** Seconds of silence after which a worker is ended: long enough for one that lives on a slow machine. */
const PATIENCE = 20;

export interface CallClientOptions<Calls extends CallMap<Calls>, News = never> {
  /** Starts a worker whose entry has a `CallServer`. */
  readonly start: () => Worker;
  /** Has the first word to each worker. Its caller is of this worker alone: it never starts another. */
  readonly onStarted?: (caller: Caller<Calls>) => void;
  /** Hears what a worker tells without being asked. */
  readonly onEvent?: (event: News) => void;
  /** Hears that a worker says nothing while an answer is waited for, and that it speaks again or is gone. */
  readonly onSilence?: (isSilent: boolean) => void;
  /** Hears why a worker is gone, when its calls have been rejected with the same error. */
  readonly onClosed?: (error: WorkerClosedError) => void;
  /** What a person is told of that; `isLoaded` as of `WorkerClosedError`. */
  readonly closedMessage: (reason: string, isLoaded: boolean) => string;
  /** Seconds of silence after which a worker is ended. */
  readonly patience?: number;
}

interface OpenWorker<Calls extends CallMap<Calls>, News> {
  readonly worker: Worker;
  readonly connection: Connection<Calls, News>;
  readonly heartbeat: Heartbeat;
}

/**
 * Calls a worker, which the first call starts. A worker that dies or is terminated takes its waiting calls with it, and so
 * does one that says nothing for too long while an answer is waited for; the next call starts another.
 */
export class CallClient<Calls extends CallMap<Calls>, News = never> implements Caller<Calls> {
  readonly #options: CallClientOptions<Calls, News>;
  #open: OpenWorker<Calls, News> | null = null;
  #isSilent = false;
  #isUnwanted = false;

  constructor(options: CallClientOptions<Calls, News>) {
    this.#options = options;
  }

  /** There is a worker. */
  get isOpen(): boolean {
    return this.#open !== null;
  }

  async call<Name extends keyof Calls>(
    name: Name,
    question: Calls[Name]['question'],
    transfer: Transferable[] = [],
  ): Promise<Calls[Name]['answer']> {
    const { connection, heartbeat } = (this.#open ??= this.#start());
    heartbeat.start();
    try {
      return await connection.call(name, question, transfer);
    } finally {
      if (!connection.isWaiting) heartbeat.stop();
    }
  }

  /**
   * Ends the worker, whatever it is doing. Nothing happens where there is none.
   *
   * @param reason as part of a sentence
   */
  terminate(reason: string): void {
    if (this.#open) this.#close(this.#open.worker, reason);
  }

  /** Ends the worker as soon as it says nothing, without the patience that it is given otherwise: what it does is not wanted. */
  endWhenSilent(): void {
    this.#isUnwanted = true;
  }

  #start(): OpenWorker<Calls, News> {
    const { start, onStarted, onEvent } = this.#options;
    const worker = start();
    worker.addEventListener('error', ({ message }) => this.#close(worker, message));
    worker.addEventListener('messageerror', () => this.#close(worker, 'a message could not be read'));
    const connection = new Connection<Calls, News>(worker, onEvent);
    const heartbeat = new Heartbeat(worker, (silence) => this.#look(worker, silence));
    this.#isUnwanted = false;
    onStarted?.(connection);
    return { worker, connection, heartbeat };
  }

  #look(worker: Worker, silence: number): void {
    const { patience = PATIENCE } = this.#options;
    if (silence >= patience || (this.#isUnwanted && silence >= SILENCE)) {
      this.#close(worker, `it has not answered for ${silence} s`);
    } else this.#tellSilence(silence >= SILENCE);
  }

  #tellSilence(isSilent: boolean): void {
    if (isSilent === this.#isSilent) return;
    this.#isSilent = isSilent;
    this.#options.onSilence?.(isSilent);
  }

  #close(worker: Worker, reason: string): void {
    // One that was replaced has nothing more to say.
    if (this.#open?.worker !== worker) return;
    const { connection, heartbeat } = this.#open;
    this.#open = null;
    heartbeat.stop();
    worker.terminate();
    this.#tellSilence(false);
    const { closedMessage, onClosed } = this.#options;
    const { hasSpoken } = heartbeat;
    const why = reason || (hasSpoken ? 'no reason given' : 'its file could not be loaded');
    const error = new WorkerClosedError(closedMessage(why, hasSpoken), why, hasSpoken);
    connection.close(error);
    onClosed?.(error);
  }
}
