import type { OpenedStores } from '../checkpoint/store/openStores';
import { sendStores } from '../checkpoint/store/workerStores';
import type {
  CheckpointDescription,
  ExportFormat,
  ImportInspection,
  ImportTarget,
  PolicySnapshot,
  TrainerCommand,
  TrainerEvent,
} from './protocol';
import type { RunSettings } from '../curriculum/settings';
import { spawnWebWorker } from '../ppo/engines/wasm/threads/browserThreads';
import { lendThreads } from '../ppo/engines/wasm/threads/lentThreads';

/** A refusal of the worker, with the words that it used. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** A file that a person chose, or gets. */
export interface NamedFile {
  readonly fileName: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

interface Waiting {
  readonly resolve: (event: TrainerEvent) => void;
  readonly reject: (error: Error) => void;
}

/** The page's side of the trainer: starts the worker, sends it commands and hears its events. */
export class TrainerClient {
  readonly #onEvent: (event: TrainerEvent) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #opened: Promise<OpenedStores>;
  #worker: Worker;
  /** Of the worker's engine, which the page starts for it. */
  #endThreads: () => void = () => undefined;
  #nextRequest = 0;

  /**
   * @param opened the stores that the worker shares with the page
   * @param onEvent hears everything that is not the answer to a request
   */
  constructor(opened: Promise<OpenedStores>, onEvent: (event: TrainerEvent) => void) {
    this.#opened = opened;
    this.#onEvent = onEvent;
    this.#worker = this.#spawn();
  }

  send(command: TrainerCommand): void {
    this.#worker.postMessage(command);
  }

  /**
   * The newest policy of the training under way; it may take an iteration to come.
   *
   * @throws RefusedError when there is no training
   */
  async newestPolicy(): Promise<PolicySnapshot> {
    const answer = await this.#request((request) => ({ type: 'policy', request }));
    if (answer.type !== 'policy') throw new TypeError(`unexpected answer ${answer.type}`);
    return answer.policy;
  }

  /** @throws RefusedError when the zip cannot be used */
  async inspect(file: NamedFile): Promise<ImportInspection> {
    const answer = await this.#request((request) => ({ type: 'inspect', request, ...file }));
    if (answer.type !== 'inspected') throw new TypeError(`unexpected answer ${answer.type}`);
    return answer.inspection;
  }

  /** @throws RefusedError when the zip was not stored */
  async import(settings: RunSettings, file: NamedFile, target: ImportTarget): Promise<void> {
    await this.#request((request) => ({ type: 'import', request, settings, ...file, target }));
  }

  /** @throws RefusedError when the checkpoint cannot be read */
  async export(path: string, format: ExportFormat): Promise<NamedFile> {
    return this.#export((request) => ({ type: 'export', request, path, format }));
  }

  /** @throws RefusedError when a checkpoint cannot be read */
  async exportRun(run: string, paths: readonly string[]): Promise<NamedFile> {
    return this.#export((request) => ({ type: 'exportRun', request, run, paths }));
  }

  /** @throws RefusedError when the checkpoint is damaged, missing or of no use here */
  async describe(path: string): Promise<CheckpointDescription> {
    const answer = await this.#request((request) => ({ type: 'describe', request, path }));
    if (answer.type !== 'described') throw new TypeError(`unexpected answer ${answer.type}`);
    return answer.description;
  }

  /**
   * Gives a run, or a copy of it, a name that is not in use.
   *
   * @throws RefusedError when nothing was changed
   */
  async relocate(from: string, to: string, { keep }: { readonly keep: boolean }): Promise<void> {
    await this.#request((request) => ({ type: 'relocate', request, from, to, keep }));
  }

  /** @throws RefusedError when nothing was deleted */
  async delete(run: string, paths: readonly string[]): Promise<void> {
    await this.#request((request) => ({ type: 'delete', request, run, paths }));
  }

  async #export(command: (request: number) => TrainerCommand): Promise<NamedFile> {
    const answer = await this.#request(command);
    if (answer.type !== 'exported') throw new TypeError(`unexpected answer ${answer.type}`);
    return answer;
  }

  #request(command: (request: number) => TrainerCommand): Promise<TrainerEvent> {
    const request = this.#nextRequest++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(request, { resolve, reject });
      this.send(command(request));
    });
  }

  #spawn(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }: MessageEvent<TrainerEvent>) => this.#receive(data));
    worker.addEventListener('error', (event) => this.#bury(event.message));
    worker.addEventListener('messageerror', () => this.#bury('a message could not be read'));
    this.#endThreads = lendThreads(worker, spawnWebWorker);
    sendStores(worker, this.#opened);
    return worker;
  }

  #receive(event: TrainerEvent): void {
    const waiting = 'request' in event ? this.#waiting.get(event.request) : undefined;
    if (!('request' in event) || !waiting) {
      this.#onEvent(event);
      return;
    }
    this.#waiting.delete(event.request);
    if (event.type === 'refused') waiting.reject(new RefusedError(event.problem.message));
    else waiting.resolve(event);
  }

  /** A worker that died is replaced, so that the next command finds one. */
  #bury(reason: string): void {
    this.#worker.terminate();
    this.#endThreads();
    const message =
      `The training worker stopped (${reason || 'no reason given'}). ` +
      'Everything up to the last save is safe. Start again to resume.';
    for (const { reject } of this.#waiting.values()) reject(new RefusedError(message));
    this.#waiting.clear();
    this.#worker = this.#spawn();
    this.#onEvent({ type: 'stopped', outcome: 'error', problem: { name: 'WorkerError', message } });
  }
}
