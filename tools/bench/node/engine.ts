/** One engine of ours in a process of its own, in Node.js: `node run.mjs node/engine.ts ENGINE PRESET`. */
import { createInterface } from 'node:readline';
import { usualThreads } from '../../../src/cli/nodeThreads';
import { openNodeEngine } from '../../../src/cli/openNodeEngine';
import type { Engine } from '../../../src/ppo/engine';
import type { Request } from '../contender';
import { openRunEngine } from '../../../src/cli/runEngine';
import { EngineRunner } from '../engineRunner';
import { settingsOf } from '../stages';

const ignore = () => undefined;

/** Engines that Node.js can run. */
export type NodeEngine = 'automatic' | 'webgpu' | 'wasm' | 'wasm-1-thread' | 'tfjs-webgpu';

interface Opened {
  readonly engine: Engine;
  readonly device: string;
}

/** As the command line does with `--engine automatic`. */
async function openAutomatic(preset: string): Promise<Opened> {
  const wanted = { engine: 'automatic', threads: null, settings: settingsOf(preset) } as const;
  const told: string[] = [];
  const listener = { tell: (line: string) => told.push(line), signal: new AbortController().signal };
  const begin = performance.now();
  const { engine, device } = await openRunEngine(wanted, null, listener);
  const seconds = ((performance.now() - begin) / 1000).toFixed(1);
  const timed = told.find((line) => line.startsWith('Timed')) ?? 'There is no GPU to time.';
  return { engine, device: `${device}, chosen after ${seconds} s. ${timed}` };
}

async function open(name: NodeEngine, preset: string): Promise<Opened> {
  switch (name) {
    case 'automatic':
      return openAutomatic(preset);
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

export async function main([name, preset]: readonly [NodeEngine, string]): Promise<void> {
  const { engine, device } = await open(name, preset);
  const runner = new EngineRunner(engine);
  const say = (answer: object) => process.stdout.write(`${JSON.stringify(answer)}\n`);
  say({ description: `${engine.name} in Node.js ${process.version}, ${device}` });
  for await (const line of createInterface({ input: process.stdin })) {
    say((await runner.answer(JSON.parse(line) as Request)) ?? {});
  }
}
