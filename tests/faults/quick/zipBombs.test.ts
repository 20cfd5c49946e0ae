import { describe, expect, test } from 'vitest';
import { inflateRawSync } from 'node:zlib';
import { compressible, deflated, foreignModel, sizeFields } from '../../support/hostileZips';
import { MAX_MEMORY, measuredUploads } from '../../support/measuredUpload';

const upload = measuredUploads();
const MB = 2 ** 20;

/** Each made once. */
const BOMBS = new Map([15, 99].map((ratio) => [ratio, compressible(31 * MB, ratio)]));
const bombOf = (ratio: number) => BOMBS.get(ratio) ?? new Uint8Array();
const ZEROS = new Uint8Array(100 * MB);

async function expectRefused(zip: Uint8Array): Promise<void> {
  const { said, grown } = await upload(zip);
  expect(said).toMatch(/^[^\n]*Nothing stored has changed[^\n]*$/);
  expect(grown).toBeLessThan(MAX_MEMORY);
}

describe('a zip bomb', () => {
  test('is real: the bytes deflate to about the ratio that they are made for', () => {
    for (const ratio of [15, 99]) {
      const zip = deflated({ bomb: bombOf(ratio) });
      expect((31 * MB) / zip.length).toBeGreaterThan(0.8 * ratio);
    }
  });

  test.each([15, 99])('of a packed run, four files of 31 MB at a ratio of %i', async (ratio) => {
    const names = [1, 2, 3, 4].map((stage) => `rl_v9_advanced/stage${stage}_50kN.zip`);
    await expectRefused(deflated(Object.fromEntries(names.map((name) => [name, bombOf(ratio)]))));
  });

  test.each(['data', 'policy.pth', 'policy.optimizer.pth', 'pytorch_variables.pth', 'tmd_lab.json'])(
    'as the entry %s of a model',
    async (name) => expectRefused(await foreignModel({ [name]: bombOf(15) })),
  );

  test('within a .pth, as its pickle', async () => {
    const pth = deflated({ 'archive/data.pkl': bombOf(15) });
    await expectRefused(await foreignModel({ 'policy.pth': pth }));
  });
});

describe('a header that lies', () => {
  /** An entry of 100 MB that says it has 1000 bytes. */
  async function lying(name: string): Promise<Uint8Array> {
    const zip = await foreignModel({ [name]: ZEROS });
    const field = sizeFields(zip).find((each) => each.name === name);
    new DataView(zip.buffer, zip.byteOffset).setUint32(field!.offset, 1000, true);
    return zip;
  }

  test('is real: what follows inflates to far more than is announced', async () => {
    const zip = await lying('data');
    const field = sizeFields(zip).find(({ name }) => name === 'data')!;
    const view = new DataView(zip.buffer, zip.byteOffset);
    expect(view.getUint32(field.offset, true)).toBe(1000);
    const begin = view.getUint32(field.offset + 18, true);
    const packed = zip.subarray(begin + 30 + 'data'.length);
    expect(() => inflateRawSync(packed, { maxOutputLength: 50 * MB })).toThrow(/larger than/);
  });

  test.each(['data', 'policy.pth', 'pytorch_variables.pth'])('about %s', async (name) =>
    expectRefused(await lying(name)),
  );

  test('to more than there is costs no more than what it announces', async () => {
    const zip = await foreignModel({ data: new Uint8Array(1000) });
    const field = sizeFields(zip).find(({ name }) => name === 'data');
    new DataView(zip.buffer, zip.byteOffset).setUint32(field!.offset, 0xfffffff0, true);
    await expectRefused(zip);
  });
});
