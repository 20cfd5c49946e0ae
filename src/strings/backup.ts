/** What the page says of second copies: in folders that a person chose, or in the site's private file system. */

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`);

export const backupText = {
  heading: 'Second copy',
  column: 'Copy',
  /** Beside each file. */
  states: {
    copied: 'Copied',
    behind: 'Not yet',
    failed: 'Failed',
    differs: 'Another file there',
    unknown: '…',
    needsPermission: 'Needs permission',
  },
  of: (run: string) => (run === '' ? 'default run' : run),

  keep: 'Keep a copy in a folder …',
  open: 'Open a folder …',
  allow: 'Allow',
  retry: 'Try again',
  replace: "Put this browser's files in their place",
  restore: 'Restore …',
  restoreNow: 'Restore',
  stop: 'Stop copying',

  none: "Everything is in this browser's storage only. A folder of this machine can hold a second copy, with the names that the command line uses.",
  nowhere:
    'This browser opens no folders to pages and has no private file system, so there is no second copy. Download what you cannot lose.',
  notKept:
    'This browser lets the page keep nothing, so there is nothing to copy from. Download what you want to keep.',
  forgotten: (names: string) =>
    `A second copy was kept in the folder ${names}, which the browser does not open by itself any more. Open it to go on, or to restore its files.`,

  looking: (name: string) => `Looking at ${name} …`,
  copying: (name: string) => `Copying into ${name} …`,
  current: (count: number, name: string) =>
    count === 0
      ? `What is saved goes into ${name} as well: each checkpoint, the log and the console.`
      : `${count === 1 ? 'The one file' : `All ${files(count)}`} of this run, its log and its console are in ${name} as well.`,
  needsPermission: (name: string) =>
    `The browser asks again before this page may write to ${name}. Until then the copy is behind.`,
  failed: (problem: string) => `The copy failed, and is tried again by itself. ${problem}`,
  differs: (name: string) =>
    `Other files of the same names are in ${name}, which this browser did not write. They are left as they are, and nothing of their run is copied.`,
  locked: (name: string) =>
    `Another program works on the run in ${name}: its .lock is there. Copying goes on when it is done.`,
  onlyThere: (count: number, name: string) => `${files(count)} in ${name} and not in this browser:`,
  mayGoOn: (name: string) =>
    `The command line goes on there: npm run train -- --run-dir, and the path of ${name}.`,

  folder: (name: string) => `the folder ${name}`,
  isPrivate: "this site's private file system",
  private:
    "It survives damage to the browser's database, and goes on by itself. It does not survive clearing this site's data, or a lost profile or disk: download what you cannot lose.",
  safari:
    'Safari deletes both after seven days without a visit, unless the page is installed on the home screen or in the Dock.',

  lost: (count: number, name: string) =>
    `${files(count)} that this browser does not have, or has lost, ${count === 1 ? 'is' : 'are'} in the second copy in ${name}.`,
  mayBeLost: (name: string) =>
    `There is a second copy in ${name}, which the browser asks about before this page may look into it.`,
  failing: (name: string, problem: string) =>
    `The second copy in ${name} is behind: ${problem} Training goes on, and it is tried again by itself.`,

  differing: (name: string) =>
    `The second copy in ${name} does not go on: there are other files of the same names. Checkpoints says which, and what can be done.`,

  title: (name: string) => `Open ${name}?`,
  restoreTitle: 'Restore from the second copy?',
  take: 'Open',
  takeInPlace: 'Replace',
  nothing: 'There is no checkpoint in this folder. Choose the folder that --run-dir named, or its parent.',
  checked: 'Every file was read and decoded. The files are taken as they are, byte for byte.',
  run: (run: string, directory: string) => `${run === '' ? 'Default run' : run} (${directory})`,
  steps: (count: string) => `${count} steps`,
  unusable: (problem: string) => `not usable: ${problem}`,
  here: { absent: '', same: 'already here', different: 'takes the place of another file here' },
  isLocked: 'The command line may be working on it: its .lock is there.',
  goOn: 'Copy into this folder from now on, so that the command line can go on there',
  busy: 'A training is under way. Interrupt it first.',
} as const;
