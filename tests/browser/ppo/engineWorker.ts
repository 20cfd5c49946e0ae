/** Runs the WebAssembly engine where the app runs it: in a worker, whose threads are workers in turn. */
import { PRESETS } from '../../../src/curriculum/presets';
import { browserThreads } from '../../../src/ppo/engines/wasm/browserThreads';
import { WasmEngine } from '../../../src/ppo/engines/wasm/wasmEngine';
import { initialState } from '../../../src/ppo/initialPolicy';
import { NO_NORMALISATION, scalesOf } from '../../../src/ppo/normalisation';
import { stageTask } from '../../../src/ppo/stageTask';

export interface EngineReport {
  readonly name: string;
  readonly offered: number;
  readonly parameters: Float32Array;
}

addEventListener('message', ({ data: threads }: MessageEvent<number>) => {
  run(threads).then(
    (report) => postMessage(report),
    (error: unknown) =>
      setTimeout(() => {
        throw error;
      }),
  );
});

async function run(threads: number): Promise<EngineReport> {
  const settings = PRESETS.smoke;
  const { threads: offered, spawn } = browserThreads();
  const engine = new WasmEngine({ threads, spawn });
  await engine.begin(stageTask(settings, 1), initialState(settings.policy, 0));
  await engine.iterate({
    iteration: 0,
    learningRate: 3e-4,
    scales: scalesOf(NO_NORMALISATION),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const { parameters } = await engine.snapshot();
  engine.dispose();
  return { name: engine.name, offered, parameters };
}
