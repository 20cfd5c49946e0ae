import type { LogFile } from './logFile';

/** Decimals to which Stable-Baselines3's Monitor rounds returns and times. */
const DECIMALS = 6;

/**
 * `monitor.csv` of Stable-Baselines3's Monitor, for its `load_results`: one row for each finished episode with its return
 * `r`, its length `l` in steps and the seconds `t` since the start. An engine hands over a whole rollout at once, so
 * episodes of one iteration share the time at which the iteration was done.
 *
 * @param startedAt seconds since 1970
 * @param environment name of the task, `env_id` in the file
 */
export function monitorCsv(startedAt: number, environment: string): LogFile {
  const encoder = new TextEncoder();
  const head = `#{"t_start": ${python(startedAt)}, "env_id": ${JSON.stringify(environment)}}\n`;
  // Python's csv module ends its rows with CR LF, and the line above them is not one of its rows.
  const row = (cells: readonly (string | number)[]) => `${cells.join(',')}\r\n`;
  return {
    name: 'monitor.csv',
    header: () => encoder.encode(head + row(['r', 'l', 't'])),
    append: ({ wallTime, episodes }) => {
      const t = python(rounded(wallTime - startedAt));
      return encoder.encode(episodes.map(({ r, l }) => row([python(rounded(r)), l, t])).join(''));
    },
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(DECIMALS));
}

/** A float as Python writes it: whole numbers keep a decimal. */
function python(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
