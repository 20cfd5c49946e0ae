/** The page that the benchmark opens: starts engines in workers, as the app does, and passes questions to them. */
import type { AdapterReport } from '../../../src/gpu/adapter';
import { reportAdapter, requestAdapter } from '../../../src/gpu/adapter';
import { browserThreads, spawnWebWorker } from '../../../src/ppo/engines/wasm/threads/browserThreads';
import { lendThreads } from '../../../src/ppo/engines/wasm/threads/lentThreads';
import type { BrowserEngine, BrowserRequest, WorkerAnswer } from './protocol';

export interface BenchPage {
  adapter(): Promise<AdapterReport | null>;
  /** Threads that the WebAssembly engine may have. */
  threads(): number;
  /** @returns what the worker answers; a failure in it rejects */
  ask(engine: BrowserEngine, request: BrowserRequest): Promise<WorkerAnswer>;
  stop(engine: BrowserEngine): void;
}

const workers = new Map<BrowserEngine, Worker>();

function workerOf(engine: BrowserEngine): Worker {
  const known = workers.get(engine);
  if (known) return known;
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  // An engine that is opened as the page opens it borrows its threads.
  lendThreads(worker, spawnWebWorker);
  workers.set(engine, worker);
  return worker;
}

/** Not a word of the threads that the worker borrows. */
function isAnswer(data: WorkerAnswer | object): data is WorkerAnswer {
  return 'opened' in data || 'timing' in data || 'failure' in data;
}

const page: BenchPage = {
  async adapter() {
    const adapter = await requestAdapter();
    return adapter && reportAdapter(adapter);
  },
  threads: () => browserThreads(spawnWebWorker).threads,
  ask(engine, request) {
    const worker = workerOf(engine);
    return new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<WorkerAnswer | object>) => {
        if (!isAnswer(data)) return;
        if ('failure' in data) reject(new Error(data.failure));
        else resolve(data);
      };
      worker.onerror = ({ message }) => reject(new Error(message));
      worker.postMessage(request);
    });
  },
  stop(engine) {
    workers.get(engine)?.terminate();
    workers.delete(engine);
  },
};

Object.assign(globalThis, { bench: page });
