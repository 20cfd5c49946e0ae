/** Files that lie beside checkpoints in a folder, which page and command line know by their names. */

/** Names the process that works on the folder. */
export const LOCK_NAME = '.lock';

/** A file that is being written: hidden, so that no one takes it for a checkpoint. */
export function unfinishedName(name: string): string {
  return `.${name}.${crypto.randomUUID()}.unfinished`;
}

/** Whether a file is what a writer that was cut off has left. */
export function isUnfinished(name: string): boolean {
  return /^\..*\.unfinished$/.test(name);
}
