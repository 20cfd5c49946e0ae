import { promisifyRequest } from 'idb-keyval';
import { openAsItIs } from './connection';

/** A value of the database that holds bytes, whatever it means to the version of the page that wrote it. */
export interface RawFile {
  /** Made of where it lies, with the slashes of a path. */
  readonly name: string;
  readonly content: Blob;
}

/**
 * All bytes that the database of the files has, in whichever format: for a version of the page that cannot read what a
 * newer one has written.
 */
export async function readRawFiles(name = 'tmd-lab'): Promise<RawFile[]> {
  const database = await openAsItIs(name);
  try {
    const files: RawFile[] = [];
    for (const store of database.objectStoreNames) {
      const values = database.transaction(store, 'readonly').objectStore(store);
      const keys = await promisifyRequest(values.getAllKeys());
      for (const key of keys) {
        const read = database.transaction(store, 'readonly').objectStore(store);
        const content = bytesIn(await promisifyRequest<unknown>(read.get(key)));
        if (content) files.push({ name: [store, key].flat().map(String).join('/'), content });
      }
    }
    return files;
  } finally {
    database.close();
  }
}

/** @returns null where the value is no bytes, or an object that has none */
function bytesIn(value: unknown): Blob | null {
  if (value instanceof Blob) return value;
  if (value instanceof ArrayBuffer) return new Blob([value]);
  if (ArrayBuffer.isView(value)) return new Blob([value as Uint8Array<ArrayBuffer>]);
  if (typeof value !== 'object' || value === null) return null;
  return (
    Object.values(value)
      .map(bytesIn)
      .find((content) => content !== null) ?? null
  );
}
