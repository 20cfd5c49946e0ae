import type { LogColumns } from './logColumns';

/** Where the log of one run is kept: in a browser's database, or in the run's directory. */
export interface StoredLog {
  /** An empty log where there is none. */
  read(): Promise<LogColumns>;

  /**
   * Stores what a log holds from `firstRow` on, in place of what is stored there and after it.
   *
   * @param firstRow the rows before it are stored already
   */
  write(log: LogColumns, firstRow: number): Promise<void>;
}
