/** A worker that takes a run's lock and keeps it until it is told to release it, or dies. */
import { acquireRunLock } from '../../../src/checkpoint/store/runLock';

addEventListener('message', ({ data: run }: MessageEvent<string>) => {
  const fail = (error: unknown) => postMessage(String(error));
  acquireRunLock(run).then((lock) => {
    addEventListener('message', () => {
      lock?.release().catch(fail);
    });
    postMessage(lock !== null);
  }, fail);
});
