import JSZip from 'jszip';

/** Packs files uncompressed, in the given order and with one fixed date: the same files give the same bytes. */
export async function writeZip(
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer> | string>,
): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new JSZip();
  // 1980 is where the format's dates begin, and what Python's zipfile writes by default.
  const date = new Date(Date.UTC(1980, 0, 1));
  for (const [name, content] of files) zip.file(name, content, { date, createFolders: false });
  const bytes = await zip.generateAsync({ type: 'uint8array', compression: 'STORE', platform: 'UNIX' });
  return bytes as Uint8Array<ArrayBuffer>;
}
