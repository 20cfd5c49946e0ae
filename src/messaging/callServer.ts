import { toProblem } from '../errors/problem';
import type { CallHandlers, CallMap } from './calls';
import type { CallMessage, Endpoint, PingMessage, ServerMessage } from './messages';
import { buffersOf } from './transfer';

/** Milliseconds between two signs of life that nobody asked for. */
const BEAT_INTERVAL = 1000;

/** The end of a line that answers calls, and tells of what happens. */
export class CallServer<Calls extends CallMap<Calls>, News = never> {
  readonly #endpoint: Endpoint;
  #lastBeat = -Infinity;

  constructor(endpoint: Endpoint) {
    this.#endpoint = endpoint;
  }

  /**
   * Answers calls from now on, each as soon as its handler is done: a long one holds up no other.
   *
   * @param isShared others serve on the same line: a call that is not among these is theirs, and does not fail
   * @returns ends it: what comes later is not heard
   */
  serve(handlers: CallHandlers<Calls>, { isShared = false } = {}): () => void {
    const hear = ({ data }: MessageEvent<CallMessage | PingMessage>) => {
      if ('ping' in data) this.#post({ pong: true });
      // Others may talk on the same line.
      if (!('call' in data) || (isShared && !(data.call in handlers))) return;
      this.#answer(handlers, data).catch((error: unknown) =>
        this.#post({ id: data.id, problem: toProblem(error) }),
      );
    };
    this.#endpoint.addEventListener('message', hear);
    this.#endpoint.start?.();
    return () => this.#endpoint.removeEventListener('message', hear);
  }

  /** Tells the caller without being asked. */
  readonly tell = (event: News): void => this.#post({ event });

  /**
   * Gives a sign of life where a computation leaves the event loop no turn to answer a ping in: messages leave a thread
   * while it computes. Cheap enough to call often.
   */
  readonly beat = (): void => {
    const now = performance.now();
    if (now - this.#lastBeat < BEAT_INTERVAL) return;
    this.#lastBeat = now;
    this.#post({ pong: true });
  };

  async #answer(handlers: CallHandlers<Calls>, { id, call, question }: CallMessage): Promise<void> {
    const answer: unknown = await handlers[call as keyof Calls](question);
    // Copied here rather than by the caller: what is sent may be large, and this thread keeps some of it.
    const message = structuredClone({ id, answer });
    this.#post(message, buffersOf(message));
  }

  #post(message: ServerMessage, transfer: Transferable[] = []): void {
    this.#endpoint.postMessage(message, { transfer });
  }
}
