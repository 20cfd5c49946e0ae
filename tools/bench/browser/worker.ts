/** One engine, in a worker of its own. */
import type { Engine } from '../../../src/ppo/engine';
import { browserThreads, spawnWebWorker } from '../../../src/ppo/engines/wasm/threads/browserThreads';
import { WasmEngine } from '../../../src/ppo/engines/wasm/wasmEngine';
import { openEngine } from '../../../src/trainer/openEngine';
import { EngineRunner } from '../engineRunner';
import { words } from '../contender';
import type { BrowserEngine, BrowserRequest, WorkerAnswer } from './protocol';

let runner: EngineRunner | null = null;

function open(engine: BrowserEngine): Promise<Engine> {
  // On as many threads as the table says: the app would measure how many are fastest.
  if (engine === 'wasm') return Promise.resolve(new WasmEngine(browserThreads(spawnWebWorker)));
  if (engine === 'wasm-1-thread') {
    return Promise.resolve(new WasmEngine({ ...browserThreads(spawnWebWorker), threads: 1 }));
  }
  return openEngine(engine, { tell: () => undefined, beat: () => undefined });
}

async function answer(request: BrowserRequest): Promise<WorkerAnswer> {
  if (request.command === 'open') {
    const engine = await open(request.engine);
    runner = new EngineRunner(engine);
    return { opened: engine.name };
  }
  if (!runner) throw new Error('No engine is open.');
  return { timing: await runner.answer(request) };
}

addEventListener('message', ({ data }: MessageEvent<BrowserRequest>) => {
  answer(data).then(
    (result) => postMessage(result),
    (error: unknown) => postMessage({ failure: words(error) } satisfies WorkerAnswer),
  );
});
