/** One engine, in a worker of its own. */
import type { Engine } from '../../../src/ppo/engine';
import { browserThreads, spawnWebWorker } from '../../../src/ppo/engines/wasm/threads/browserThreads';
import { WasmEngine } from '../../../src/ppo/engines/wasm/wasmEngine';
import { openDevice, openEngine } from '../../../src/trainer/openEngine';
import { EngineRunner } from '../engineRunner';
import { words } from '../contender';
import { settingsOf } from '../stages';
import type { BrowserEngine, BrowserRequest, WorkerAnswer } from './protocol';

let runner: EngineRunner | null = null;

interface Opened {
  readonly engine: Engine;
  /** For people. */
  readonly description: string;
}

const SILENT = { tell: () => undefined, beat: () => undefined };

async function open(name: BrowserEngine, preset: string): Promise<Opened> {
  if (name === 'automatic') return openAsThePageDoes(preset);
  const engine = await openOne(name);
  return { engine, description: engine.name };
}

/** On a first visit, where nothing is remembered. */
async function openAsThePageDoes(preset: string): Promise<Opened> {
  const wish = { preference: null, began: null, timed: [], signal: new AbortController().signal };
  const begin = performance.now();
  const { engine, device } = await openDevice(wish, SILENT, settingsOf(preset));
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  return { engine, description: `${engine.name} after ${seconds} s. ${device.reason} It runs` };
}

function openOne(engine: Exclude<BrowserEngine, 'automatic'>): Promise<Engine> {
  // On as many threads as the table says: the app would measure how many are fastest.
  if (engine === 'wasm') return Promise.resolve(new WasmEngine(browserThreads(spawnWebWorker)));
  if (engine === 'wasm-1-thread') {
    return Promise.resolve(new WasmEngine({ ...browserThreads(spawnWebWorker), threads: 1 }));
  }
  return openEngine(engine, SILENT);
}

async function answer(request: BrowserRequest): Promise<WorkerAnswer> {
  if (request.command === 'open') {
    const { engine, description } = await open(request.engine, request.preset);
    runner = new EngineRunner(engine);
    return { opened: description };
  }
  if (!runner) throw new Error('No engine is open.');
  return { timing: await runner.answer(request) };
}

addEventListener('message', ({ data }: MessageEvent<BrowserRequest | object>) => {
  // Others are of the threads that it borrows.
  if (!('command' in data)) return;
  answer(data).then(
    (result) => postMessage(result),
    (error: unknown) => postMessage({ failure: words(error) } satisfies WorkerAnswer),
  );
});
