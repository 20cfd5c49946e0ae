/** When a row of a log was done, as two clocks say. */
export interface ClockReading {
  /** Seconds since 1970, by the machine's clock. */
  readonly wallTime: number;
  /** Seconds since the stage's training began in that process, by a clock that nobody sets; NaN where it was not logged. */
  readonly elapsed: number;
}

/**
 * The time of a row in a log whose times never run backwards. A machine's clock is set back, and a run moves to a machine
 * whose clock is behind: from there on, the log's time goes on by the seconds that training took, until the clock has caught
 * up.
 *
 * @param previous the row before, with the time that this function gave it
 * @returns seconds since 1970, at least `previous.wallTime`
 */
export function timeAfter(previous: ClockReading, { wallTime, elapsed }: ClockReading): number {
  if (!(wallTime < previous.wallTime)) return wallTime;
  // Where it is less than before, another training began after the row before.
  const since = elapsed >= previous.elapsed ? elapsed - previous.elapsed : elapsed;
  return previous.wallTime + (since > 0 ? since : 0);
}
