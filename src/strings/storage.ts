/** What the panel of the browser's storage says, and what the page says of itself as an installed app. */
export const storageText = {
  heading: 'Storage of this browser',
  checkpoints: 'Checkpoints of all runs',
  usage: 'All that this site keeps',
  left: 'Left, as the browser says',
  kept: 'Kept when space runs short',
  isKept: 'Yes',
  notPromised: 'Not promised',
  offline: 'Works without a network',
  isOffline: 'Yes',
  notYet: 'Not yet',

  install: 'Install TMD Lab',
  installHint: 'It opens in a window of its own, and browsers keep the storage of installed pages.',
  persistent:
    'The browser keeps this storage until you clear it. It is on this machine only: download what you cannot lose.',
  notPersistent:
    'The browser may clear this storage when space runs short, all of it at once. Ask it to keep the storage, and download what you cannot lose.',
  doesNotTell: 'This browser does not say how much it keeps, or for how long. Download what you cannot lose.',
  ask: 'Ask the browser to keep it',
  refused:
    'The browser did not agree. Chrome and Edge do once the page is installed or bookmarked; Firefox asks you; Safari decides by itself. Downloads are safe in any case.',
  whenFull:
    "The space left is the browser's promise; the disk may have less. When it is full, training goes on, and what could not be saved is offered as a download.",
} as const;

export const updateText = {
  ready: 'A new version of this page is ready.',
  waits: 'It waits until the training is done.',
  safe: 'Checkpoints and settings stay as they are.',
  saveFirst: 'Download first what is not saved: it is in this tab only, and gone with the old version.',
  apply: 'Update now',
  later: 'Later',
  otherTab: 'Another tab has updated this page.',
  applied: 'The new version of this page is in place.',
  reloadAfter: 'Reload this one when the training is done.',
  downloadFirst: 'Download what is not saved, then reload this one.',
  reloadToGoOn: 'Reload this one to go on with the new version.',
  replaced: 'A new version of this page is there, and files of this one are gone from the server.',
  reload: 'Reload',
  tabTrains: 'A tab of this page is training. Update when it is done; nothing was changed.',
} as const;
