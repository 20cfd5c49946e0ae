import { addPlugins, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { SECURITY_HEADERS } from './securityHeaders';
import { SKIP_WAITING } from './skipWaiting';

declare const self: ServiceWorkerGlobalScope & {
  /** The files of the build, put in by the bundler. */
  readonly __WB_MANIFEST: readonly PrecacheEntry[];
};

/** Offline, and on hosts that cannot set headers, the page is as isolated as on the best of hosts. */
function withSecurityHeaders(response: Response): Response {
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(SECURITY_HEADERS)) headers.set(name, value);
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

addPlugins([
  {
    cachedResponseWillBeUsed: ({ cachedResponse }) =>
      Promise.resolve(cachedResponse && withSecurityHeaders(cachedResponse)),
  },
]);
// Every file: a page that is open while a new version is deployed still finds the engines that belong to it.
// The page itself whatever its query says, but at its own address only: the folders below may be another app's.
precacheAndRoute([...self.__WB_MANIFEST], { ignoreURLParametersMatching: [/./], cleanURLs: false });

// From the first visit on, the page takes its files from here, whatever is deployed meanwhile.
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

// A new version waits until the page, on the user's word, asks it to take over.
self.addEventListener('message', ({ data }) => {
  if (data === SKIP_WAITING) self.skipWaiting().catch(() => undefined);
});
