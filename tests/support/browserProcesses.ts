import { readdirSync, readFileSync } from 'node:fs';

/** Process ids of the browser on a profile, of one type: `renderer`, `gpu-process`. */
export function browserProcesses(profile: string, type: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => {
      // Chromium's children write their whole command line as one word.
      const line = commandLine(id).replaceAll('\0', ' ');
      return line.includes(`--type=${type} `) && line.includes(profile);
    });
}

/** '' where the process has ended meanwhile. */
function commandLine(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
