/** A worker of a browser that has sync access handles and renaming, but no `createWritable`. */
import { DirectoryHandleDisk } from '../../../src/checkpoint/store/directoryHandleDisk';
import type { StoreCall } from '../../../src/checkpoint/store/relayedStores';
import { callStore } from '../../../src/checkpoint/store/relayedStores';
import type { Stores } from '../../../src/checkpoint/store/stores';
import { messageOf } from '../../../src/errors/problem';
import { atomicWrite } from '../../../src/platform/fileSystem';

interface Question {
  readonly folder: FileSystemDirectoryHandle;
  readonly call: StoreCall;
  readonly port: MessagePort;
}

Reflect.deleteProperty(FileSystemFileHandle.prototype, 'createWritable');

self.onmessage = ({ data: { folder, call, port } }: MessageEvent<Question>) => {
  if (atomicWrite() !== 'rename') throw new Error('The worker still has createWritable.');
  const stores = { disk: new DirectoryHandleDisk(folder, '') } as unknown as Stores;
  callStore(stores, call).then(
    (result) => port.postMessage({ result }),
    (error: unknown) => port.postMessage({ error: messageOf(error) }),
  );
};
