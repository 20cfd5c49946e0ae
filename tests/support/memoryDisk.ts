import type { Disk, HashedFileEntry } from '../../src/checkpoint/disk';
import { FileMissingError } from '../../src/checkpoint/errors';
import { sha256 } from '../../src/checkpoint/sha256';

/** A disk for tests of what lies above it. */
export class MemoryDisk implements Disk {
  readonly files = new Map<string, { entry: HashedFileEntry; bytes: Uint8Array<ArrayBuffer> }>();

  list(prefix: string): Promise<HashedFileEntry[]> {
    const paths = [...this.files.keys()].filter((path) => path.startsWith(prefix)).sort();
    return Promise.resolve(paths.flatMap((path) => this.files.get(path)?.entry ?? []));
  }

  read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.files.get(path);
    return file ? Promise.resolve(file.bytes.slice()) : Promise.reject(new FileMissingError(path));
  }

  async write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<HashedFileEntry> {
    const content = bytes.slice();
    const entry = { path, size: content.length, writtenAt: Date.now(), sha256: await sha256(content) };
    this.files.set(path, { entry, bytes: content });
    return entry;
  }

  delete(paths: readonly string[]): Promise<void> {
    paths.forEach((path) => this.files.delete(path));
    return Promise.resolve();
  }
}
