import { describe, expect, test } from 'vitest';
import { PickleWriter } from '../../../src/sb3/pickleWriter';
import { isTensor, readTorchArchive, TorchArchiveWriter } from '../../../src/sb3/torchArchive';
import { writeZip } from '../../../src/sb3/zipWriter';

/** A `.pth` whose pickle has these opcodes after protocol 2. */
function archive(opcodes: Uint8Array, storage = new Uint8Array(8)): Promise<Uint8Array<ArrayBuffer>> {
  return writeZip(
    new Map([
      ['archive/data.pkl', Uint8Array.from(opcodes)],
      ['archive/data/0', Uint8Array.from(storage)],
    ]),
  );
}

/** The pickle of one tensor of two elements, with a storage of another type or other strides if wanted. */
function tensor({ type = 'FloatStorage', stride = 1, elements = 2 } = {}): Uint8Array {
  const pickle = new PickleWriter().global('torch._utils', '_rebuild_tensor_v2').mark();
  pickle.mark().string('storage').global('torch', type).string('0').string('cuda:0').integer(elements);
  pickle.tuple().persistentId().integer(0);
  pickle.mark().integer(2).tuple().mark().integer(stride).tuple();
  return pickle
    .boolean(false)
    .global('collections', 'OrderedDict')
    .emptyTuple()
    .reduce()
    .tuple()
    .reduce()
    .finish();
}

/** The numbers of an archive that is one tensor. */
async function readOnly(bytes: Uint8Array<ArrayBuffer>): Promise<Float32Array> {
  const value = await readTorchArchive(bytes);
  if (!isTensor(value)) throw new Error('no tensor');
  return value.read();
}

describe('a torch archive', () => {
  test('comes back as it was written', async () => {
    const writer = new TorchArchiveWriter();
    writer.pickle.emptyDict().mark().string('weight');
    writer.tensor({ shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) });
    writer.pickle.string('step');
    writer.tensor({ shape: [], data: Float32Array.of(7) });
    writer.pickle.setItems();
    const value = await readTorchArchive(await writer.finish());
    if (!(value instanceof Map)) throw new Error('no dictionary');
    expect([...value.keys()]).toEqual(['weight', 'step']);
    const [weight, step] = [...value.values()].filter(isTensor);
    expect([weight.shape, step.shape]).toEqual([[2, 3], []]);
    expect(await weight.read()).toEqual(Float32Array.of(1, 2, 3, 4, 5, 6));
    expect(await step.read()).toEqual(Float32Array.of(7));
  });

  test('reads a tensor that was saved on a GPU', async () => {
    const value = await readTorchArchive(await archive(tensor()));
    expect(isTensor(value)).toBe(true);
  });

  test.each([
    ['another number format', tensor({ type: 'DoubleStorage' }), /only float32/],
    ['strides that skip', tensor({ stride: 2 }), /not contiguous/],
    ['a storage of another size', tensor({ elements: 3 }), /another size/],
  ])('refuses %s', async (_, opcodes, message) => {
    await expect(readOnly(await archive(opcodes))).rejects.toThrow(message);
  });

  test('refuses a pickle that unfolds without end: ten lists of ten lists of ten lists ...', async () => {
    const opcodes: number[] = [0x80, 2, 0x5d, 0x71, 0];
    for (let level = 1; level < 11; level++) {
      opcodes.push(0x5d, 0x28);
      for (let i = 0; i < 10; i++) opcodes.push(0x68, level - 1);
      opcodes.push(0x65, 0x71, level);
    }
    // Only the last list stays on the stack; the others are in the memo.
    const last = [0x28, ...opcodes.slice(2), 0x74, 0x2e];
    const bomb = Uint8Array.from([0x80, 2, ...last]);
    await expect(readTorchArchive(await archive(bomb))).rejects.toThrow(/nests too deeply/);
  });

  test('refuses a big-endian file, and one without a pickle', async () => {
    const bytes = await writeZip(
      new Map<string, Uint8Array<ArrayBuffer> | string>([
        ['archive/data.pkl', new PickleWriter().none().finish()],
        ['archive/byteorder', 'big'],
      ]),
    );
    await expect(readTorchArchive(bytes)).rejects.toThrow(/not little-endian/);
    await expect(readTorchArchive(await writeZip(new Map([['archive/version', '3']])))).rejects.toThrow(
      /no data\.pkl/,
    );
  });
});
