import type { OpenedStores } from '../checkpoint/store/openStores';
import type { StoresCalls } from '../checkpoint/store/workerStores';
import { sendStores } from '../checkpoint/store/workerStores';
import { CallClient } from '../messaging/callClient';
import type { WorkerClosedError } from '../messaging/errors';
import type { AnalysisCalls } from './protocol';

/**
 * The page's side of the worker that plays policies and reads records beside training. The worker is started by the
 * first call: a visit that only trains never loads it.
 */
export class AnalysisClient extends CallClient<AnalysisCalls & StoresCalls> {
  /**
   * @param opened the stores that the worker shares with the page
   * @param onClosed hears that the worker is gone
   */
  constructor(opened: Promise<OpenedStores>, onClosed: (error: WorkerClosedError) => void) {
    super({
      start: () => new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' }),
      onStarted: (worker) => sendStores(worker, opened),
      onClosed,
      // Whoever looks at a drawing waits for it: what hangs is said within ten seconds, and nothing is lost with it.
      patience: 9,
      closedMessage: (reason) =>
        `The worker that draws and reads records stopped (${reason}). ` +
        'Training and everything stored are untouched. Try again.',
    });
  }
}
