/** One engine of ours in a process of its own, in Node.js: `node run.mjs node/engine.ts ENGINE`. */
import { createInterface } from 'node:readline';
import { usualThreads } from '../../../src/cli/nodeThreads';
import { openNodeEngine } from '../../../src/cli/openNodeEngine';
import type { Engine } from '../../../src/ppo/engine';
import type { Request } from '../contender';
import { EngineRunner } from '../engineRunner';

const ignore = () => undefined;

/** Engines that Node.js can run. */
export type NodeEngine = 'webgpu' | 'wasm' | 'wasm-1-thread' | 'tfjs-webgpu';

async function open(name: NodeEngine): Promise<{ readonly engine: Engine; readonly device: string }> {
  switch (name) {
    case 'webgpu':
      return openNodeEngine(name, null, ignore);
    case 'wasm':
      // On as many threads as the table says: the app would measure how many are fastest.
      return openNodeEngine(name, usualThreads(), ignore);
    case 'wasm-1-thread':
      return openNodeEngine('wasm', 1, ignore);
    case 'tfjs-webgpu':
      return openTfjsWebgpu();
  }
}

/** The command line's tfjs computes on the CPU; the one on WebGPU is the browser's, given Dawn. */
async function openTfjsWebgpu() {
  const [{ installDawn }, { openEngine }] = await Promise.all([
    import('../../../src/cli/dawn'),
    import('../../../src/trainer/openEngine'),
  ]);
  await installDawn();
  return { engine: await openEngine('tfjs-webgpu', { tell: ignore, beat: ignore }), device: 'Dawn' };
}

export async function main([name]: readonly [NodeEngine]): Promise<void> {
  const { engine, device } = await open(name);
  const runner = new EngineRunner(engine);
  const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  say({ description: `${engine.name} in Node.js ${process.version}, ${device}` });
  for await (const line of createInterface({ input: process.stdin })) {
    say((await runner.answer(JSON.parse(line) as Request)) ?? {});
  }
}
