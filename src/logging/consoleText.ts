import type { ConsoleLine } from './consoleLine';

/** Name of the file in which a folder keeps a run's console. */
export const CONSOLE_FILE = 'console.txt';

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (info|error) ?(.*)$/;

/** A console as people read it: a line of time, level and words for each. */
export function formatConsole(lines: readonly ConsoleLine[]): string {
  return lines.map(({ at, level, text }) => `${new Date(at).toISOString()} ${level} ${text}\n`).join('');
}

/** The inverse of `formatConsole`. A line without a time belongs to the one above it; what stands above the first is left out. */
export function parseConsole(text: string): ConsoleLine[] {
  const lines: ConsoleLine[] = [];
  for (const row of text.replace(/\n$/, '').split('\n')) {
    const match = LINE.exec(row);
    const last = lines.at(-1);
    if (match) {
      const [, time, level, words] = match;
      lines.push({ at: Date.parse(time), level: level as ConsoleLine['level'], text: words });
    } else if (last) lines[lines.length - 1] = { ...last, text: `${last.text}\n${row}` };
  }
  return lines;
}
