/**
 * What there is to know of the WebGPU engine on this machine's GPU, within ten minutes and without a network: `npm run bench:gpu`.
 * Where Dawn finds no GPU, it computes in software, which tells nothing of a GPU but that this script runs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installDawn } from '../../../src/cli/dawn';
import { reportAdapter, requestAdapter } from '../../../src/gpu/adapter';
import { GpuDevice } from '../../../src/gpu/device';
import type { EngineDevice } from '../../../src/ppo/engines/webgpu/submitter';
import { findPythons } from '../../../tests/interop/python';
import { describeCommit, describeMachine, load } from '../machine';
import { softwareVulkan } from '../node/contenders';
import { hasCuda } from '../peers/contenders';
import { words } from '../contender';
import type { Limited, Rows } from './measurements';
import { eachPass, emptyDispatches, QUICK, rolloutSteps, tuningSweep, WHOLE } from './measurements';

const ROOT = resolve(import.meta.dirname, '../../..');
/** Seconds for all of it, and of them those for what must come after each part. */
const LIMIT = 600;
const RESERVED = { parity: 240, table: 20 } as const;
/** Seconds that the parity suite may take. */
const PARITY = { whole: 150, quick: 240 } as const;

const USAGE = `npm run bench:gpu -- [options]

  --quick     less of everything: whether it runs to its end, on any machine
  --help`;

/** Set in the process that was started anew to compute in software. */
const IN_SOFTWARE = 'TMD_LAB_BENCH_IN_SOFTWARE';

interface Part {
  readonly heading: string;
  readonly measure: () => Promise<Rows>;
}

export async function main(args: readonly string[]): Promise<void> {
  const options = {
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  } as const;
  const { values } = parseArgs({ args: [...args], options });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const began = performance.now();
  const left = () => LIMIT - (performance.now() - began) / 1000;
  await installDawn();
  const adapter = await requestAdapter();
  if (!adapter) {
    await startInSoftware(args);
    return;
  }
  const { name, software } = reportAdapter(adapter);
  tellMachine(name, software);
  const gpu = await GpuDevice.open(adapter);
  const until = began + 1000 * (LIMIT - RESERVED.parity);
  for (const { heading, measure } of partsOf(gpu, { ...(values.quick ? QUICK : WHOLE), until })) {
    console.log(`\n## ${heading}\n\n${await told(measure)}`);
  }
  gpu.destroy();
  console.log(`\n## Parity with the reference\n\n${await parity(values.quick, left())}`);
  console.log('\n## Beside Stable-Baselines3 and JAX\n');
  await table(values.quick, left());
  console.log(`\nload after: ${load()}; ${((performance.now() - began) / 1000).toFixed(0)} s in all`);
}

/** Dawn reads which driver it has when it starts. @throws Error where there is no software driver either */
async function startInSoftware(args: readonly string[]): Promise<void> {
  const software = process.env[IN_SOFTWARE] ? null : softwareVulkan();
  if (!software)
    throw new Error(
      'There is no GPU here that WebGPU could use, nor a Chromium whose SwiftShader could stand in.',
    );
  const environment = { ...process.env, ...software, [IN_SOFTWARE]: '1' };
  const script = resolve(import.meta.dirname, '../run.mjs');
  const child = spawn(process.execPath, [script, 'gpu/main.ts', ...args], {
    stdio: 'inherit',
    env: environment,
  });
  process.exitCode = await new Promise((done) => child.once('close', (status) => done(status ?? 1)));
}

function tellMachine(name: string, software: boolean): void {
  const lines = [
    ...describeMachine(),
    `WebGPU adapter: ${name}${software ? ', in software: its times say nothing of a GPU' : ''}`,
    `load before: ${load()}`,
    `${new Date().toISOString().slice(0, 10)}, commit ${describeCommit()}`,
  ];
  console.log(lines.map((line) => `- ${line}`).join('\n'));
}

