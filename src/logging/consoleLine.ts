/** What a training said, and when. */
export interface ConsoleLine {
  readonly text: string;
  readonly level: 'info' | 'error';
  /** Milliseconds since 1970; never less than in the line before. */
  readonly at: number;
}

/** Lines of a run that are kept and shown: the newest. */
export const MAX_CONSOLE_LINES = 1000;

/**
 * The lines with more at their end, the oldest left out where there are too many. Where the clock was set back, lines keep
 * the time of the last one until it has caught up.
 */
export function withLines(
  lines: readonly ConsoleLine[],
  more: readonly ConsoleLine[],
): readonly ConsoleLine[] {
  let latest = lines.at(-1)?.at ?? -Infinity;
  const timed = more.map((line) => {
    latest = Math.max(latest, line.at);
    return line.at === latest ? line : { ...line, at: latest };
  });
  return [...lines, ...timed].slice(-MAX_CONSOLE_LINES);
}
