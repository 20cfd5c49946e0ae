import type { Caller, CallMap } from './calls';
import { CallError } from './errors';
import type { CallMessage, Endpoint, ServerMessage } from './messages';

interface Waiting {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

/** Number of the next call, of whichever connection: several may use one line, and each hears the answers to all. */
let nextId = 0;

/** The caller's end of a line to a `CallServer`. It is open until it is closed, once and for good. */
export class Connection<Calls extends CallMap<Calls>, News = never> implements Caller<Calls> {
  readonly #endpoint: Endpoint;
  readonly #onEvent: (event: News) => void;
  readonly #waiting = new Map<number, Waiting>();
  #closedBy: Error | null = null;

  /** @param onEvent hears what the server tells without being asked */
  constructor(endpoint: Endpoint, onEvent: (event: News) => void = () => undefined) {
    this.#endpoint = endpoint;
    this.#onEvent = onEvent;
    endpoint.addEventListener('message', ({ data }: MessageEvent<ServerMessage>) => this.#receive(data));
    endpoint.start?.();
  }

  get isOpen(): boolean {
    return this.#closedBy === null;
  }

  /** Some call has no answer yet. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** @throws DataCloneError for a question that no message can carry, and as `Caller.call` */
  call<Name extends keyof Calls>(
    name: Name,
    question: Calls[Name]['question'],
    transfer: Transferable[] = [],
  ): Promise<Calls[Name]['answer']> {
    if (this.#closedBy) return Promise.reject(this.#closedBy);
    const id = nextId++;
    return new Promise((resolve, reject) => {
      this.#endpoint.postMessage({ id, call: name, question } satisfies CallMessage, { transfer });
      this.#waiting.set(id, { resolve, reject });
    });
  }

  /** Rejects every call that waits and every later one with `error`; what still arrives is not heard. */
  close(error: Error): void {
    if (this.#closedBy) return;
    this.#closedBy = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  #receive(message: ServerMessage): void {
    if (!this.isOpen) return;
    if ('event' in message) {
      this.#onEvent(message.event as News);
      return;
    }
    // Others may talk on the same line.
    if (!('answer' in message || 'problem' in message)) return;
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ('problem' in message) waiting?.reject(new CallError(message.problem));
    else waiting?.resolve(message.answer as never);
  }
}
