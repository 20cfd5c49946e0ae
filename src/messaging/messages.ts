import type { Problem } from '../errors/problem';

/** What the caller sends: a call, with a number that its answer comes back under. */
export interface CallMessage {
  readonly id: number;
  readonly call: PropertyKey;
  readonly question: unknown;
}

/** What the caller sends to hear whether the other thread lives. */
export interface PingMessage {
  readonly ping: true;
}

/** What comes back: an answer to a call, why there is none, a sign of life, or something that nobody asked for. */
export type ServerMessage =
  | { readonly pong: true }
  | { readonly id: number; readonly answer: unknown }
  | { readonly id: number; readonly problem: Problem }
  | { readonly event: unknown };

/** One end of a line between two threads: a worker, the inside of one, or a message port. */
export interface Endpoint {
  postMessage(message: unknown, options?: { transfer?: Transferable[] }): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  removeEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  /** Of a message port, which holds back what arrives until then. */
  start?(): void;
}
