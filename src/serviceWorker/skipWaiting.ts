/** The page's word to a new version of the service worker: take over. */
export const SKIP_WAITING = 'SKIP_WAITING';
