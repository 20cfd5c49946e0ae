/** What a training said, and when. */
export interface ConsoleLine {
  readonly text: string;
  readonly level: 'info' | 'error';
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Lines of a run that are kept and shown: the newest. */
export const MAX_CONSOLE_LINES = 1000;

/** The lines with more at their end, the oldest left out where there are too many. */
export function withLines(
  lines: readonly ConsoleLine[],
  more: readonly ConsoleLine[],
): readonly ConsoleLine[] {
  return [...lines, ...more].slice(-MAX_CONSOLE_LINES);
}
