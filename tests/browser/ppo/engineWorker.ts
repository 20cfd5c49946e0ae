/** Runs the WebAssembly engine where the app runs it: in a worker, whose threads are workers in turn. */
import { PRESETS } from '../../../src/curriculum/presets';
import { browserThreads, spawnWebWorker } from '../../../src/ppo/engines/wasm/threads/browserThreads';
import { WasmEngine } from '../../../src/ppo/engines/wasm/wasmEngine';
import { initialState } from '../../../src/ppo/initialPolicy';
import { NO_NORMALISATION, scalesOf } from '../../../src/ppo/normalisation';
import { stageTask } from '../../../src/ppo/stageTask';
import { misplaceable } from '../../support/failingThreads';
import { OBSERVATION_SIZE } from '../../support/v9Building';

export interface EngineOrder {
  readonly threads: number;
  /** One of the threads is to fail. */
  readonly failing: boolean;
  /** At most; fewer where an iteration fails. */
  readonly iterations: number;
}

export interface EngineReport {
  readonly name: string;
  /** Threads that the browser offers. */
  readonly offered: number;
  readonly completed: number;
  /** Of what an iteration failed. */
  readonly failure: string | null;
  readonly parameters: Float32Array;
}

addEventListener('message', ({ data }: MessageEvent<EngineOrder>) => {
  run(data).then(
    (report) => postMessage(report),
    (error: unknown) =>
      setTimeout(() => {
        throw error;
      }),
  );
});

async function run({ threads, failing, iterations }: EngineOrder): Promise<EngineReport> {
  // So many environments that every thread soon gets some of them.
  const settings = { ...PRESETS.smoke, n_envs: 100 };
  const { threads: offered, spawn } = browserThreads(spawnWebWorker);
  const threadsOf = misplaceable(spawn);
  const engine = new WasmEngine({ threads, spawn: threadsOf.spawn });
  await engine.begin(stageTask(settings, 1), initialState({ ...settings, seed: 0 }));
  if (failing) threadsOf.misplace();
  let completed = 0;
  let failure: string | null = null;
  try {
    for (; completed < iterations; completed++) {
      await engine.iterate({
        iteration: completed,
        learningRate: 3e-4,
        scales: scalesOf(NO_NORMALISATION, OBSERVATION_SIZE),
        signal: new AbortController().signal,
        onProgress: () => undefined,
      });
    }
  } catch (error) {
    failure = String(error);
  }
  const { parameters } = await engine.snapshot();
  engine.dispose();
  return { name: engine.name, offered, completed, failure, parameters };
}
