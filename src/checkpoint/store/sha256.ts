import { sha256InScript } from '../../numerics/sha256InScript';

/** Hexadecimal SHA-256 of some bytes. Pages that are not secure have no `crypto.subtle`: there it is computed here. */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  const digest = subtle ? new Uint8Array(await subtle.digest('SHA-256', bytes)) : sha256InScript(bytes);
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
