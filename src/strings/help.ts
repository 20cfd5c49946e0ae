/** What the help dialog says. */
export const helpText = {
  title: 'Keyboard',
  intro: 'These keys act wherever the focus is not in a field.',
  start: 'Start, resume or interrupt the training',
  step: 'Train for one iteration and stop',
  views: 'Open a view, in the order of the tabs',
  upload: 'Upload a checkpoint',
  theme: 'Change the colours',
  help: 'Open this help',
  escapeKey: 'Esc',
  escape: 'Close a dialog',
  arrows: 'On the tabs: go to the next view. In a chart: move along it',
  zoom: 'In a chart: zoom in, out, and show everything',
  singleKeys: 'Single keys act (Escape, Tab and the arrows always do)',
  mouse: 'A zip can be dropped anywhere on the page.',
  version: (version: string) => `TMD Lab ${version}`,
  close: 'Close',
} as const;
