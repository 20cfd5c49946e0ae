import type JSZip from 'jszip';

/**
 * Loads what packs zips, which a visit that trains nothing never needs. Before a training it is loaded in any case: where a deploy
 * has taken the files of an open page away, it could not be had when there is something to save.
 */
export async function loadZipWriter(): Promise<typeof JSZip> {
  return (await import('jszip')).default;
}

/** Packs files uncompressed, in the given order and with one fixed date: the same files give the same bytes. */
export async function writeZip(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer> | string>,
): Promise<Uint8Array<ArrayBuffer>> {
  const Zip = await loadZipWriter();
  const zip = new Zip();
  // 1980 is where the format's dates begin, and what Python's zipfile writes by default.
  const date = new Date(Date.UTC(1980, 0, 1));
  for (const [name, content] of files) zip.file(name, content, { date, createFolders: false });
  const bytes = await zip.generateAsync({ type: 'uint8array', compression: 'STORE', platform: 'UNIX' });
  return bytes as Uint8Array<ArrayBuffer>;
}
