import { EngineError } from '../../errors';
import {
  FAILED,
  FAILURE,
  FAILURE_BYTES,
  LOOK_UP_MILLISECONDS,
  PATIENCE,
  REALS,
  WORDS,
} from './assembly/plan';
import type { Job, Real, Word } from './assembly/plan';
import type { KernelExports } from './kernelModule';
import { compileKernelModule } from './kernelModule';
import type { SpawnThread, Thread } from './threads/thread';

const PAGE = 65536;
/** Milliseconds until a thread that does not do its part is taken for dead. Jobs take some milliseconds. */
const MAX_SILENCE = 30_000;
/** Milliseconds until a thread that does not say that it runs is given up. */
const MAX_START = 20_000;

/** The kernels on a memory of their own, and the threads that serve them. */
export class Kernel {
  readonly buffer: ArrayBufferLike;
  readonly #exports: KernelExports;
  readonly #threads: readonly Thread[];
  readonly #words: Uint32Array;
  readonly #reals: Float64Array;
  #isDisposed = false;
  #failure: EngineError | null = null;

  private constructor(memory: WebAssembly.Memory, exports: KernelExports, threads: readonly Thread[]) {
    this.buffer = memory.buffer;
    this.#exports = exports;
    this.#threads = threads;
    this.#words = new Uint32Array(this.buffer, WORDS);
    this.#reals = new Float64Array(this.buffer, REALS);
  }

  /**
   * @param bytes of memory
   * @param spawn starts the threads beside the caller's own; not called for one thread
   * @throws RangeError when there is not that much memory
   * @throws CompileError where the browser does not compile it, and whatever keeps a thread from starting
   */
  static async open(bytes: number, relaxed: boolean, threads: number, spawn: SpawnThread): Promise<Kernel> {
    const shared = threads > 1;
    const module = await compileKernelModule(relaxed, shared);
    const pages = Math.ceil(bytes / PAGE);
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    new Uint32Array(memory.buffer, PATIENCE, 1)[0] = MAX_SILENCE / LOOK_UP_MILLISECONDS;
    const failure = { address: FAILURE, bytes: FAILURE_BYTES };
    let kernel: Kernel | null = null;
    const hear = (reason: string) => {
      if (kernel) kernel.#fail(`a thread stopped (${reason})`);
    };
    const others = await startAll(
      Array.from(
        { length: threads - 1 },
        (_, i) => () => spawn({ module, memory, thread: i + 1, failure }, hear),
      ),
    );
    kernel = new Kernel(memory, exports as unknown as KernelExports, others);
    return kernel;
  }

  /** That were started, the caller's own among them. */
  get threads(): number {
    return this.#threads.length + 1;
  }

  word(entry: Word): number {
    return this.#words[entry];
  }

  setWord(entry: Word, value: number): void {
    this.#words[entry] = value;
  }

  setReal(entry: Real, value: number): void {
    this.#reals[entry] = value;
  }

  /**
   * Does a job on a range with as many threads as `Word.THREADS` says; the caller is one, and returns when all is done.
   *
   * @throws EngineError when a thread failed, now or before: what the job was to write is undefined then
   */
  run(job: Job, first: number, last: number): void {
    if (this.#isDisposed) throw new Error('The WebAssembly engine has been disposed of.');
    if (this.#failure) throw this.#failure;
    try {
      this.#exports.run(job, first, last);
    } catch (error) {
      throw this.#fail(this.#isFailed() ? this.#reason() : String(error), { cause: error });
    }
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#endThreads();
  }

  /** The first failure stays the reason. */
  #fail(reason: string, options?: ErrorOptions): EngineError {
    this.#failure ??= new EngineError('WebAssembly', reason, options);
    this.#endThreads();
    return this.#failure;
  }

  #isFailed(): boolean {
    return new Uint32Array(this.buffer, FAILED, 1)[0] !== 0;
  }

  /** What a thread left word of. */
  #reason(): string {
    const text = new Uint8Array(this.buffer, FAILURE + 4, FAILURE_BYTES - 4).slice();
    const length = text.indexOf(0);
    if (length === 0) return `a thread did not do its part within ${MAX_SILENCE / 1000} s`;
    return `a thread stopped (${new TextDecoder().decode(text.subarray(0, length))})`;
  }

  #endThreads(): void {
    for (const thread of this.#threads) thread.terminate();
  }
}

/** All threads, or none: where one does not start in time, the others end. */
async function startAll(starts: readonly (() => Thread)[]): Promise<Thread[]> {
  const threads: Thread[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const isLate = new Promise<never>((_, reject) => {
    const reason = `A thread of the WebAssembly engine did not start within ${MAX_START / 1000} s.`;
    timer = setTimeout(() => reject(new Error(reason)), MAX_START);
  });
  try {
    for (const start of starts) {
      const thread = start();
      // Heard below; not even one that fails while the others start may end the process.
      thread.ready.catch(() => undefined);
      threads.push(thread);
    }
    await Promise.race([isLate, Promise.all(threads.map(({ ready }) => ready))]);
    return threads;
  } catch (error) {
    for (const thread of threads) thread.terminate();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
