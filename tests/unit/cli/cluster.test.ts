import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Importer } from '../../../src/trainer/importer';
import { exportRun } from '../../../src/trainer/exporter';
import { DirectoryDisk } from '../../../src/cli/directoryDisk';
import { runTrain } from '../../support/commandLine';

/** The commands that `docs/cluster.md` shows, run as they stand there but for the preset and the directory. */

const ROOT = resolve(import.meta.dirname, '../../..');
const GUIDE = readFileSync(join(ROOT, 'docs/cluster.md'), 'utf8');
const MOUNT = 'models/rl_v9_advanced/';
const SHORT = '--preset smoke --set stage2.total_timesteps=100000 --log-interval 0';
const has = (program: string) => spawnSync(program, ['-v'], { stdio: 'ignore' }).error === undefined;

let work: string;

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'tmd-lab-cluster-'));
  // Builds the command line where that has not been done.
  expect((await runTrain('--help')).status).toBe(0);
}, 300_000);

afterAll(() => rmSync(work, { recursive: true, force: true }));

function codeOf(language: string, containing: string): string {
  const blocks = [...GUIDE.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```/gm)];
  const block = blocks.find(([, of, code]) => of === language && code.includes(containing));
  if (!block) throw new Error(`No ${language} with ${containing} in the guide.`);
  return block[2];
}

describe.skipIf(!has('bash'))('the Slurm script', () => {
  const directory = () => join(work, 'rl_v9_advanced');

  /** Slurm's own programs, as far as the script needs them. */
  function installSlurm(): string {
    const bin = join(work, 'bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'srun'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 });
    writeFileSync(join(bin, 'scontrol'), `#!/bin/sh\necho "$@" >> ${work}/scontrol.log\n`, { mode: 0o755 });
    return bin;
  }

  async function submit(interruptAfter: string | null) {
    const script = codeOf('bash', '#SBATCH --array')
      .replace('--preset v9', SHORT)
      .replace('--run-dir models/rl_v9_advanced', `--run-dir ${directory()}`);
    expect(script).toContain(SHORT);
    const environment = { SLURM_ARRAY_TASK_ID: '3', SLURM_CPUS_PER_TASK: '2', SLURM_JOB_ID: '4711' };
    const child = spawn('bash', ['-c', script], {
      cwd: ROOT,
      env: { ...process.env, ...environment, PATH: `${installSlurm()}:${process.env.PATH}` },
    });
    let log = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      log += text;
      if (interruptAfter === null || !log.includes(interruptAfter)) return;
      interruptAfter = null;
      // To the script alone, as `--signal=B:TERM` has it.
      child.kill('SIGTERM');
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (log += text));
    const [status] = (await once(child, 'close')) as [number | null];
    return { status, log };
  }

  test('saves when its time is up, goes back to the queue, and goes on from there', async () => {
    const first = await submit('STAGE 2/4');
    expect(first.log).toContain('Using wasm-');
    expect(first.log).toContain('2 threads');
    expect(first.status).toBe(143);
    expect(readFileSync(join(work, 'scontrol.log'), 'utf8')).toBe('requeue 4711\n');
    expect(readdirSync(join(directory(), 'seed3'))).toContain('stage2_INTERRUPTED_100kN.zip');

    const second = await submit(null);
    expect(second.log).toContain('CONTINUING FROM EMERGENCY CHECKPOINT');
    expect(second.status).toBe(0);
    expect(readdirSync(join(directory(), 'seed3'))).toContain('final_v9_advanced.zip');
    expect(readFileSync(join(work, 'scontrol.log'), 'utf8')).toBe('requeue 4711\n');
  });

  test.skipIf(!has('zip'))('leaves a run that packs into a zip for the page', async () => {
    if (!existsSync(directory())) await submit(null);
    const command = codeOf('sh', 'zip -q -r').trim().replace('cd models', `cd ${work}`);
    execFileSync('bash', ['-c', command]);
    const bytes = Uint8Array.from(readFileSync(join(work, 'seed3.zip')));
    const importer = new Importer(new DirectoryDisk(join(work, 'page'), MOUNT));
    const { run, names } = await importer.inspect({ fileName: 'seed3.zip', bytes });
    expect(run).toBe('seed3');
    expect(names).toEqual(expect.arrayContaining(['stage1_50kN.zip', 'final_v9_advanced.zip']));
  });
});

test.skipIf(!has('unzip'))("a run that the page packed unpacks into the cluster's models", async () => {
  const disk = new DirectoryDisk(join(work, 'from the page'), MOUNT);
  const words = ['--preset', 'smoke', '--run-name', 'seed4', '--run-dir', join(work, 'from the page')];
  expect((await runTrain(...words)).status).toBe(0);
  const paths = (await disk.list(`${MOUNT}seed4/`)).map(({ path }) => path);
  const { bytes } = await exportRun(disk, 'seed4', paths);
  const models = join(work, 'models');
  mkdirSync(models);
  writeFileSync(join(work, 'all.zip'), bytes);
  execFileSync('unzip', ['-q', join(work, 'all.zip'), '-d', models]);
  const there = ['--preset', 'smoke', '--run-name', 'seed4', '--run-dir', join(models, 'rl_v9_advanced')];
  const { out } = await runTrain(...there);
  expect(out).toContain('Last completed: Stage 4/4');
});

test('the Ray task passes options that there are', async () => {
  const code = codeOf('python', 'import ray');
  const options = new Set(code.match(/--[a-z-]+/g));
  expect(options).toContain('--run-dir');
  const { out } = await runTrain('--help');
  for (const option of options) expect(out).toContain(`  ${option}`);
});
