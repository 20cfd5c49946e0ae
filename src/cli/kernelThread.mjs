/** Entry of a kernel's thread in Node. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveThread } from '../ppo/engines/wasm/threads/serveThread.mjs';

try {
  serveThread(workerData, () => parentPort.postMessage({ failure: null }));
} catch (error) {
  // Not thrown on: Node 20 takes the whole process down where a thread is terminated while it throws to its top.
  parentPort.postMessage({ failure: String(error) });
}
