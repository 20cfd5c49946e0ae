/** Entry of a thread in the browser. */
import { forbidEvaluation } from '../../../../platform/forbidEvaluation';
import { serveThread } from './serveThread.mjs';
import type { ThreadStart } from './thread';

forbidEvaluation();

addEventListener('message', ({ data }: MessageEvent<ThreadStart>) => {
  serveThread(data, () => postMessage('ready'));
});
