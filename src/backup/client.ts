import type { OpenedStores } from '../checkpoint/store/openStores';
import type { StoresCalls } from '../checkpoint/store/workerStores';
import { sendStores } from '../checkpoint/store/workerStores';
import { CallClient } from '../messaging/callClient';
import type { WorkerClosedError } from '../messaging/errors';
import type { BackupCalls, BackupEvent } from './protocol';

interface BackupListeners {
  readonly onEvent: (event: BackupEvent) => void;
  readonly onClosed: (error: WorkerClosedError) => void;
}

/** The page's side of the worker that keeps second copies: whatever becomes of it, training goes on. */
export class BackupClient extends CallClient<BackupCalls & StoresCalls, BackupEvent> {
  /** @param opened the stores that the worker shares with the page */
  constructor(opened: Promise<OpenedStores>, { onEvent, onClosed }: BackupListeners) {
    super({
      start: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
      onStarted: (worker) => sendStores(worker, opened),
      onEvent,
      onClosed,
      closedMessage: (reason, isLoaded) =>
        `The worker that keeps the second copy stopped (${reason}). Training and everything in this browser are untouched. ` +
        (isLoaded ? 'It is started again with the next file.' : 'Reload the page to go on copying.'),
    });
  }
}
