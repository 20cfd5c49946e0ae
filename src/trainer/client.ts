import type { OpenedStores } from '../checkpoint/store/openStores';
import type { StoresCalls } from '../checkpoint/store/workerStores';
import { sendStores } from '../checkpoint/store/workerStores';
import { CallClient } from '../messaging/callClient';
import type { WorkerClosedError } from '../messaging/errors';
import { spawnWebWorker } from '../ppo/engines/wasm/threads/browserThreads';
import { lendThreads } from '../ppo/engines/wasm/threads/lentThreads';
import { lendBackground } from './background/lentBackground';
import { spawnWebBackground } from './background/spawnWebBackground';
import type { Told, TrainerCalls } from './protocol';

interface TrainerListeners {
  readonly onEvent: (told: Told) => void;
  readonly onSilence: (isSilent: boolean) => void;
  readonly onClosed: (error: WorkerClosedError) => void;
  /** What a person is told of that; `isLoaded` as of `WorkerClosedError`. */
  readonly closedMessage: (reason: string, isLoaded: boolean) => string;
}

/** The page's side of the worker that trains. */
export class TrainerClient extends CallClient<TrainerCalls & StoresCalls, Told> {
  /**
   * @param opened the stores that the worker shares with the page
   * @param listeners hear what the worker tells of a training, that it says nothing, and that it is gone
   */
  constructor(
    opened: Promise<OpenedStores>,
    { onEvent, onSilence, onClosed, closedMessage }: TrainerListeners,
  ) {
    /** Ends the threads of the worker's engine, and the one beside it, which the page starts for it. */
    let endThreads: () => void = () => undefined;
    super({
      start: () => {
        const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
        const lent = [lendThreads(worker, spawnWebWorker), lendBackground(worker, spawnWebBackground)];
        endThreads = () => lent.forEach((end) => end());
        return worker;
      },
      onStarted: (worker) => sendStores(worker, opened),
      onEvent,
      onSilence,
      onClosed: (error) => {
        endThreads();
        onClosed(error);
      },
      closedMessage,
    });
  }
}
