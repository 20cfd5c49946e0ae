import type { Caller } from '../../messaging/calls';
import { Connection } from '../../messaging/connection';
import { Heartbeat } from '../../messaging/heartbeat';
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

/** Seconds of silence after which the thread is ended: training waits for it in the end, and can do without. */
const PATIENCE = 8;

/** A thread that was started. */
interface OpenThread {
  readonly connection: Connection<BackgroundCalls>;
  readonly heartbeat: Heartbeat;
  readonly close: (error: BackgroundEndedError) => void;
}

/** The training's end of a thread beside it, which the first call starts. One that has ended stays so. */
export class Background implements Caller<BackgroundCalls> {
  readonly #spawn: SpawnBackground;
  #open: OpenThread | null = null;
  #isDisposed = false;

  constructor(spawn: SpawnBackground) {
    this.#spawn = spawn;
  }

  /** @throws BackgroundEndedError, and what the thread throws */
  async call<Name extends keyof BackgroundCalls>(
    name: Name,
    question: BackgroundCalls[Name]['question'],
  ): Promise<BackgroundCalls[Name]['answer']> {
    if (this.#isDisposed) throw new BackgroundEndedError('the training is over');
    const { connection, heartbeat } = (this.#open ??= this.#start());
    if (connection.isOpen) heartbeat.start();
    try {
      return await connection.call(name, question);
    } finally {
      if (!connection.isWaiting) heartbeat.stop();
    }
  }

  /** Ends the thread, whatever it is doing. */
  dispose(): void {
    this.#isDisposed = true;
    this.#open?.close(new BackgroundEndedError('the training is over'));
  }

  #start(): OpenThread {
    const { port1, port2 } = new MessageChannel();
    const connection = new Connection<BackgroundCalls>(port1);
    const end = this.#spawn(port2, (reason) => close(new BackgroundEndedError(reason)));
    const close = (error: BackgroundEndedError) => {
      heartbeat.stop();
      connection.close(error);
      end();
      port1.close();
    };
    const heartbeat = new Heartbeat(port1, (silence) => {
      if (silence >= PATIENCE) close(new BackgroundEndedError(`it has not answered for ${silence} s`));
    });
    return { connection, heartbeat, close };
  }
}
