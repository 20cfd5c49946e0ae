import type { Caller } from '../../messaging/calls';
import { Connection } from '../../messaging/connection';
import type { BackgroundCalls } from './calls';

/**
 * Starts a thread that serves `BackgroundCalls` on a port.
 *
 * @param onEnded hears why it ended by itself, or could not start
 * @returns ends it
 */
export type SpawnBackground = (port: MessagePort, onEnded: (reason: string) => void) => () => void;

/** The thread has ended, or never began. What it was asked for can be done without it. */
export class BackgroundEndedError extends Error {
  override readonly name = 'BackgroundEndedError';
}

/** The training's end of a thread beside it, which the first call starts. One that has ended stays so. */
export class Background implements Caller<BackgroundCalls> {
  readonly #spawn: SpawnBackground;
  #connection: Connection<BackgroundCalls> | null = null;
  #end: () => void = () => undefined;
  #isDisposed = false;

  constructor(spawn: SpawnBackground) {
    this.#spawn = spawn;
  }

  /** @throws BackgroundEndedError, and what the thread throws */
  call<Name extends keyof BackgroundCalls>(
    name: Name,
    question: BackgroundCalls[Name]['question'],
  ): Promise<BackgroundCalls[Name]['answer']> {
    if (this.#isDisposed) return Promise.reject(new BackgroundEndedError('the training is over'));
    return (this.#connection ??= this.#open()).call(name, question);
  }

  /** Ends the thread, whatever it is doing. */
  dispose(): void {
    this.#isDisposed = true;
    this.#connection?.close(new BackgroundEndedError('the training is over'));
    this.#end();
  }

  #open(): Connection<BackgroundCalls> {
    const { port1, port2 } = new MessageChannel();
    const connection = new Connection<BackgroundCalls>(port1);
    const end = this.#spawn(port2, (reason) => connection.close(new BackgroundEndedError(reason)));
    this.#end = () => {
      end();
      port1.close();
    };
    return connection;
  }
}
