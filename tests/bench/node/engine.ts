/** One engine of ours in a process of its own, in Node.js: `node run.mjs node/engine.ts ENGINE`. */
import { createInterface } from 'node:readline';
import { setFlagsFromString } from 'node:v8';
import { installDawn } from '../../../src/cli/dawn';
import { reportAdapter, requestAdapter } from '../../../src/gpu/adapter';
import type { Engine } from '../../../src/ppo/engine';
import { hasRelaxedSimd } from '../../../src/ppo/engines/wasm/kernelModule';
import { WasmEngine } from '../../../src/ppo/engines/wasm/wasmEngine';
import { openEngine } from '../../../src/trainer/openEngine';
import { spawnNodeThread } from '../../../src/cli/nodeThreads';
import type { Request } from '../contender';
import { EngineRunner } from '../engineRunner';
import { nodeThreads } from './threads';

/** Engines that Node.js can run. */
export type NodeEngine = 'webgpu' | 'wasm' | 'wasm-1-thread' | 'tfjs-webgpu';

async function open(name: NodeEngine): Promise<{ engine: Engine; device: string }> {
  if (name === 'wasm' || name === 'wasm-1-thread') {
    // Node 20 has relaxed SIMD, but behind a flag; later versions know no such flag and need none.
    if (!hasRelaxedSimd()) setFlagsFromString('--experimental-wasm-relaxed-simd');
    const engine = new WasmEngine({ threads: name === 'wasm' ? nodeThreads() : 1, spawn: spawnNodeThread });
    return { engine, device: 'the CPU' };
  }
  await installDawn();
  const adapter = await requestAdapter();
  const engine = await openEngine(name);
  return { engine, device: adapter ? reportAdapter(adapter).name : 'no adapter' };
}

export async function main([name]: readonly [NodeEngine]): Promise<void> {
  const { engine, device } = await open(name);
  const runner = new EngineRunner(engine);
  const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  say({ description: `${engine.name} in Node.js ${process.version} on ${device}` });
  for await (const line of createInterface({ input: process.stdin })) {
    say((await runner.answer(JSON.parse(line) as Request)) ?? {});
  }
}
