/** Entry of a thread in the browser. */
import { serveThread } from './serveThread.mjs';
import type { ThreadStart } from './thread';

addEventListener('message', ({ data }: MessageEvent<ThreadStart>) => {
  serveThread(data, () => postMessage('ready'));
});
