/** A worker that writes one file to a disk of the page's origin. */
import { IndexedDbDisk } from '../../../src/checkpoint/store/indexedDbDisk';

interface Order {
  readonly database: string;
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

addEventListener('message', ({ data: { database, path, bytes } }: MessageEvent<Order>) => {
  new IndexedDbDisk(() => undefined, database).write(path, bytes).then(
    (entry) => postMessage(entry),
    (error: unknown) => postMessage(String(error)),
  );
});
