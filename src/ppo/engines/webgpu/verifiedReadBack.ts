import { EngineError } from '../../errors';
import { WORD_RANGE } from './layouts';
import type { Region } from './readBack';
import { readBack, whole } from './readBack';
import { CHECKSUM_THREADS } from './sharedConstants';
import type { EngineDevice } from './submitter';

/** Bytes from one checksum to the next: the alignment that every device accepts. */
const STRIDE = 256;
/** Workgroups at most; each thread then takes many words. */
const GROUPS = 64;
/** Read-backs until it is a failure. */
const ATTEMPTS = 3;

/**
 * Copies parts of the GPU's buffers to the host, with a checksum that the GPU makes of each: what came back otherwise is
 * read again. A device that is being lost, or a driver at fault, gives zeros in the place of numbers and no error.
 *
 * @param pipeline of the pass `checksum`
 * @throws EngineError where it never comes back as it is, GpuFailure as `readBack`
 */
export async function verifiedReadBack(
  gpu: EngineDevice,
  pipeline: GPUComputePipeline,
  regions: readonly Region[],
): Promise<ArrayBuffer[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const { contents, checksums } = await readWithChecksums(gpu, pipeline, regions);
    if (contents.every((content, i) => checksumOf(new Uint32Array(content)) === checksums[i]))
      return contents;
  }
  throw new EngineError('WebGPU', `what came back from the GPU is not what is there, ${ATTEMPTS} times`);
}

/** The sum, modulo 2^32, of all words mixed with their places, as the pass `checksum` makes it on the GPU. */
export function checksumOf(words: Uint32Array): number {
  let sum = 0;
  for (let place = 0; place < words.length; place++) {
    let bits = words[place] ^ Math.imul(place + 1, 0x9e3779b9);
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    sum = (sum + (bits ^ (bits >>> 16))) | 0;
  }
  return sum >>> 0;
}

async function readWithChecksums(
  gpu: EngineDevice,
  pipeline: GPUComputePipeline,
  regions: readonly Region[],
) {
  const { device } = gpu;
  const { STORAGE, UNIFORM, COPY_SRC, COPY_DST } = GPUBufferUsage;
  const create = (label: string, usage: number) =>
    device.createBuffer({ label, size: STRIDE * regions.length, usage });
  const sums = create('checksums', STORAGE | COPY_SRC);
  const ranges = create('ranges', UNIFORM | COPY_DST);
  const bindings = regions.map(({ buffer, offset, size }, i) => {
    const range = WORD_RANGE.pack({ first: offset / 4, count: size / 4 });
    device.queue.writeBuffer(ranges, STRIDE * i, range);
    return device.createBindGroup({
      label: 'checksum',
      layout: pipeline.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer } },
        { binding: 1, resource: { buffer: sums, offset: STRIDE * i, size: 4 } },
        { binding: 2, resource: { buffer: ranges, offset: STRIDE * i, size: WORD_RANGE.uniformSize } },
      ],
    });
  });
  const encode = (encoder: GPUCommandEncoder) => {
    const pass = encoder.beginComputePass({ label: 'checksum' });
    pass.setPipeline(pipeline);
    bindings.forEach((binding, i) => {
      pass.setBindGroup(0, binding);
      pass.dispatchWorkgroups(Math.min(GROUPS, Math.ceil(regions[i].size / 4 / CHECKSUM_THREADS)));
    });
    pass.end();
  };
  try {
    const read = await readBack(gpu, [...regions, whole(sums)], encode);
    const found = new Uint32Array(read[regions.length]);
    return {
      contents: read.slice(0, regions.length),
      checksums: regions.map((_, i) => found[(STRIDE / 4) * i]),
    };
  } finally {
    sums.destroy();
    ranges.destroy();
  }
}
