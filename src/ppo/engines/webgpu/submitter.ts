/** The GPU that an engine computes on, and the check for what it failed at without saying. */
export interface EngineDevice {
  readonly device: GPUDevice;
  /** It computes on the CPU, where more threads than cores are of no use. */
  readonly software: boolean;
  /** Throws when the device is lost or has refused work. */
  check(): void;
}

/** Kinds of work, each with a pace of its own. */
type Work = 'steps' | 'minibatches' | 'values';

/** Milliseconds that a submission should take: short enough for no watchdog to mind and for a quick stop. */
const TARGET = 100;

/** Hands work to the GPU in portions whose size follows what the last ones took. */
export class Submitter {
  readonly #gpu: EngineDevice;
  readonly #amounts: Record<Work, number> = { steps: 8, minibatches: 1, values: 1 };

  constructor(gpu: EngineDevice) {
    this.#gpu = gpu;
  }

  /** How much to hand over next. */
  amount(work: Work): number {
    return this.#amounts[work];
  }

  /** Encodes, submits, and waits until it is done. */
  async submit(work: Work, amount: number, encode: (pass: GPUComputePassEncoder) => void): Promise<void> {
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder({ label: work });
    const pass = encoder.beginComputePass({ label: work });
    encode(pass);
    pass.end();
    const begin = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    this.#gpu.check();
    this.#learn(work, amount, Math.max(0.1, performance.now() - begin));
  }

  #learn(work: Work, amount: number, taken: number): void {
    // At most twice as much at a time: the first measurement of a kind says little.
    const wanted = Math.max(1, Math.floor(Math.min(2 * amount, (amount * TARGET) / taken)));
    // What is left over at the end of an epoch is no reason to hand over less.
    if (amount >= this.#amounts[work] || wanted < amount) this.#amounts[work] = wanted;
  }
}
