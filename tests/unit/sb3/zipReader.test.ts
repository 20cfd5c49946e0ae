import { describe, expect, test } from 'vitest';
import { decodeModelZip, plainModelZip } from '../../../src/checkpoint/zip/modelZip';
import { ZipArchive } from '../../../src/sb3/zipReader';
import { deflated } from '../../support/hostileZips';
import { caseFile } from '../../support/recordFormats';

const LIMITS = { entries: 64, totalSize: 2 ** 20 };
const open = (files: Record<string, string>) => ZipArchive.open(deflated(files), LIMITS);
const textOf = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

/** The zip with its sizes, offsets and counts in the fields of zip64 alone. */
function asZip64(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const zip = Buffer.from(deflated(files));
  const end = zip.length - 22;
  const count = zip.readUInt16LE(end + 10);
  const begin = zip.readUInt32LE(end + 16);
  const directory: Buffer[] = [];
  for (let position = begin; position < end;) {
    const nameLength = zip.readUInt16LE(position + 28);
    const entry = Buffer.from(zip.subarray(position, position + 46 + nameLength));
    const extra = Buffer.alloc(28);
    extra.writeUInt16LE(1, 0);
    extra.writeUInt16LE(24, 2);
    [24, 20, 42].forEach((field, i) => {
      extra.writeBigUInt64LE(BigInt(entry.readUInt32LE(field)), 4 + 8 * i);
      entry.writeUInt32LE(0xffffffff, field);
    });
    entry.writeUInt16LE(28, 30);
    directory.push(entry, extra);
    position += 46 + nameLength;
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(count), 24);
  record.writeBigUInt64LE(BigInt(count), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(begin), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(begin + size), 8);
  const last = Buffer.from(zip.subarray(end));
  last.writeUInt16LE(0xffff, 8);
  last.writeUInt16LE(0xffff, 10);
  last.writeUInt32LE(0xffffffff, 12);
  last.writeUInt32LE(0xffffffff, 16);
  return Uint8Array.from(Buffer.concat([zip.subarray(0, begin), ...directory, record, locator, last]));
}

describe('a zip', () => {
  test('of Windows has folders by backslashes', async () => {
    const archive = await open({ 'run\\a.txt': 'one', 'run\\deep\\b.txt': 'two' });
    expect(archive.names).toEqual(['run/a.txt', 'run/deep/b.txt']);
    expect(textOf(await archive.read('run/deep/b.txt'))).toBe('two');
    expect(archive.isPlain).toBe(false);
  });

  test.each(['..\\a', 'b\\..\\..\\a', '../a', '/a', '\\a', 'C:\\a'])(
    'with the name %s is refused',
    async (name) => {
      await expect(open({ [name]: 'x' })).rejects.toThrow(/unsafe entry name/);
    },
  );

  test('has no system files', async () => {
    const archive = await open({
      '__MACOSX/a/._data': 'x',
      'a/.DS_Store': 'x',
      'a/Thumbs.db': 'x',
      'a/desktop.ini': 'x',
      'a/._data': 'x',
      'a/data': 'y',
    });
    expect(archive.names).toEqual(['a/data']);
    expect(archive.unwrapped('data').names).toEqual(['data']);
  });

  test('is unwrapped only of the one folder that all its files are in', async () => {
    const one = (await open({ 'a/data': 'x', 'a/b/c': 'y' })).unwrapped('data');
    expect([one.names, textOf(await one.read('b/c'))]).toEqual([['data', 'b/c'], 'y']);
    expect((await open({ 'a/data': 'x', other: 'y' })).unwrapped('data').names).toEqual(['a/data', 'other']);
    expect((await open({ 'a/other': 'x' })).unwrapped('data').names).toEqual(['a/other']);
  });

  test('may be a zip64', async () => {
    const archive = await ZipArchive.open(asZip64({ a: 'one', 'b/c': 'two' }), LIMITS);
    expect(archive.names).toEqual(['a', 'b/c']);
    expect(textOf(await archive.read('b/c'))).toBe('two');
  });

  test('of zip64 that lies is refused', async () => {
    const zip = asZip64({ a: 'one' });
    new DataView(zip.buffer).setBigUint64(zip.length - 22 - 20 + 8, 2n ** 50n, true);
    await expect(ZipArchive.open(zip, LIMITS)).rejects.toThrow(/The zip is damaged: its directory is broken/);
  });
});

describe('a checkpoint that was unpacked and packed again', () => {
  test('is read, and stored as PPO.load opens it', async () => {
    const bytes = caseFile('stage2_100kN_by_finder.zip');
    const decoded = await decodeModelZip(bytes);
    expect(decoded.origin).toBe('tmd-lab');
    const plain = await plainModelZip(bytes);
    const archive = await ZipArchive.open(plain, LIMITS);
    expect(archive.names).toEqual(
      expect.arrayContaining(['data', 'policy.pth', '_stable_baselines3_version']),
    );
    expect(archive.isPlain).toBe(true);
    expect(await decodeModelZip(plain)).toEqual(decoded);
    expect(await plainModelZip(plain)).toBe(plain);
  });
});
