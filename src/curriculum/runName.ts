/** What a run may be called: a folder name that every system accepts. The empty name is the default run. */
export const RUN_NAME_RULE = 'at most 64 letters, digits, "-", "_" and ".", and not "." or ".."';

export function isRunName(name: string): boolean {
  return /^[A-Za-z0-9._-]{0,64}$/.test(name) && name !== '.' && name !== '..';
}
