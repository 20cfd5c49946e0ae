/** What the frame around the views says. */
export const shellText = {
  name: 'TMD Lab',
  views: 'Views',
  tabs: {
    train: 'Train',
    building: 'Building',
    earthquakes: 'Earthquakes',
    checkpoints: 'Checkpoints',
    runs: 'Runs',
    results: 'Results',
    settings: 'Settings',
    howItWorks: 'How it works',
  },
  viewFailed: (reason: string) =>
    `This view could not be loaded (${reason}). Training is not touched by it. Open another view and come back to try again.`,
  viewReplaced:
    'This view cannot be loaded: it belongs to a version of the page that is no longer on the server. Training and what is stored are not touched by it. Reload the page to go on with the new version.',
  viewBroke: (reason: string) =>
    `This view met an error (${reason}). Training and what is stored are not touched by it. Open another view and come back to try again.`,
  notMounted: (reason: string) =>
    `TMD Lab could not start in this browser (${reason}). Stored checkpoints are not touched by it. Reload the page, or try a current version of another browser.`,
  help: 'Keyboard shortcuts and help',
  theme: (theme: string) => `Colours: ${theme}. Press to change`,
  themes: { system: 'as the system has them', light: 'light', dark: 'dark' },
  locked:
    'Another tab is working on this run. You can look and download here; starting and changing files becomes possible when that tab is done, or under another run name.',
  dismiss: 'Dismiss',
  cancel: 'Cancel',
  notSaved: (name: string, reason: string) => `${name} is not saved: ${reason}`,
  downloadNow: 'Download it now',
  drop: 'Drop checkpoint zips to add them to this run, earthquake records, or a building’s JSON; folders are read through',
} as const;
