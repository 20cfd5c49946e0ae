import type { EngineDevice } from '../../../src/ppo/engines/webgpu/submitter';
import type { Dispatch } from './dispatches';

/** Milliseconds that a submission is to take: long against the clock, short against a watchdog. */
const TARGET = 60;
/** Dispatches of a submission at most. */
const MOST = 20_000;

/** The time that there was for the measurements is over. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** How a timer works. */
interface TimerOptions {
  /** Of a submission; the fastest counts. */
  readonly repeats: number;
  /** When `performance.now()` says so, nothing more is submitted. */
  readonly until: number;
}

/** Times work on the queue, without what an empty queue takes to answer. */
export class DeviceTimer {
  readonly #gpu: EngineDevice;
  readonly #options: TimerOptions;
  #latency = 0;

  private constructor(gpu: EngineDevice, options: TimerOptions) {
    this.#gpu = gpu;
    this.#options = options;
  }

  /** All its methods throw OutOfTime once it is too late. */
  static async open(gpu: EngineDevice, { repeats, until }: TimerOptions): Promise<DeviceTimer> {
    const timer = new DeviceTimer(gpu, { repeats, until });
    const answers: number[] = [];
    for (let i = 0; i < 9; i++) answers.push(await timer.#submit(() => undefined));
    timer.#latency = answers.toSorted((a, b) => a - b)[4];
    return timer;
  }

  /** Milliseconds of an empty queue's answer. */
  get latency(): number {
    return this.#latency;
  }

  /** Microseconds of one of `count`, all in one compute pass and each after the one before. */
  async each(count: number, encode: (pass: GPUComputePassEncoder) => void): Promise<number> {
    await this.#submit(encode);
    let least = Infinity;
    for (let i = 0; i < this.#options.repeats; i++) least = Math.min(least, await this.#submit(encode));
    return (1000 * Math.max(0, least - this.#latency)) / count;
  }

  /** Microseconds of a dispatch, alone and many times over. */
  async dispatch({ pipeline, bindGroup, offsets, groups }: Dispatch): Promise<number> {
    const encode = (count: number) => (pass: GPUComputePassEncoder) => {
      pass.setPipeline(pipeline);
      pass.setBindGroup(0, bindGroup, [...offsets]);
      for (let i = 0; i < count; i++) pass.dispatchWorkgroups(...groups);
    };
    await this.#submit(encode(1));
    let count = 1;
    let taken = (await this.#submit(encode(count))) - this.#latency;
    while (taken < TARGET && count < MOST) {
      const factor = Math.min(16, Math.max(2, TARGET / Math.max(taken, 0.1)));
      count = Math.min(MOST, Math.ceil(count * factor));
      taken = (await this.#submit(encode(count))) - this.#latency;
    }
    return this.each(count, encode(count));
  }

  async #submit(encode: (pass: GPUComputePassEncoder) => void): Promise<number> {
    if (performance.now() > this.#options.until) throw new OutOfTime('It was too late to finish this part.');
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encode(pass);
    pass.end();
    const begin = performance.now();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    const taken = performance.now() - begin;
    this.#gpu.check();
    return taken;
  }
}
