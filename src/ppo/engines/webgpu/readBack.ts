import type { EngineDevice } from './submitter';

/** A part of a buffer; bytes. */
interface Region {
  readonly buffer: GPUBuffer;
  readonly offset: number;
  readonly size: number;
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
  regions: readonly Region[],
  encodeBefore: (encoder: GPUCommandEncoder) => void = () => undefined,
): Promise<ArrayBuffer[]> {
  const { device } = gpu;
  const encoder = device.createCommandEncoder({ label: 'read back' });
  encodeBefore(encoder);
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  const copies = regions.map(({ buffer, offset, size }) => {
    const copy = device.createBuffer({ label: 'read back', size, usage });
    encoder.copyBufferToBuffer(buffer, offset, copy, 0, size);
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
