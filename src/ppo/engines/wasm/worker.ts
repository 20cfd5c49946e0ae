/** Entry of a thread in the browser: says that it runs, then serves until it is terminated. */
import type { KernelExports } from './kernelModule';
import type { ThreadStart } from './threads';

addEventListener('message', ({ data: { module, memory, thread } }: MessageEvent<ThreadStart>) => {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  postMessage('ready');
  (exports as unknown as KernelExports).serve(thread);
});
