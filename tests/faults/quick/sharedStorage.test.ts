import JSZip from 'jszip';
import { describe, expect, test } from 'vitest';
import { foreignModel, sharedStorage } from '../../support/hostileZips';
import { MAX_MEMORY, measuredUploads } from '../../support/measuredUpload';

const upload = measuredUploads();
/** Of 60 MB as float32. */
const LARGE = 15_000_000;
/** Of 12 MB: as much as a model's optimizer may have. */
const ALLOWED = 3_000_000;

describe('a model whose tensors share one large storage', () => {
  test('is real: a small file, of which a reader that copies makes gigabytes', async () => {
    const zip = await foreignModel({ 'policy.pth': sharedStorage(50, LARGE) });
    expect(zip.length).toBeLessThan(3e6);
    const inner = await (await JSZip.loadAsync(zip)).file('policy.pth')!.async('uint8array');
    const archive = await JSZip.loadAsync(inner);
    const storage = await archive.file('archive/data/0')!.async('uint8array');
    const pickle = new TextDecoder('latin1').decode(
      await archive.file('archive/data.pkl')!.async('uint8array'),
    );
    const references = pickle.split('_rebuild_tensor_v2').length - 1;
    expect(references * storage.length).toBe(50 * 60e6);
  });

  test.each([
    [50, LARGE, LARGE],
    [2000, LARGE, LARGE],
    // What passes all limits of size: only how often it is read is left.
    [2000, ALLOWED, ALLOWED],
    [2000, ALLOWED, 64],
  ])(
    '%i of %i elements, as tensors of %i, are refused in little memory',
    async (references, elements, shape) => {
      const zip = await foreignModel({ 'policy.pth': sharedStorage(references, elements, shape) });
      const { said, grown } = await upload(zip);
      expect(said).toMatch(/Nothing stored has changed/);
      expect(grown).toBeLessThan(MAX_MEMORY);
    },
  );
});
