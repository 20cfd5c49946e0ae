import { GpuFailure } from '../gpu/device';
import * as lines from './consoleLines';
import type { EngineListener } from './openEngine';

/** Milliseconds within which a browser gives a GPU back once: after a second crash there is none until it is restarted. */
const SECOND_LOSS_WITHIN = 600_000;
/** Attempts to open the device again; the process that has it may take a moment to start. */
const ATTEMPTS = 3;
const PAUSE = 1000;

const IN_A_BROWSER =
  'Restart the browser: close all its windows, open it again and resume. If it happens again, choose another device.';

/** The GPU was lost twice in a short time, or cannot be had again. */
export class GpuRestartError extends Error {
  override readonly name = 'GpuRestartError';

  /**
   * @param words what the device, or the attempt to have it again, failed of
   * @param advice what a person can do
   */
  constructor(words: string, advice = IN_A_BROWSER, options?: ErrorOptions) {
    super(
      `The GPU was lost and cannot be had again (${words}). Everything up to the last save is safe. ${advice}`,
      options,
    );
  }
}

/** Whether a device was lost, so that another one may work. */
export function isLoss(cause: unknown): cause is GpuFailure {
  return cause instanceof GpuFailure && cause.isLost;
}

/** Opens a lost GPU again, once in ten minutes. */
export class DeviceRecovery {
  readonly #now: () => number;
  readonly #advice: string | undefined;
  #lostAt = -Infinity;

  /**
   * @param now milliseconds, monotonic
   * @param advice what a person can do where it cannot be opened again, other than in a browser
   */
  constructor(now: () => number, advice?: string) {
    this.#now = now;
    this.#advice = advice;
  }

  /**
   * @param cause what ended the work
   * @param open opens a new device, and starts on it whatever is wanted
   * @throws `cause` where it is no loss of a device, GpuRestartError where a person must do something first
   */
  async reopen<Opened>(
    cause: unknown,
    open: () => Promise<Opened>,
    { tell }: Pick<EngineListener, 'tell'>,
  ): Promise<Opened> {
    if (!isLoss(cause)) throw cause;
    const isSecond = this.#now() - this.#lostAt < SECOND_LOSS_WITHIN;
    this.#lostAt = this.#now();
    if (isSecond) {
      const words = `${cause.words}, the second time within ten minutes`;
      throw new GpuRestartError(words, this.#advice, { cause });
    }
    tell(lines.deviceLost(cause.words));
    for (let attempt = 1; ; attempt++) {
      try {
        return await open();
      } catch (error) {
        if (!(error instanceof GpuFailure)) throw error;
        if (attempt === ATTEMPTS) throw new GpuRestartError(error.words, this.#advice, { cause: error });
        await new Promise((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  }
}
