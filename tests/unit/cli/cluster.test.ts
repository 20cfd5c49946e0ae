import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { Importer } from '../../../src/trainer/importer';
import { exportRun } from '../../../src/export/exportFiles';
import { DirectoryDisk } from '../../../src/cli/directoryDisk';
import { QUICK, runTrain, trainOnly } from '../../support/commandLine';
import { StandInSlurm } from '../../support/standInSlurm';
import { temporaryDirectory } from '../../support/temporaryDirectory';

/** What `docs/cluster.md` shows, run as it stands there; a preset and a directory are given after it. */

const ROOT = resolve(import.meta.dirname, '../../..');
const GUIDE = readFileSync(join(ROOT, 'docs/cluster.md'), 'utf8');
const MOUNT = 'models/rl_v9_advanced/';
const SLURM_SCRIPT = join(ROOT, 'docs/examples/seeds.sbatch');
const RAY_EXAMPLE = join(ROOT, 'docs/examples/train_seeds.py');
const SHORT = [...QUICK, '--set', 'stage2.total_timesteps=100000', '--log-interval', '0'];
const has = (program: string) => spawnSync(program, ['-v'], { stdio: 'ignore' }).error === undefined;

// Several trainings in a test, which a loaded machine takes a minute for.
vi.setConfig({ testTimeout: 240_000 });

let work: string;

beforeAll(async () => {
  const { directory, remove } = temporaryDirectory('cluster');
  work = directory;
  // Builds the command line where that has not been done.
  expect((await runTrain('--help')).status).toBe(0);
  return remove;
}, 300_000);

function codeOf(language: string, containing: string): string {
  const blocks = [...GUIDE.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```/gm)];
  const block = blocks.find(([, of, code]) => of === language && code.includes(containing));
  if (!block) throw new Error(`No ${language} with ${containing} in the guide.`);
  return block[2];
}

describe.skipIf(!has('bash'))('the Slurm script', () => {
  const directory = () => join(work, 'rl_v9_advanced');
  const short = () => [...SHORT, '--run-dir', directory()];

  test('is the one that the guide shows, and bash can read it', () => {
    expect(codeOf('bash', '#SBATCH --array')).toBe(readFileSync(SLURM_SCRIPT, 'utf8'));
    execFileSync('bash', ['-n', SLURM_SCRIPT]);
  });

  test('saves when its time is up, goes back to the queue, and goes on from there', async () => {
    const slurm = new StandInSlurm(SLURM_SCRIPT, join(work, 'slurm'));
    expect(slurm.array).toContain(3);
    expect(slurm.directives.has('requeue')).toBe(true);
    const first = await slurm.run(3, short(), ROOT, 'STAGE 2/4');
    expect(first.log).toContain('Using wasm-');
    expect(first.log).toContain('2 threads');
    expect(first.status).toBe(143);
    expect(slurm.asked).toBe('requeue 4713\n');
    expect(readdirSync(join(directory(), 'seed3'))).toContain('stage2_INTERRUPTED_100kN.zip');

    const second = await slurm.run(3, short(), ROOT);
    expect(second.log).toContain(first.log);
    expect(second.log).toContain('CONTINUING FROM EMERGENCY CHECKPOINT');
    expect(second.status).toBe(0);
    expect(readdirSync(join(directory(), 'seed3'))).toContain('final_v9_advanced.zip');
    expect(slurm.asked).toBe('requeue 4713\n');
  });

  test('gives each index of the array a run and a seed of its own', async () => {
    const slurm = new StandInSlurm(SLURM_SCRIPT, join(work, 'slurm'));
    for (const index of [slurm.array[0], slurm.array[1]]) {
      const { log, status } = await slurm.run(index, ['--preset', 'smoke', '--show-settings'], ROOT);
      expect(log).toContain(`run=seed${index}\nseed=${index}\nn_envs=2\n`);
      expect(status).toBe(0);
    }
  });

  test.skipIf(!has('zip'))('leaves a run that packs into a zip for the page', async () => {
    if (!existsSync(join(directory(), 'seed3'))) {
      expect((await trainOnly(...QUICK, '--run-name', 'seed3', '--run-dir', directory())).status).toBe(0);
    }
    const command = codeOf('sh', 'zip -q -r').trim().replace('cd models', `cd ${work}`);
    execFileSync('bash', ['-c', command]);
    const content = new Blob([Uint8Array.from(readFileSync(join(work, 'seed3.zip')))]);
    const importer = new Importer(new DirectoryDisk(join(work, 'page'), MOUNT));
    const { run, names } = await importer.inspect({ fileName: 'seed3.zip', content });
    expect(run).toBe('seed3');
    expect(names).toEqual(expect.arrayContaining(['stage1_50kN.zip', 'final_v9_advanced.zip']));
  });
});

test.skipIf(!has('unzip'))("a run that the page packed unpacks into the cluster's models", async () => {
  const disk = new DirectoryDisk(join(work, 'from the page'), MOUNT);
  const words = [...QUICK, '--run-name', 'seed4', '--run-dir', join(work, 'from the page')];
  expect((await trainOnly(...words)).status).toBe(0);
  const paths = (await disk.list(`${MOUNT}seed4/`)).map(({ path }) => path);
  const { content } = await exportRun(disk, 'seed4', paths);
  const models = join(work, 'models');
  mkdirSync(models);
  writeFileSync(join(work, 'all.zip'), new Uint8Array(await content.arrayBuffer()));
  execFileSync('unzip', ['-q', join(work, 'all.zip'), '-d', models]);
  const there = [...QUICK, '--run-name', 'seed4', '--run-dir', join(models, 'rl_v9_advanced')];
  const { out } = await trainOnly(...there);
  expect(out).toContain('Last completed: Stage 4/4');
});

test('the Ray task is the one that the guide shows, and passes options that there are', async () => {
  const code = readFileSync(RAY_EXAMPLE, 'utf8');
  expect(codeOf('python', 'import ray')).toBe(code);
  const [task] = code.split('if __name__');
  const options = new Set(task.match(/(?<=")--[a-z-]+/g));
  expect(options).toContain('--run-dir');
  const { out } = await runTrain('--help');
  for (const option of options) expect(out).toContain(`  ${option}`);
});
