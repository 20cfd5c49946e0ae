import { describe, expect, test } from 'vitest';
import { MAX_RUN_FILES, MAX_RUN_SIZE } from '../../../src/checkpoint/limits';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { exportRun } from '../../../src/export/exportFiles';
import { encodeRunBundle, readRunBundle } from '../../../src/export/runBundle';
import { Importer } from '../../../src/trainer/importer';
import { exampleCheckpoint } from '../../support/checkpoints';
import { MemoryDisk } from '../../support/memoryDisk';
import { MAX_MEMORY, measuredUploads } from '../../support/measuredUpload';

const COUNT = 320;
const ROOT = 'models/rl_v9_advanced/';
const upload = measuredUploads();
const example = exampleCheckpoint();

/** A run in which many force limits were tried. */
async function largeRun(): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const bytes = await encodeCheckpoint({ ...example, kind: 'completed', stage: 1 });
  for (let i = 1; i <= COUNT; i++) await disk.write(`${ROOT}stage1_${i}kN.zip`, bytes);
  return disk;
}

describe('a run of 320 checkpoints', () => {
  test('is packed and read back, one file at a time', async () => {
    const disk = await largeRun();
    const entries = await disk.list(ROOT);
    const paths = entries.map(({ path }) => path);
    let inUse = 0;
    let most = 0;
    const counting = Object.create(disk) as MemoryDisk;
    counting.read = async (path) => {
      most = Math.max(most, ++inUse);
      const bytes = await disk.read(path);
      inUse--;
      return bytes;
    };
    counting.list = (prefix) => disk.list(prefix);
    const { content } = await exportRun(counting, '', paths);
    expect(most).toBe(1);
    // The fault is real: it is more than four stages have, and more than was read back once.
    expect(paths.length).toBeGreaterThan(64);

    const other = new MemoryDisk();
    const importer = new Importer(other);
    const { names } = await importer.inspect({ fileName: 'run.zip', content });
    expect(names).toHaveLength(COUNT);
    await importer.store(example.settings, { fileName: 'run.zip', content }, { as: 'named' });
    expect((await other.list(ROOT)).map(({ path, size }) => ({ path, size }))).toEqual(
      entries.map(({ path, size }) => ({ path, size })),
    );
  });

  test('is looked into in little memory', async () => {
    const disk = await largeRun();
    const paths = (await disk.list(ROOT)).map(({ path }) => path);
    const { content } = await exportRun(disk, '', paths);
    const { said, grown } = await upload(new Uint8Array(await content.arrayBuffer()));
    expect(said).toMatch(`accepted: ${COUNT} checkpoints of a run`);
    expect(grown).toBeLessThan(MAX_MEMORY);
  });
});

describe('what is packed and what is read back have one limit', () => {
  const files = (count: number) =>
    new Map(
      Array.from({ length: count }, (_, i) => [
        `stage1_${i + 1}kN.zip`,
        () => Promise.resolve(Uint8Array.of(1)),
      ]),
    );

  test('of files', async () => {
    const most = await encodeRunBundle({ run: '', checkpoints: files(MAX_RUN_FILES), records: new Map() });
    expect((await readRunBundle(most))?.checkpoints.size).toBe(MAX_RUN_FILES);
    const more = encodeRunBundle({ run: '', checkpoints: files(MAX_RUN_FILES + 1), records: new Map() });
    await expect(more).rejects.toThrow(/The run has 4097 files, more than one zip holds/);
  });

  test('of bytes, within what a zip can address with its directory', () => {
    const directory = MAX_RUN_FILES * (2 * 200 + 46 + 30);
    expect(MAX_RUN_SIZE + directory).toBeLessThan(2 ** 32);
  });
});
