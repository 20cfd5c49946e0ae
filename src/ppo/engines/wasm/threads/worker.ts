/** Entry of a thread in the browser. */
import { forbidEvaluation } from '../../../../platform/forbidEvaluation';
import { forbidForeignRequests } from '../../../../platform/forbidForeignRequests';
import { serveThread } from './serveThread.mjs';
import type { ThreadStart } from './thread';

forbidEvaluation();
forbidForeignRequests();

addEventListener('message', ({ data }: MessageEvent<ThreadStart>) => {
  serveThread(data, () => postMessage('ready'));
});
