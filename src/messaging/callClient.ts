import type { Caller, CallMap } from './calls';
import { Connection } from './connection';
import { WorkerClosedError } from './errors';

export interface CallClientOptions<Calls extends CallMap<Calls>, News = never> {
  /** Starts a worker whose entry has a `CallServer`. */
  readonly start: () => Worker;
  /** Has the first word to each worker. Its caller is of this worker alone: it never starts another. */
  readonly onStarted?: (caller: Caller<Calls>) => void;
  /** Hears what a worker tells without being asked. */
  readonly onEvent?: (event: News) => void;
  /** Hears why a worker is gone, when its calls have been rejected with the same error. */
  readonly onClosed?: (error: WorkerClosedError) => void;
  /** What a person is told of that. */
  readonly closedMessage: (reason: string) => string;
}

/**
 * Calls a worker, which the first call starts. A worker that dies or is terminated takes its waiting calls with it; the
 * next call starts another.
 */
export class CallClient<Calls extends CallMap<Calls>, News = never> implements Caller<Calls> {
  readonly #options: CallClientOptions<Calls, News>;
  #open: { readonly worker: Worker; readonly connection: Connection<Calls, News> } | null = null;

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
    const { connection } = (this.#open ??= this.#start());
    return connection.call(name, question, transfer);
  }

  /**
   * Ends the worker, whatever it is doing. Nothing happens where there is none.
   *
   * @param reason as part of a sentence
   */
  terminate(reason: string): void {
    if (this.#open) this.#close(this.#open.worker, reason);
  }

  #start() {
    const { start, onStarted, onEvent } = this.#options;
    const worker = start();
    worker.addEventListener('error', ({ message }) => this.#close(worker, message));
    worker.addEventListener('messageerror', () => this.#close(worker, 'a message could not be read'));
    const connection = new Connection<Calls, News>(worker, onEvent);
    onStarted?.(connection);
    return { worker, connection };
  }

  #close(worker: Worker, reason: string): void {
    // One that was replaced has nothing more to say.
    if (this.#open?.worker !== worker) return;
    const { connection } = this.#open;
    this.#open = null;
    worker.terminate();
    const { closedMessage, onClosed } = this.#options;
    const error = new WorkerClosedError(closedMessage(reason || 'no reason given'));
    connection.close(error);
    onClosed?.(error);
  }
}
