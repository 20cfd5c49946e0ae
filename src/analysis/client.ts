import type { OpenedStores } from '../checkpoint/store/openStores';
import { sendStores } from '../checkpoint/store/workerStores';
import type { AnalysisCall, AnalysisCalls, AnalysisResponse } from './protocol';

/** What the worker could not do, in its own words. */
export class AnalysisError extends Error {
  override readonly name = 'AnalysisError';
}

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The page's side of the worker that plays policies and reads records beside training. The worker is started by the
 * first call: a visit that only trains never loads it.
 */
export class AnalysisClient {
  readonly #waiting = new Map<number, Waiting>();
  readonly #opened: Promise<OpenedStores>;
  #worker: Worker | null = null;
  #nextRequest = 0;

  /** @param opened the stores that the worker shares with the page */
  constructor(opened: Promise<OpenedStores>) {
    this.#opened = opened;
  }

  /** @throws AnalysisError */
  ask<Call extends AnalysisCall>(
    call: Call,
    question: AnalysisCalls[Call]['question'],
  ): Promise<AnalysisCalls[Call]['answer']> {
    const worker = (this.#worker ??= this.#spawn());
    const request = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      worker.postMessage({ request, call, question });
    });
  }

  #spawn(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<AnalysisResponse>) => this.#receive(data));
    worker.addEventListener('error', (event) => this.#bury(worker, event.message));
    worker.addEventListener('messageerror', () => this.#bury(worker, 'a message could not be read'));
    sendStores(worker, this.#opened);
    return worker;
  }

  #receive(response: AnalysisResponse): void {
    const waiting = this.#waiting.get(response.request);
    this.#waiting.delete(response.request);
    if ('problem' in response) waiting?.reject(new AnalysisError(response.problem));
    else waiting?.resolve(response.answer as never);
  }

  /** A worker that died is replaced by the next call. */
  #bury(worker: Worker, reason: string): void {
    worker.terminate();
    this.#worker = null;
    const error = new AnalysisError(
      `The worker that draws and reads records stopped (${reason || 'no reason given'}). ` +
        'Training and everything stored are untouched. Try again.',
    );
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