function partsOf(gpu: EngineDevice, extent: Limited): readonly Part[] {
  return [
    {
      heading: 'Empty dispatches, each after the one before',
      measure: () => emptyDispatches(gpu, extent),
    },
    {
      heading: 'Each pass alone (an action of `collect`; a minibatch of the others)',
      measure: () => eachPass(gpu, extent),
    },
    {
      heading: 'The rollout, many actions in a dispatch',
      measure: () => rolloutSteps(gpu, extent),
    },
    {
      heading: 'Other numbers of threads than the engine chooses',
      measure: () => tuningSweep(gpu, extent),
    },
  ];
}

/** The table, or why there is none: what fails takes nothing else with it. */
async function told(measure: () => Promise<Rows>): Promise<string> {
  try {
    return markdown(await measure());
  } catch (error) {
    return `Failed: ${words(error)}`;
  }
}

function markdown([head, ...rows]: Rows): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** The suite that compares every pass with float64 and with the other engines. @returns its last words */
async function parity(isQuick: boolean, left: number): Promise<string> {
  const limit = Math.min(left - RESERVED.table, isQuick ? PARITY.quick : PARITY.whole);
  if (limit < 10) return 'Left out, for want of time.';
  const only = isQuick ? ['-t', 'every slope of the loss'] : [];
  const vitest = resolve(ROOT, 'node_modules/vitest/vitest.mjs');
  const config = resolve(import.meta.dirname, 'parity.vitest.config.ts');
  const { output, status } = await run([process.execPath, vitest, 'run', '--config', config, ...only], limit);
  const totals = output
    .split('\n')
    .filter((line) => /^\s*(Tests|Test Files)\s/.test(line) || line.includes('FAIL'));
  const ended = status === null ? [`It was stopped after ${limit.toFixed(0)} s.`] : [];
  return [...ended, ...totals.map((line) => line.trim())].join('\n') || output.slice(-500);
}

/** The benchmark's own table, with the peers that are installed: nothing is fetched. */
async function table(isQuick: boolean, left: number): Promise<void> {
  const hasJax = existsSync(resolve(ROOT, '.venv-bench-jax/bin/python'));
  const hasTorch = findPythons().length > 0;
  const gpus = hasCuda();
  const peers = [
    ...(hasTorch ? ['sb3', ...(gpus ? ['sb3-cuda'] : [])] : []),
    ...(hasJax ? ['jax', ...(gpus ? ['jax-cuda'] : [])] : []),
  ];
  if (!hasTorch)
    console.log(
      '- Stable-Baselines3 is not installed: `sh tests/interop/install.sh newest` where there is a network',
    );
  if (!hasJax)
    console.log('- JAX is not installed: `sh tools/bench/peers/install.sh cuda` where there is a network');
  if (!gpus) console.log('- nvidia-smi knows no GPU: no peer on CUDA');
  const engines = ['automatic', 'webgpu', 'wasm', ...peers].join();
  for (const preset of isQuick ? ['smoke'] : ['v9', 'calm']) {
    const script = resolve(import.meta.dirname, '../run.mjs');
    const words = [
      'main.ts',
      '--runtime',
      'dawn',
      '--preset',
      preset,
      '--quick',
      '--installed',
      '--markdown',
      '--engines',
      engines,
    ];
    const share = isQuick ? left : left / 2;
    if (share < RESERVED.table) return console.log('Left out, for want of time.');
    const { output, status } = await run([process.execPath, script, ...words], share);
    console.log(
      status === null ? `${preset}: stopped after ${share.toFixed(0)} s` : `${preset}:\n\n${output}`,
    );
  }
}

/** @param seconds after which it is ended; its status is null then */
async function run(
  [program, ...words]: readonly string[],
  seconds: number,
): Promise<{ readonly output: string; readonly status: number | null }> {
  const child = spawn(program, words, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const timer = setTimeout(() => {
    // With the processes that it started.
    if (child.pid !== undefined) spawnSync('kill', ['-TERM', `-${child.pid}`]);
  }, 1000 * seconds);
  const status = await new Promise<number | null>((done) => child.once('close', done));
  clearTimeout(timer);
  return { output, status };
}
