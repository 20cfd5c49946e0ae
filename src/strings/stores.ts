/** What the page says of where it keeps its files, and of a browser that keeps none. */
export const storesText = {
  emptied: (reason: string) =>
    `The browser found its storage damaged and emptied it (${reason}). Upload your downloaded checkpoints to restore them.`,
  lost: (names: readonly string[]) =>
    `The browser no longer has ${names.join(', ')}. Nobody deleted them here: its storage was cleared or evicted, or it found it damaged and emptied it. Upload downloaded copies to restore them.`,
  restored: (names: readonly string[]) =>
    `The browser had lost ${names.join(', ')}. What this tab had of them in memory was written again. Download them: it may happen again.`,
  outdated:
    'A newer version of this page has written the storage. This one shows what it can read of it and changes nothing: nothing can be trained, uploaded or deleted here. Download what is not saved, then reload the page to get the newer version.',
  rawFiles: 'List the stored files as they are',
  noRawFiles: 'There are none.',
  insecure:
    'This address is not secure, so the browser gives the page no GPU, no threads and no lock on its files: nothing can be trained here, and nothing is kept. Open the page over https or on localhost to train. Everything else works here: the building, the earthquakes, the settings and how it works.',
  unavailable: (reason: string) =>
    `This browser lets the page keep nothing (${reason}). Everything works, but checkpoints, records and settings are in memory only: they are gone when this tab is closed. Download what you want to keep before you close or reload this tab; allow this site to store data to have it kept.`,
  download: (name: string) => `Download ${name}`,
  unguarded:
    'This browser has no locks, so the page cannot tell when another tab works on the same run. Train in one tab only.',
  silent:
    "The browser's storage takes long to answer. It is being asked anew, and nothing that is stored has changed. If this notice stays, download what is not saved and reload the page; if it comes back, close the browser and open it again.",
} as const;
