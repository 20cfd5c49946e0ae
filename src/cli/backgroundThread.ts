/** Entry of the thread beside a training in Node. */
import { workerData } from 'node:worker_threads';
import { serveBackground } from '../trainer/background/serveBackground';

serveBackground(workerData as MessagePort);
