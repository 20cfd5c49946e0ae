import type { Problem } from '../errors/problem';

/** What another thread threw, under its name and in its words. */
export class CallError extends Error {
  constructor({ name, message }: Problem) {
    super(message);
    this.name = name;
  }
}

/** The worker is gone, and with it every answer that was waited for. */
export class WorkerClosedError extends Error {
  override readonly name = 'WorkerClosedError';

  /**
   * @param reason as part of a sentence
   * @param isLoaded false: its script never ran, as where its file is gone from the server
   */
  constructor(
    message: string,
    readonly reason: string,
    readonly isLoaded: boolean,
  ) {
    super(message);
  }
}
