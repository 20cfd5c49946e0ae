import JSZip from 'jszip';
import { describe, expect, test } from 'vitest';
import { encodeRunBundle, readRunBundle } from '../../../src/export/runBundle';
import { ModelZipError } from '../../../src/sb3/errors';
import { writeZip } from '../../../src/sb3/zipWriter';

const content = (text: string) => Uint8Array.from(new TextEncoder().encode(text));

describe('a bundle of a run', () => {
  test.each(['', 'soft-soil'])('of the run "%s" comes back as it was', async (run) => {
    const checkpoints = new Map([
      ['stage1_50kN.zip', content('one')],
      ['stage2_INTERRUPTED_100kN.zip', content('two')],
    ]);
    const records = new Map([['Kobe 1995.csv', content('three')]]);
    const bundle = { run, checkpoints, records };
    expect(await readRunBundle(await encodeRunBundle(bundle))).toEqual(bundle);
  });

  test('is found among other files, in whatever folder somebody packed it', async () => {
    const bundle = await readRunBundle(
      await writeZip(
        new Map([
          ['backup/notes.txt', 'hello'],
          ['backup/stage1_50kN.zip', 'one'],
        ]),
      ),
    );
    const checkpoints = new Map([['stage1_50kN.zip', content('one')]]);
    expect(bundle).toEqual({ run: null, checkpoints, records: new Map() });
  });

  test('is not what a zip without checkpoints is', async () => {
    expect(await readRunBundle(await writeZip(new Map([['data', '{}']])))).toBeNull();
  });

  test('of two runs is refused', async () => {
    const two = await writeZip(
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
    const attempt = readRunBundle(Uint8Array.from(bomb));
    await expect(attempt).rejects.toThrow(ModelZipError);
    await expect(attempt).rejects.toThrow(/unpacks to far more than any model would/);
  });
});
