import { messageOf } from '../../../../errors/problem';
import type { SpawnThread, Thread, ThreadStart } from './thread';

/**
 * Threads that a worker borrows from its page.
 *
 * A worker could start them itself, as workers of its own. In Firefox that may block it for ever: while anything listens to
 * workers there (the developer tools, WebDriver), the constructor waits on a condition variable that it shares with the new
 * worker's own loop, and is woken by one `Notify` that either of them may take (`WaitForIsDebuggerRegistered` and
 * `SetIsDebuggerRegistered` in `dom/workers/WorkerPrivate.h`). A page does not wait.
 */
interface Borrowing {
  readonly type: 'borrowThread';
  readonly id: number;
  readonly start: ThreadStart;
}

interface Return {
  readonly type: 'returnThread';
  readonly id: number;
}

/** What becomes of a lent thread; `failed` may come before `ready` or after it. */
type Word =
  | { readonly type: 'thread'; readonly id: number; readonly word: 'ready' }
  | { readonly type: 'thread'; readonly id: number; readonly word: 'failed'; readonly reason: string };

/** The two ends of a worker's channel, as far as they are used here. */
interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: EventListener): void;
  removeEventListener(type: 'message', listener: EventListener): void;
}

/**
 * Lends a worker the threads that it asks for; other messages are left to others.
 *
 * @param spawn starts them
 * @returns ends all that are lent, and lends no more: for when the worker is gone
 */
export function lendThreads(worker: Channel, spawn: SpawnThread): () => void {
  const lent = new Map<number, Thread>();
  const say = (word: Word) => worker.postMessage(word);
  const lend = ({ id, start }: Borrowing) => {
    const fail = (error: unknown) => say({ type: 'thread', id, word: 'failed', reason: messageOf(error) });
    try {
      const thread = spawn(start, fail);
      lent.set(id, thread);
      thread.ready.then(() => say({ type: 'thread', id, word: 'ready' }), fail);
    } catch (error) {
      fail(error);
    }
  };
  const hear = ({ data }: MessageEvent<Borrowing | Return>) => {
    if (data.type === 'borrowThread') lend(data);
    if (data.type !== 'returnThread') return;
    lent.get(data.id)?.terminate();
    lent.delete(data.id);
  };
  worker.addEventListener('message', hear as EventListener);
  return () => {
    worker.removeEventListener('message', hear as EventListener);
    for (const thread of lent.values()) thread.terminate();
    lent.clear();
  };
}

/** The worker's side of `lendThreads`: starts a thread by asking for it. */
export function borrowThreads(page: Channel): SpawnThread {
  let next = 0;
  return (start, onFailure) => {
    const id = next++;
    let hear: (message: MessageEvent<Word>) => void = () => undefined;
    const ready = new Promise<void>((resolve, reject) => {
      let isReady = false;
      hear = ({ data }) => {
        if (data.type !== 'thread' || data.id !== id) return;
        if (data.word === 'ready') {
          isReady = true;
          resolve();
        } else if (isReady) onFailure(data.reason);
        else reject(new Error(data.reason));
      };
    });
    page.addEventListener('message', hear as EventListener);
    page.postMessage({ type: 'borrowThread', id, start } satisfies Borrowing);
    const terminate = () => {
      page.removeEventListener('message', hear as EventListener);
      page.postMessage({ type: 'returnThread', id } satisfies Return);
    };
    return { ready, terminate };
  };
}
