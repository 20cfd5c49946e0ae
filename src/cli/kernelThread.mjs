/** Entry of a kernel's thread in Node. */
import { parentPort, workerData } from 'node:worker_threads';
import { serveThread } from '../ppo/engines/wasm/serveThread.mjs';

serveThread(workerData, () => parentPort.postMessage('ready'));
