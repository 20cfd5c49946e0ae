/**
 * What AMD's compiler in Mesa says of each pass, at the shapes of some presets, with no GPU in the machine:
 * `node tools/bench/run.mjs gpu/compilerFigures.ts [--pass gradient …] [PRESET …]`. Latency and inverse throughput are the compiler's
 * own estimates in cycles, which take each loop for a few turns: they compare two versions of one pass and nothing else.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { networkLayout } from '../../../src/ppo/engines/webgpu/networkLayout';
import { passConstants } from '../../../src/ppo/engines/webgpu/passConstants';
import { PASSES, shaderOf } from '../../../src/ppo/engines/webgpu/passes';
import type { Pass } from '../../../src/ppo/engines/webgpu/passes';
import { resourcesOf } from '../../../src/ppo/engines/webgpu/resources';
import type { Shape } from '../../../src/ppo/engines/webgpu/shape';
import { stageSizes, wholeTiles } from '../../../src/ppo/engines/webgpu/stageBuffers';
import { tuningOf } from '../../../src/ppo/engines/webgpu/tuning';
import { initialState } from '../../../src/ppo/initialPolicy';
import { findNaga, translate } from '../../../tests/wgpu/naga';
import { settingsOf, stageTask } from '../stages';
import { USUAL_LIMITS } from './dispatches';

const run = promisify(execFile);

const DRIVER = '/usr/share/vulkan/icd.d/radeon_icd.x86_64.json';
/** RDNA 2, of 2020: as the Radeon RX 6800 is. */
const FAMILY = 'navi21';
const SOURCE = join(import.meta.dirname, 'compileStatistics.c');

/** What the table has of a pass, by the driver's name for it. */
const COLUMNS = {
  'vector registers': 'VGPRs',
  'spilled, vector': 'Spilled VGPRs',
  'spilled, scalar': 'Spilled SGPRs',
  'subgroups a SIMD': 'Subgroups per SIMD',
  instructions: 'Instructions',
  latency: 'Latency',
  'inverse throughput': 'Inverse Throughput',
} as const;

/** A pass as the engine compiles it. */
interface Program {
  readonly preset: string;
  readonly pass: Pass;
  readonly shape: Shape;
  readonly constants: Readonly<Record<string, number>>;
}

/** Compilers, and a folder for what they make. */
interface Tools {
  readonly naga: string;
  readonly compileStatistics: string;
  readonly folder: string;
}

export async function main(args: readonly string[]): Promise<void> {
  const options = { pass: { type: 'string', multiple: true } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const wanted = values.pass ?? PASSES;
  const presets = positionals.length > 0 ? positionals : ['v9', 'calm'];
  const folder = await mkdtemp(join(tmpdir(), 'compiler-figures-'));
  try {
    const tools = prepare(folder);
    const heads = ['pass', 'preset', ...Object.keys(COLUMNS)];
    console.log(`| ${heads.join(' | ')} |\n${'| --- '.repeat(heads.length)}|`);
    for (const program of presets.flatMap(programsOf).filter(({ pass }) => wanted.includes(pass))) {
      const figures = await figuresOf(tools, program);
      const cells = Object.values(COLUMNS).map((name) => Number(figures.get(name)).toLocaleString('en'));
      console.log(`| ${[program.pass, program.preset, ...cells].join(' | ')} |`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** @throws Error with what of the compilers this machine lacks */
function prepare(folder: string): Tools {
  const naga = findNaga();
  if (!naga) throw new Error('There is no naga here to compile the shaders: see tests/wgpu/install.sh.');
  if (!existsSync(DRIVER))
    throw new Error("There is no RADV here, Mesa's driver: mesa-vulkan-drivers has it.");
  const compileStatistics = join(folder, 'compileStatistics');
  try {
    execFileSync('gcc', ['-O1', '-o', compileStatistics, SOURCE, '-lvulkan'], { stdio: 'pipe' });
  } catch (cause) {
    const advice = 'gcc and libvulkan-dev are needed to ask the driver';
    throw new Error(`${advice}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  return { naga, compileStatistics, folder };
}

/** The passes of a preset's first stage, as the engine has them on a GPU. */
function programsOf(preset: string): Program[] {
  const settings = settingsOf(preset);
  const task = stageTask(settings, 1, settings.stages[0].hyperparameters);
  const sizes = stageSizes(task);
  const layout = networkLayout(initialState(settings).architecture, wholeTiles(sizes.batchSize));
  const all = passConstants(sizes, layout, tuningOf(USUAL_LIMITS, false, layout), task.environment);
  return PASSES.map((pass) => ({ preset, pass, shape: sizes.shape, constants: all[pass] ?? {} }));
}

/** Every statistic of the driver. */
async function figuresOf(
  { naga, compileStatistics, folder }: Tools,
  { pass, shape, constants }: Program,
): Promise<ReadonlyMap<string, string>> {
  const [shader, binary] = ['wgsl', 'spv'].map((ending) => join(folder, `${pass}.${ending}`));
  await writeFile(shader, shaderOf(pass, shape));
  await translate(naga, shader, constants, [binary]);
  const bindings = resourcesOf(pass)
    .toSorted((a, b) => a.binding - b.binding)
    .map(({ type }) => (type === 'uniform' ? 'u' : 's'));
  const env = {
    ...process.env,
    RADV_FORCE_FAMILY: FAMILY,
    VK_DRIVER_FILES: DRIVER,
    VK_ICD_FILENAMES: DRIVER,
    XDG_RUNTIME_DIR: folder,
    // What was compiled before tells no statistics.
    MESA_SHADER_CACHE_DISABLE: 'true',
  };
  const { stdout } = await run(compileStatistics, [binary, pass, bindings.join('')], { env });
  return new Map(stdout.split('\n').map((line) => line.split('\t') as [string, string]));
}
