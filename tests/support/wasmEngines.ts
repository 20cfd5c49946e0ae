import { setFlagsFromString } from 'node:v8';
import { constant } from '../../src/curriculum/schedule';
import { Job } from '../../src/ppo/engines/wasm/assembly/plan';
import { hasRelaxedSimd } from '../../src/ppo/engines/wasm/kernelModule';
import { Pacer } from '../../src/ppo/engines/wasm/pacer';
import { unpack } from '../../src/ppo/engines/wasm/packedNetwork';
import type { KernelOptions } from '../../src/ppo/engines/wasm/stage';
import { Stage } from '../../src/ppo/engines/wasm/stage';
import { updatePolicy } from '../../src/ppo/engines/wasm/updatePolicy';
import { WasmEngine } from '../../src/ppo/engines/wasm/wasmEngine';
import type { Minibatch } from '../../src/ppo/rollout';
import { specification } from './environments';
import type { EngineUnderTest } from './engineParity';
import { spawnNodeThread } from './nodeThreads';

// Node 20 has relaxed SIMD, but behind a flag; later versions know no such flag and need none.
if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');

export function wasmEngine(threads: number, relaxed = false): EngineUnderTest {
  const options: KernelOptions = { relaxed, threads, spawn: spawnNodeThread };
  return {
    name: `${relaxed ? 'relaxed ' : ''}wasm on ${threads} thread(s)`,
    open: () => Promise.resolve(new WasmEngine(options)),
    rolloutOf: (engine) => Promise.resolve((engine as WasmEngine).rollout()),
    gradientOf: (...minibatch) => gradientOf(options, ...minibatch),
  };
}

/** One update whose only minibatch takes the place of the rollout. */
async function gradientOf(
  options: KernelOptions,
  ...[parameters, architecture, minibatch, hyperparameters]: Parameters<EngineUnderTest['gradientOf']>
): ReturnType<EngineUnderTest['gradientOf']> {
  const zeros = new Float32Array(parameters.length);
  const stage = await Stage.open(
    {
      stage: 1,
      seed: 0,
      environment: specification({ count: 1 }),
      normalisation: { norm_obs: false, norm_reward: false },
      initialStd: null,
      hyperparameters: {
        ...hyperparameters,
        n_steps: minibatch.size,
        batch_size: minibatch.size,
        n_epochs: 1,
        learning_rate: constant(0),
        normalize_advantage: false,
      },
    },
    { architecture, parameters, optimizer: { step: 0, expAvg: zeros, expAvgSq: zeros }, environments: null },
    options,
  );
  try {
    stage.restore();
    stage.kernel.run(Job.PACK, 0, stage.layout.strips);
    writeMinibatch(stage, minibatch);
    const pacer = new Pacer(new AbortController().signal);
    const { statistics } = await updatePolicy(stage, 0, 0, pacer, () => undefined);
    const gradient = unpack(stage.network, stage.floats(stage.layout.gradient, stage.network.size));
    return { gradient, statistics };
  } finally {
    stage.dispose();
  }
}

function writeMinibatch(stage: Stage, minibatch: Minibatch): void {
  const { rollout } = stage.layout;
  const write = (address: number, values: Float32Array) => stage.floats(address, values.length).set(values);
  write(rollout.observations, minibatch.observations);
  write(rollout.actions, minibatch.actions);
  write(rollout.logProbabilities, minibatch.oldLogProbabilities);
  write(rollout.advantages, minibatch.advantages);
  write(rollout.returns, minibatch.returns);
  write(rollout.values, minibatch.oldValues);
}
