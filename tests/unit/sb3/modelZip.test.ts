import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ModelZipError } from '../../../src/sb3/errors';
import { decodeModelZip, encodeCheckpoint } from '../../../src/sb3/modelZip';
import { readZip } from '../../../src/sb3/zipReader';
import { writeZip } from '../../../src/sb3/zipWriter';
import { exampleCheckpoint } from '../../support/checkpoints';

const checkpoint = exampleCheckpoint();
const bytes = await encodeCheckpoint(checkpoint);

describe('a checkpoint as a zip', () => {
  test('comes back as it was', async () => {
    expect(await decodeModelZip(bytes)).toEqual({ origin: 'tmd-lab', checkpoint, warnings: [] });
  });

  test('has the same bytes for the same state', async () => {
    const decoded = await decodeModelZip(bytes);
    if (decoded.origin !== 'tmd-lab') throw new Error('foreign');
    expect(await encodeCheckpoint(decoded.checkpoint)).toEqual(bytes);
  });

  test('has the entries of Stable-Baselines3 first, in its order, and no other .pth', async () => {
    const names = [...(await readZip(bytes, { entries: 64, totalSize: 1e8 })).keys()];
    expect(names.slice(0, 6)).toEqual([
      'data',
      'pytorch_variables.pth',
      'policy.pth',
      'policy.optimizer.pth',
      '_stable_baselines3_version',
      'system_info.txt',
    ]);
    expect(names.filter((name) => name.endsWith('.pth'))).toHaveLength(3);
  });

  test.each([
    ['NaN', (p: Float32Array) => p.fill(NaN, 5, 6), /not finite/],
    ['infinity', (p: Float32Array) => p.fill(Infinity, 9, 10), /not finite/],
    ['zeros, as a lost GPU reads back', (p: Float32Array) => p.fill(0), /Every parameter is zero/],
  ])('is refused when the parameters hold %s', async (_, spoil, message) => {
    const parameters = spoil(checkpoint.state.parameters.slice());
    const spoilt = { ...checkpoint, state: { ...checkpoint.state, parameters } };
    await expect(encodeCheckpoint(spoilt)).rejects.toThrow(message);
  });
});

/** The zip with one entry changed. */
async function withEntry(name: string, content: string): Promise<Uint8Array<ArrayBuffer>> {
  const files = await readZip(bytes, { entries: 64, totalSize: 1e8 });
  return writeZip(new Map<string, Uint8Array<ArrayBuffer> | string>([...files, [name, content]]));
}

describe('zips from anywhere', () => {
  test.each([
    ['not a zip', () => Promise.resolve(new TextEncoder().encode('hello, this is no zip at all'))],
    ['an empty file', () => Promise.resolve(new Uint8Array(0))],
    ['a zip of something else', () => writeZip(new Map([['notes.txt', 'hello']]))],
    ['another algorithm', () => withEntry('data', '{"policy_class": null, "tau": 0.005}')],
    ['data that is not JSON', () => withEntry('data', '{"n_steps": ')],
    ['a newer version of the page', () => withEntry('tmd_lab.json', '{"schema_version": 99}')],
    ['an entry outside its folder', () => writeZip(new Map([['../evil', 'x']]))],
    ['100,000 entries', () => writeZip(new Map(Array.from({ length: 1e5 }, (_, i) => [`f${i}`, ''])))],
  ])('%s is refused with what happened, what is safe and what to do', async (_, make) => {
    const attempt = decodeModelZip(await make());
    await expect(attempt).rejects.toThrow(ModelZipError);
    await expect(attempt).rejects.toThrow(/\. Nothing stored has changed\. [A-Z].*\.$/);
  });

  test('every truncation is refused', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        await expect(decodeModelZip(bytes.slice(0, length))).rejects.toThrow(ModelZipError);
      }),
      { numRuns: 100 },
    );
  });

  test('a flipped bit is refused, unless it lies where it means nothing', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 8 * bytes.length - 1 }), async (bit) => {
        const flipped = bytes.slice();
        flipped[bit >> 3] ^= 1 << (bit & 7);
        try {
          expect(await decodeModelZip(flipped)).toEqual({ origin: 'tmd-lab', checkpoint, warnings: [] });
        } catch (error) {
          expect(error).toBeInstanceOf(ModelZipError);
        }
      }),
      { numRuns: 200 },
    );
  });
});
