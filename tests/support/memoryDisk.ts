import type { Disk, FileEntry } from '../../src/checkpoint/disk';
import { FileMissingError } from '../../src/checkpoint/errors';
import { sha256 } from '../../src/checkpoint/sha256';

/** A disk for tests of what lies above it. */
export class MemoryDisk implements Disk {
  readonly files = new Map<string, { entry: FileEntry; bytes: Uint8Array<ArrayBuffer> }>();

  list(prefix: string): Promise<FileEntry[]> {
    const entries = [...this.files.values()].map(({ entry }) => entry);
    return Promise.resolve(entries.filter(({ path }) => path.startsWith(prefix)));
  }

  read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const file = this.files.get(path);
    return file ? Promise.resolve(file.bytes.slice()) : Promise.reject(new FileMissingError(path));
  }

  async write(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<FileEntry> {
    const entry = { path, size: bytes.length, writtenAt: this.files.size, sha256: await sha256(bytes) };
    this.files.set(path, { entry, bytes: bytes.slice() });
    return entry;
  }

  delete(paths: readonly string[]): Promise<void> {
    paths.forEach((path) => this.files.delete(path));
    return Promise.resolve();
  }
}
