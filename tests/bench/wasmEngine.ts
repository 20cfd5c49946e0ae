import { PRESETS } from '../../src/curriculum/presets';
import { hasRelaxedSimd } from '../../src/ppo/engines/wasm/kernelModule';
import { WasmEngine } from '../../src/ppo/engines/wasm/wasmEngine';
import { initialState } from '../../src/ppo/initialPolicy';
import { NO_NORMALISATION, scalesOf } from '../../src/ppo/normalisation';
import { stageTask } from '../../src/ppo/stageTask';
import { spawnNodeThread } from '../support/nodeThreads';

const SETTINGS = PRESETS.v9;
const ITERATIONS = 4;

/** Milliseconds of the parts of one iteration. */
interface Timing {
  readonly rollout: number;
  /** From the end of the rollout: values, advantages and gradient steps. */
  readonly update: number;
  /** Processor time that the update took on all threads: on a busy machine it says more than the clock. */
  readonly updateProcessor: number;
}

async function measure(engine: WasmEngine, iteration: number): Promise<Timing> {
  const begin = performance.now();
  let rolloutEnd = begin;
  let processorBegin = process.cpuUsage();
  await engine.iterate({
    iteration,
    learningRate: 3e-4,
    scales: scalesOf(NO_NORMALISATION),
    signal: new AbortController().signal,
    onProgress: ({ phase }) => {
      if (phase !== 'rollout') return;
      rolloutEnd = performance.now();
      processorBegin = process.cpuUsage();
    },
  });
  const { user, system } = process.cpuUsage(processorBegin);
  return {
    rollout: rolloutEnd - begin,
    update: performance.now() - rolloutEnd,
    updateProcessor: (user + system) / 1000,
  };
}

/** The first stage of the published recipe: 4 environments, networks of 3 x 256, minibatches of 256. */
async function benchmark(environments: number, relaxed: boolean, threads: number): Promise<void> {
  const settings = { ...SETTINGS, n_envs: environments };
  const n_steps = 8192 / environments;
  const hyperparameters = { ...SETTINGS.stages[0].hyperparameters, n_steps, n_epochs: 4 };
  const { batch_size, n_epochs } = hyperparameters;
  const engine = new WasmEngine({ relaxed, threads, spawn: spawnNodeThread });
  await engine.begin({ ...stageTask(settings, 1), hyperparameters }, initialState(settings.policy, 0));
  const timings: Timing[] = [];
  for (let iteration = 0; iteration < ITERATIONS; iteration++) timings.push(await measure(engine, iteration));
  engine.dispose();
  // The machine may be busy with something else: the fastest iteration says the most.
  const best = (part: keyof Timing) => Math.min(...timings.map((timing) => timing[part]));
  const samples = n_steps * environments;
  const stepsPerSecond = (1000 * samples) / best('rollout');
  const perMinibatch = (part: keyof Timing) => (best(part) / ((n_epochs * samples) / batch_size)).toFixed(2);
  console.log(
    `${engine.name}, ${threads} thread(s), ${environments} environments: ` +
      `rollout ${Math.round(stepsPerSecond)} steps/s, minibatch of ${batch_size} in ${perMinibatch('update')} ms ` +
      `(processor ${perMinibatch('updateProcessor')} ms)`,
  );
}

for (const relaxed of hasRelaxedSimd() ? [false, true] : [false]) {
  for (const threads of [1, 2]) {
    await benchmark(4, relaxed, threads);
    await benchmark(64, relaxed, threads);
  }
}
