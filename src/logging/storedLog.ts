import type { LogRecord } from './logRecord';

/** Where the log of one run is kept: in a browser's database, or in the run's directory. */
export interface StoredLog {
  /** Looks at what there is. It rejects where that cannot be read, and so must not be written on. */
  open(): Promise<void>;

  /**
   * Keeps the rows up to `timesteps`, forgets those after it, and goes on with `records`.
   *
   * @param timesteps of the whole run, as `time/total_timesteps` counts them; Infinity keeps all
   */
  write(records: readonly LogRecord[], timesteps: number): Promise<void>;
}
