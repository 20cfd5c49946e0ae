/** Kinds of work, each with a pace of its own. */
type Work = 'steps' | 'minibatches' | 'values';

/** Milliseconds that a submission should take: short enough for no watchdog to mind and for a quick stop. */
const TARGET = 100;

/** Hands work to the GPU in portions whose size follows what the last ones took. */
export class Submitter {
  readonly #device: GPUDevice;
  readonly #amounts: Record<Work, number> = { steps: 8, minibatches: 1, values: 1 };

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** How much to hand over next. */
  amount(work: Work): number {
    return this.#amounts[work];
  }

  /** Encodes, submits, and waits until it is done. */
  async submit(work: Work, amount: number, encode: (pass: GPUComputePassEncoder) => void): Promise<void> {
    const encoder = this.#device.createCommandEncoder({ label: work });
    const pass = encoder.beginComputePass({ label: work });
    encode(pass);
    pass.end();
    const begin = performance.now();
    this.#device.queue.submit([encoder.finish()]);
    await this.#device.queue.onSubmittedWorkDone();
    const taken = Math.max(0.1, performance.now() - begin);
    // At most twice as much at a time: the first measurement of a kind says little.
    const wanted = Math.min(2 * amount, (amount * TARGET) / taken);
    if (amount >= this.#amounts[work] || wanted < amount)
      this.#amounts[work] = Math.max(1, Math.floor(wanted));
  }
}
