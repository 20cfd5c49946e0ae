import JSZip from 'jszip';
import { describe, expect, test } from 'vitest';
import { MAX_RUN_FILES } from '../../../src/checkpoint/limits';
import { MAX_USES, NO_RECORDS, RECORD_ROLES } from '../../../src/curriculum/recordUse';
import type { ReadFile } from '../../../src/export/runBundle';
import { encodeRunBundle, readRunBundle } from '../../../src/export/runBundle';
import { ModelZipError } from '../../../src/sb3/errors';
import { writeZip } from '../../../src/sb3/zipWriter';

const content = (text: string) => Uint8Array.from(new TextEncoder().encode(text));
const reader = (text: string) => () => Promise.resolve(content(text));
const packed = async (files: ReadonlyMap<string, string>) => new Blob([await writeZip(files)]);

async function textsOf(files: ReadonlyMap<string, ReadFile> | undefined): Promise<Record<string, string>> {
  const texts = [...(files ?? [])].map(async ([name, read]) => [
    name,
    new TextDecoder().decode(await read()),
  ]);
  return Object.fromEntries(await Promise.all(texts)) as Record<string, string>;
}

describe('a bundle of a run', () => {
  test.each(['', 'soft-soil'])('of the run "%s" comes back as it was', async (run) => {
    const checkpoints = new Map([
      ['stage1_50kN.zip', reader('one')],
      ['stage2_INTERRUPTED_100kN.zip', reader('two')],
    ]);
    const records = new Map([['Kobe 1995 — größer.csv', reader('three')]]);
    const bundle = await readRunBundle(await encodeRunBundle({ run, checkpoints, records }));
    expect(bundle?.run).toBe(run);
    expect(await textsOf(bundle?.checkpoints)).toEqual({
      'stage1_50kN.zip': 'one',
      'stage2_INTERRUPTED_100kN.zip': 'two',
    });
    expect(await textsOf(bundle?.records)).toEqual({ 'Kobe 1995 — größer.csv': 'three' });
  });

  test('of the most records that a run may have is read back, whatever the number', async () => {
    const stages = NO_RECORDS.length;
    const most = stages * RECORD_ROLES.length * MAX_USES;
    const records = new Map(Array.from({ length: most }, (_, i) => [`rec${i}.csv`, reader(`${i}`)] as const));
    const names = [...Array(stages).keys()].map((i) => `stage${i + 1}_50kN.zip`);
    const checkpoints = new Map([...names, 'final_v9_advanced.zip'].map((name) => [name, reader(name)]));
    const bundle = await readRunBundle(await encodeRunBundle({ run: '', checkpoints, records }));
    expect([bundle?.checkpoints.size, bundle?.records.size]).toEqual([5, most]);
    // What is packed is what is read: the two limits are one.
    expect(most + checkpoints.size).toBeLessThanOrEqual(MAX_RUN_FILES);
  });

  test('is read where Windows packed it, with backslashes, and macOS, with its own files', async () => {
    const bundle = await readRunBundle(
      await packed(
        new Map([
          ['rl_v9_advanced\\soft\\stage1_50kN.zip', 'one'],
          ['rl_v9_advanced\\soft\\records\\Kobe.csv', 'two'],
          ['__MACOSX/rl_v9_advanced/soft/._stage1_50kN.zip', 'x'],
        ]),
      ),
    );
    expect(bundle?.run).toBe('soft');
    expect(await textsOf(bundle?.checkpoints)).toEqual({ 'stage1_50kN.zip': 'one' });
    expect(await textsOf(bundle?.records)).toEqual({ 'Kobe.csv': 'two' });
  });

  test('has the bytes that JSZip gives the same files', async () => {
    const checkpoints = new Map([['stage1_50kN.zip', reader('one')]]);
    const records = new Map([['Kobe.csv', reader('three')]]);
    const zip = await encodeRunBundle({ run: '', checkpoints, records });
    const same = await writeZip(
      new Map([
        ['rl_v9_advanced/stage1_50kN.zip', 'one'],
        ['rl_v9_advanced/records/Kobe.csv', 'three'],
      ]),
    );
    expect(Buffer.from(await zip.arrayBuffer()).toString('hex')).toBe(Buffer.from(same).toString('hex'));
  });

  test('is found among other files, in whatever folder somebody packed it', async () => {
    const bundle = await readRunBundle(
      await packed(
        new Map([
          ['backup/notes.txt', 'hello'],
          ['backup/stage1_50kN.zip', 'one'],
        ]),
      ),
    );
    expect(bundle?.run).toBeNull();
    expect(await textsOf(bundle?.checkpoints)).toEqual({ 'stage1_50kN.zip': 'one' });
    expect(bundle?.records.size).toBe(0);
  });

  test('is not what a zip without checkpoints is', async () => {
    expect(await readRunBundle(await packed(new Map([['data', '{}']])))).toBeNull();
  });

  test('of two runs is refused', async () => {
    const two = await packed(
      new Map([
        ['a/stage1_50kN.zip', '1'],
        ['b/stage1_50kN.zip', '2'],
      ]),
    );
    await expect(readRunBundle(two)).rejects.toThrow(/2 folders.*Nothing stored has changed/);
  });

  test('that would unpack to a bomb is refused before it is unpacked', async () => {
    const zip = new JSZip();
    for (let stage = 1; stage <= 4; stage++) zip.file(`stage${stage}_50kN.zip`, new Uint8Array(2e7));
    const bomb = await zip.generateAsync({ type: 'uint8array', compression: 'DEFLATE' });
    const bundle = await readRunBundle(new Blob([Uint8Array.from(bomb)]));
    const attempt = bundle?.checkpoints.get('stage1_50kN.zip')?.();
    await expect(attempt).rejects.toThrow(ModelZipError);
    await expect(attempt).rejects.toThrow(/unpacks to far more than any model would/);
  });
});
