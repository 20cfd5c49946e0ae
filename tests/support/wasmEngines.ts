import { setFlagsFromString } from 'node:v8';
import { Job } from '../../src/ppo/engines/wasm/assembly/plan';
import { hasRelaxedSimd } from '../../src/ppo/engines/wasm/kernelModule';
import { TimeSlicer } from '../../src/ppo/engines/wasm/timeSlicer';
import { unpack } from '../../src/ppo/engines/wasm/packedNetwork';
import type { KernelOptions } from '../../src/ppo/engines/wasm/kernelStage';
import { KernelStage } from '../../src/ppo/engines/wasm/kernelStage';
import { updatePolicy } from '../../src/ppo/engines/wasm/updatePolicy';
import { WasmEngine } from '../../src/ppo/engines/wasm/wasmEngine';
import type { Minibatch } from '../../src/ppo/rollout';
import type { ComparedEngine } from './engineParity';
import { minibatchStage } from './minibatchFixture';
import { spawnNodeThread } from '../../src/cli/nodeThreads';

// Node 20 has relaxed SIMD, but behind a flag; later versions know no such flag and need none.
if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');

export function wasmEngine(threads: number, relaxed = false): ComparedEngine {
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
  ...[parameters, architecture, minibatch, hyperparameters]: Parameters<ComparedEngine['gradientOf']>
): ReturnType<ComparedEngine['gradientOf']> {
  const { task, state } = minibatchStage(parameters, architecture, minibatch, hyperparameters);
  const stage = await KernelStage.open(task, state, options);
  try {
    stage.restore();
    stage.run(Job.PACK, 0, stage.layout.strips);
    writeMinibatch(stage, minibatch);
    const workers = { threadsFor: () => options.threads, record: () => undefined };
    const slicer = new TimeSlicer(workers, new AbortController().signal);
    const { statistics } = await updatePolicy(
      stage,
      { iteration: 0, learningRate: 0 },
      slicer,
      () => undefined,
    );
    const gradient = unpack(stage.network, stage.floats(stage.layout.work.gradient, stage.network.size));
    return { gradient, statistics };
  } finally {
    stage.dispose();
  }
}

function writeMinibatch(stage: KernelStage, minibatch: Minibatch): void {
  const { rollout } = stage.layout;
  const write = (address: number, values: Float32Array) => stage.floats(address, values.length).set(values);
  write(rollout.observations, minibatch.observations);
  write(rollout.actions, minibatch.actions);
  write(rollout.logProbabilities, minibatch.oldLogProbabilities);
  write(rollout.advantages, minibatch.advantages);
  write(rollout.returns, minibatch.returns);
  write(rollout.values, minibatch.oldValues);
}
