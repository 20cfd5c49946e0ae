/** Entry of a kernel's thread in Node; see `src/ppo/engines/wasm/worker.ts` for the browser's. */
import { parentPort, workerData } from 'node:worker_threads';

const { module, memory, thread } = workerData;
const { exports } = new WebAssembly.Instance(module, { env: { memory } });
parentPort.postMessage('ready');
exports.serve(thread);
