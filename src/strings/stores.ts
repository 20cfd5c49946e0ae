/** What the page says of where it keeps its files, and of a browser that keeps none. */
export const storesText = {
  emptied: (reason: string) =>
    `The browser found its storage damaged and emptied it (${reason}). Upload your downloaded checkpoints to restore them.`,
  outdated: 'A newer version of this page is open in another tab. Reload this one to go on.',
  silent:
    "The browser's storage takes long to answer. It is being asked anew, and nothing that is stored has changed. If this notice stays, reload the page; if it comes back, close the browser and open it again.",
} as const;
