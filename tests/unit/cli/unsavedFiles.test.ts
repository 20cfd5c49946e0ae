import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type * as FileSystem from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UnsavedFiles } from '../../../src/cli/unsavedFiles';

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof FileSystem>();
  return { ...real, mkdtemp: vi.fn(real.mkdtemp) };
});

const A = 'models/rl_v9_advanced/stage1_50kN.zip';
const B = 'models/rl_v9_advanced/stage2_100kN.zip';
const problem = { name: 'DiskFullError', message: 'There is no space.' };
const unsaved = (path: string, ...bytes: number[]) =>
  ({ type: 'unsaved', path, bytes: Uint8Array.from(bytes), problem }) as const;

describe('files that the disk refused', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tmd-lab-unsaved-'));
    vi.stubEnv('TMPDIR', folder);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  test('and took later need no rescue', async () => {
    const files = new UnsavedFiles();
    files.hear(unsaved(A, 1));
    files.hear({ type: 'saved', path: A, at: 0 });
    expect(await files.rescue()).toEqual([]);
  });

  test('are in the temporary folder in the end, and the user hears where', async () => {
    const files = new UnsavedFiles();
    files.hear(unsaved(A, 1));
    files.hear(unsaved(B, 2));
    files.hear(unsaved(A, 3));
    const lines = await files.rescue();
    expect(lines).toHaveLength(2);
    const [, place] = /^models\/rl_v9_advanced\/stage1_50kN\.zip is in (\S+) for now/.exec(lines[0]) ?? [];
    expect(place.startsWith(folder)).toBe(true);
    expect([...readFileSync(place)]).toEqual([3]);
  });

  test('are said to be lost where the temporary folder refuses them too', async () => {
    const file = join(folder, 'no folder');
    writeFileSync(file, '');
    vi.stubEnv('TMPDIR', file);
    const files = new UnsavedFiles();
    files.hear(unsaved(A, 1));
    expect(await files.rescue()).toEqual([expect.stringMatching(/stage1_50kN\.zip is lost: .*ENOTDIR/)]);
  });

  test('do not replace what an earlier rescue left where they can have no folder of their own', async () => {
    const { mkdtemp } = await import('node:fs/promises');
    vi.mocked(mkdtemp).mockRejectedValue(new Error('no folder'));
    const rescue = async (byte: number) => {
      const files = new UnsavedFiles();
      files.hear(unsaved(A, byte));
      return files.rescue();
    };
    await rescue(1);
    expect(await rescue(2)).toEqual([expect.stringContaining('stage1_50kN.zip.2 for now')]);
    expect([...readFileSync(join(folder, 'stage1_50kN.zip'))]).toEqual([1]);
    expect([...readFileSync(join(folder, 'stage1_50kN.zip.2'))]).toEqual([2]);
  });
});
