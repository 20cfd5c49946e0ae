import type { HashedFileEntry } from './disk';
import { sha256 } from './sha256';

/** What a listing says of a file that is written now. */
export async function hashedEntry(path: string, content: Uint8Array<ArrayBuffer>): Promise<HashedFileEntry> {
  return { path, size: content.byteLength, writtenAt: Date.now(), sha256: await sha256(content) };
}
