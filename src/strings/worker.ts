const FILE_MISSING =
  'A file of this page could not be loaded from its server, so nothing is trained. What is stored is untouched.';

/** What the page says of a worker that does not answer, or is gone. */
export const workerText = {
  silent: (status: 'idle' | 'running' | 'stopping') =>
    `The training worker has not answered for 8 seconds. ${SILENT[status]} Everything up to the last save is safe.`,
  restarts: (reason: string) => `${stopped(reason)} It is being started again by itself.`,
  restarted: (reason: string, checkpoint: string | null) =>
    `${stopped(reason)} Training was started again by itself, from ${checkpoint ?? 'the last completed stage'}.`,
  allRestarted: (reason: string) =>
    `${stopped(reason)} Training was started again by itself, each run from its last save.`,
  again: (reason: string) =>
    `${stopped(reason)} It was the second time, so nothing was started again by itself. If it happens again, choose another device or fewer environments.`,
  closed: (reason: string, isLoaded: boolean) =>
    isLoaded ? `${stopped(reason)} Start again to resume.` : FILE_MISSING,
  fileMissing: FILE_MISSING,
  startAgain: 'Start again from the last save',
} as const;

const SILENT = {
  idle: 'If it stays silent, it is ended within 20 seconds.',
  running: 'If it stays silent, it is ended and started again from the last save within 20 seconds.',
  stopping: 'It is ended now.',
} as const;

function stopped(reason: string): string {
  return `The training worker stopped (${reason}). Everything up to the last save is safe.`;
}
