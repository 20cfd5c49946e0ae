import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { vi } from 'vitest';

/**
 * What a test makes the folder refuse: the browser's name of the error, by operation; `close` may also be `hangs`. With `case`
 * it does not tell upper case from lower, as on macOS and Windows.
 */
export type Refusals = Map<
  | 'getFile'
  | 'createWritable'
  | 'write'
  | 'close'
  | 'move'
  | 'removeEntry'
  | 'queryPermission'
  | 'entries'
  | 'case',
  string
>;

/**
 * A directory of the machine as the browser would hand it to the page, for tests in Node, where no browser is: the same
 * calls, the same names of errors, and files that are swapped when a writable is closed. The real thing is tested in
 * tests/browser.
 */
export function directoryHandle(path: string, refusals: Refusals = new Map()): FileSystemDirectoryHandle {
  // The disk asks the class which way of writing there is.
  vi.stubGlobal('FileSystemFileHandle', FileHandle);
  return new DirectoryHandle(path, refusals) as unknown as FileSystemDirectoryHandle;
}

class Handle {
  readonly path: string;
  readonly refusals: Refusals;

  constructor(path: string, refusals: Refusals) {
    this.path = path;
    this.refusals = refusals;
  }

  get name(): string {
    return basename(this.path);
  }

  refuse(operation: Parameters<Refusals['get']>[0]): void {
    const name = this.refusals.get(operation);
    if (name) throw new DOMException(`${operation} refused`, name);
  }
}

class DirectoryHandle extends Handle {
  readonly kind = 'directory';
  queryPermission(): Promise<PermissionState> {
    return Promise.resolve(this.refusals.has('queryPermission') ? 'prompt' : 'granted');
  }

  isSameEntry({ path }: DirectoryHandle): Promise<boolean> {
    return Promise.resolve(path === this.path);
  }

  async getDirectoryHandle(name: string, { create = false } = {}): Promise<DirectoryHandle> {
    await Promise.resolve();
    const path = this.#child(name);
    if (!existsSync(path) && create) mkdirSync(path);
    if (!kindOf(path).isDirectory()) throw mismatch();
    return new DirectoryHandle(path, this.refusals);
  }

  async getFileHandle(name: string, { create = false } = {}): Promise<FileHandle> {
    await Promise.resolve();
    const path = this.#child(name);
    if (!existsSync(path) && create) writeFileSync(path, '');
    if (!kindOf(path).isFile()) throw mismatch();
    return new FileHandle(path, this.refusals);
  }

  async removeEntry(name: string): Promise<void> {
    await Promise.resolve();
    kindOf(this.#child(name));
    this.refuse('removeEntry');
    rmSync(this.#child(name));
  }

  async *entries(): AsyncGenerator<[string, Handle]> {
    await Promise.resolve();
    this.refuse('entries');
    kindOf(this.path);
    for (const entry of readdirSync(this.path, { withFileTypes: true })) {
      const Kind = entry.isDirectory() ? DirectoryHandle : FileHandle;
      yield [entry.name, new Kind(join(this.path, entry.name), this.refusals)];
    }
  }

  async *keys(): AsyncGenerator<string> {
    for await (const [name] of this.entries()) yield name;
  }

  #child(name: string): string {
    if (name === '' || name === '..' || name.includes('/')) throw new TypeError(`${name} is no name`);
    const isSame = (other: string) => other.toLowerCase() === name.toLowerCase();
    const there = this.refusals.has('case') && existsSync(this.path) ? readdirSync(this.path) : [];
    return join(this.path, there.find(isSame) ?? name);
  }
}

class FileHandle extends Handle {
  readonly kind = 'file';

  async getFile() {
    await Promise.resolve();
    this.refuse('getFile');
    const { size, mtimeMs } = kindOf(this.path);
    const bytes = (begin?: number, end?: number) =>
      Promise.resolve(Uint8Array.from(readFileSync(this.path).subarray(begin, end)).buffer);
    return {
      size,
      lastModified: Math.trunc(mtimeMs),
      arrayBuffer: () => bytes(),
      slice: (begin: number, end: number) => ({ arrayBuffer: () => bytes(begin, end) }),
    };
  }

  async move(name: string): Promise<void> {
    await Promise.resolve();
    this.refuse('move');
    renameSync(this.path, join(dirname(this.path), name));
  }

  async createWritable({ keepExistingData = false } = {}) {
    await Promise.resolve();
    this.refuse('createWritable');
    let content = keepExistingData ? readFileSync(this.path) : Buffer.alloc(0);
    const swap = `${this.path}.${crypto.randomUUID()}.crswap`;
    return {
      write: async ({ data, position }: { data: Uint8Array; position: number }) => {
        await Promise.resolve();
        this.refuse('write');
        content = Buffer.concat([content.subarray(0, position), data]);
      },
      abort: () => Promise.resolve(),
      close: async () => {
        await Promise.resolve();
        // As where the browser is killed meanwhile.
        if (this.refusals.get('close') === 'hangs') await new Promise(() => undefined);
        this.refuse('close');
        writeFileSync(swap, content);
        renameSync(swap, this.path);
      },
    };
  }
}

function kindOf(path: string) {
  if (!existsSync(path)) throw new DOMException(`${path} is not there`, 'NotFoundError');
  return statSync(path);
}

function mismatch(): DOMException {
  return new DOMException('It is of the other kind.', 'TypeMismatchError');
}
