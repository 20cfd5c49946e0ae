import type { Tuning } from './tuning';

/** The GPU that an engine computes on, and the check for what it failed at without saying. */
export interface EngineDevice {
  readonly device: GPUDevice;
  /** It computes on the CPU, where more threads than cores are of no use. */
  readonly software: boolean;
  /** How the work is shared out where a benchmark says so, in place of what `tuningOf` chooses. */
  readonly tuning?: Partial<Tuning>;
  /** Throws when the device is lost or has refused work. */
  check(): void;
}

/** Where the amounts begin of each kind of work, which has a pace of its own. */
const FIRST_AMOUNTS = {
  steps: 8,
  values: 64,
  /** What comes of the values; always one. */
  estimates: 1,
  minibatches: 1,
  /** Workgroups of one step, where that is too much for one portion. */
  environments: 8,
  /** Workgroups of a pass of one minibatch, where that is too much. */
  gather: 1,
  gradient: 64,
  weightGradient: 4,
  /** What is left of it then; always one. */
  optimizerSteps: 1,
};

export type Work = keyof typeof FIRST_AMOUNTS;

/** Where those begin on a software adapter, on which the usual ones may take a second. */
const FIRST_AMOUNTS_IN_SOFTWARE: Partial<Record<Work, number>> = {
  steps: 1,
  values: 8,
  environments: 1,
  gradient: 1,
};

/** How an engine hears of a portion. */
interface Listener {
  /** Once it is done, in the order of submission; hears the milliseconds that it took. */
  readonly onDone?: (taken: number) => void;
  /** What says that it is done, where that is more than the queue's word. */
  readonly answer?: () => Promise<void>;
}

/** Work that the queue has, and when it says that it is done. */
interface Portion {
  readonly work: Work;
  readonly amount: number;
  readonly submitted: number;
  readonly answered: Promise<number>;
  readonly onDone: (taken: number) => void;
}

/** Milliseconds that a portion should take: short enough for no watchdog to mind and for a quick stop. */
const TARGET = 100;
/** Milliseconds of one of a kind from which on it is better cut into parts. */
const TOO_LONG = 150;
/** The queue has the next portion while the answer for the last one is on its way. */
const IN_FLIGHT = 2;
/** Answers of the empty queue that are looked at. */
const LATENCIES = 5;

/**
 * Hands work to the GPU in portions whose size follows what the last ones took. How long the queue takes to answer is no
 * part of that: Firefox looks for finished work ten times a second, which is as long as a whole portion.
 */
export class Submitter {
  readonly #gpu: EngineDevice;
  readonly #amounts: Record<Work, number>;
  /** Milliseconds for one of a kind, where some were done. */
  readonly #paces: Partial<Record<Work, number>> = {};
  /** Milliseconds that the last empty queues took to answer. */
  #latencies: number[] = [];
  #inFlight: Portion[] = [];
  /** Runs that each portion is for. */
  #members = 1;
  /** When the last portion was done: before the queue said so. */
  #lastDone = -Infinity;

  constructor(gpu: EngineDevice) {
    this.#gpu = gpu;
    this.#amounts = { ...FIRST_AMOUNTS, ...(gpu.software ? FIRST_AMOUNTS_IN_SOFTWARE : {}) };
  }

  /**
   * Says for how many runs the next portions are. On a GPU that has nothing else to do they take no longer for many than for one;
   * until that is measured, they count as so many times as long.
   */
  shareAmong(members: number): void {
    const growth = members / this.#members;
    this.#members = members;
    // What fewer take less, they show by themselves.
    if (growth <= 1) return;
    for (const work of Object.keys(this.#amounts) as Work[]) {
      this.#amounts[work] = Math.max(1, Math.floor(this.#amounts[work] / growth));
      const pace = this.#paces[work];
      if (pace !== undefined) this.#paces[work] = pace * growth;
    }
  }

  /** How much to hand over next. */
  amount(work: Work): number {
    return this.#amounts[work];
  }

  /** Whether one of a kind is short enough for a portion, as far as is known: in software a minibatch is not, until it was. */
  fits(work: Work): boolean {
    const unknown = this.#gpu.software && work === 'minibatches' ? Infinity : 0;
    return (this.#paces[work] ?? unknown) <= TOO_LONG;
  }

  /** Takes in that so much of a kind, which was submitted in parts of other kinds, took so many milliseconds. */
  learn(work: Work, amount: number, taken: number): void {
    const pace = taken / amount;
    // Half of what was known: answers come in steps, so that one of them says little.
    const learnt = ((this.#paces[work] ?? pace) + pace) / 2;
    this.#paces[work] = learnt;
    // At most twice as much at a time: the first measurement of a kind says little.
    const wanted = Math.max(1, Math.floor(Math.min(2 * amount, TARGET / learnt)));
    // What is left over at the end of an update is no reason to hand over less.
    if (amount >= this.#amounts[work] || wanted < amount) this.#amounts[work] = wanted;
  }

  /** Waits for everything submitted, and measures how long the queue takes to answer when it has nothing to do. */
  async settle(): Promise<void> {
    await this.#answer();
    this.#gpu.check();
    const measurements = this.#latencies.length === 0 ? 3 : 1;
    for (let i = 0; i < measurements; i++) {
      const begin = performance.now();
      this.#gpu.device.queue.submit([]);
      await this.#answer();
      this.#latencies = [...this.#latencies, performance.now() - begin].slice(-LATENCIES);
    }
    this.#gpu.check();
  }

  /** Encodes and submits. Comes back when the queue can take more; `drain` waits for the rest. */
  async submit(
    work: Work,
    amount: number,
    encode: (pass: GPUComputePassEncoder) => void,
    { onDone = () => {}, answer = () => this.#answer() }: Listener = {},
  ): Promise<void> {
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder({ label: work });
    const pass = encoder.beginComputePass({ label: work });
    encode(pass);
    pass.end();
    const submitted = performance.now();
    device.queue.submit([encoder.finish()]);
    const answered = answer().then(() => performance.now());
    this.#inFlight.push({ work, amount, submitted, answered, onDone });
    // In software the first of a kind says how much the second may be.
    if (this.#gpu.software && this.#paces[work] === undefined) await this.drain();
    while (this.#inFlight.length >= IN_FLIGHT) await this.#takeOldest();
  }

  /** Waits until all work is done. */
  async drain(): Promise<void> {
    while (this.#inFlight.length > 0) await this.#takeOldest();
  }

  /** Waits until the queue is free, whatever became of its work. */
  async abandon(): Promise<void> {
    const answers = this.#inFlight.map(({ answered }) => answered);
    this.#inFlight = [];
    await Promise.allSettled(answers);
  }

  async #answer(): Promise<void> {
    await this.#gpu.device.queue.onSubmittedWorkDone();
  }

  async #takeOldest(): Promise<void> {
    const portion = this.#inFlight[0];
    const answered = await portion.answered;
    this.#inFlight.shift();
    this.#gpu.check();
    const done = answered - median(this.#latencies);
    const taken = Math.max(0.1, done - Math.max(portion.submitted, this.#lastDone));
    this.learn(portion.work, portion.amount, taken);
    this.#lastDone = done;
    portion.onDone(taken);
  }
}

/** 0 for none. */
function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
