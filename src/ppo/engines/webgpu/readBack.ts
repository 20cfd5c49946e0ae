import type { EngineDevice } from './submitter';

/** A part of a buffer; bytes. */
export interface Region {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
}

/** Parts of a buffer as large as each other, which come back one behind the other; bytes. */
export interface Regions extends Region {
  readonly count: number;
  /** From the beginning of a part to that of the next one. */
  readonly stride: number;
}

export function whole(buffer: GPUBuffer): Region {
  return { buffer, offset: 0, size: buffer.size };
}

/**
 * Copies regions of the GPU's memory to the host, in one go.
 *
 * @param encodeBefore what is done in the same submission, before the copies
 * @throws GpuFailure when the device is gone or has refused work, now or before
 */
export async function readBack(
  gpu: EngineDevice,
  regions: readonly (Region | Regions)[],
  encodeBefore: (encoder: GPUCommandEncoder) => void = () => undefined,
): Promise<ArrayBuffer[]> {
  const { device } = gpu;
  const encoder = device.createCommandEncoder({ label: 'read back' });
  encodeBefore(encoder);
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const copies = regions.map((region) => {
    const { buffer, offset, size, count, stride } = { count: 1, stride: 0, ...region };
    const copy = device.createBuffer({ label: 'read back', size: count * size, usage });
    for (let i = 0; i < count; i++) {
      encoder.copyBufferToBuffer(buffer, offset + i * stride, copy, i * size, size);
    }
    return copy;
  });
  device.queue.submit([encoder.finish()]);
  try {
    await Promise.all(copies.map((copy) => copy.mapAsync(GPUMapMode.READ)));
    return copies.map((copy) => copy.getMappedRange().slice(0));
  } finally {
    copies.forEach((copy) => copy.destroy());
    await checkCause(gpu);
  }
}

/**
 * Waits for the device to say whether it is lost or has refused work. A lost one first shows as other errors, or as zeros,
 * and says so a task later; it is the cause to tell.
 *
 * @throws GpuFailure
 */
export async function checkCause(gpu: EngineDevice): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve));
  gpu.check();
}
