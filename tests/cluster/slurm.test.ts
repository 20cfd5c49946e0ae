import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runTrain } from '../support/commandLine';
import { OneNodeSlurm } from './oneNodeSlurm';

/** `docs/examples/seeds.sbatch` on Slurm itself, with what a user may write after its name. */

const SCRIPT = resolve(import.meta.dirname, '../../docs/examples/seeds.sbatch');
const isInstalled = ['slurmctld', 'slurmd'].every((name) =>
  ['/usr/sbin', ...(process.env.PATH ?? '').split(':')].some((folder) => existsSync(join(folder, name))),
);
const absent = isInstalled ? '' : ' (there is no slurmctld and slurmd: see tests/cluster/install.sh)';

describe.skipIf(!isInstalled)(`the script for Slurm${absent}`, () => {
  let work: string;
  let slurm: OneNodeSlurm;

  beforeAll(async () => {
    work = mkdtempSync(join(tmpdir(), 'tmd-lab-slurm-'));
    // Builds the command line where that has not been done.
    expect((await runTrain('--help')).status).toBe(0);
    mkdirSync(join(work, 'slurm'));
    slurm = await OneNodeSlurm.start(join(work, 'slurm'));
    console.log(`On ${slurm.run('sbatch', '--version')}.`);
  });

  afterAll(async () => {
    await slurm?.stop();
    rmSync(work, { recursive: true });
  });

  /** @returns the number of the job, and what it has written so far */
  function submit(array: string, limits: string[], ...training: string[]) {
    const options = [
      '--parsable',
      `--array=${array}`,
      `--output=${work}/%A_%a.log`,
      '--cpus-per-task=1',
      ...limits,
    ];
    const short = ['--preset', 'smoke', '--run-dir', join(work, 'runs'), '--log-interval', '0', ...training];
    const job = slurm.run('sbatch', ...options, SCRIPT, ...short);
    const logOf = (seed: number) => {
      const file = join(work, `${job}_${seed}.log`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    };
    return { job, logOf };
  }

  const filesOf = (seed: number) => readdirSync(join(work, 'runs', `seed${seed}`));

  test('trains a run for each seed of the array', async () => {
    const { job, logOf } = submit('0-1', []);
    await expect.poll(() => slurm.states(job), { timeout: 240_000, interval: 500 }).toEqual([]);
    for (const seed of [0, 1]) {
      expect(logOf(seed)).toContain('TRAINING COMPLETE');
      expect(filesOf(seed)).toEqual(expect.arrayContaining(['stage4_150kN.zip', 'final_v9_advanced.zip']));
    }
    const [first, second] = [0, 1].map((seed) =>
      readFileSync(join(work, 'runs', `seed${seed}`, 'final_v9_advanced.zip')),
    );
    expect(first.equals(second)).toBe(false);
  });

  test('saves when Slurm says that its time is up, goes back to the queue, and goes on', async () => {
    // Slurm takes limits in minutes: it sends the signal between 0 and 60 s after the start.
    const { job, logOf } = submit('7', ['--time=2'], '--set', 'stage2.total_timesteps=100000000');
    const task = `${job}_7`;
    await expect
      .poll(() => slurm.run('squeue', '-h', '-j', job, '-o', '%T %r'), { timeout: 150_000, interval: 500 })
      .toBe('PENDING BeginTime');
    expect(logOf(7)).toContain('Emergency checkpoint saved');
    expect(filesOf(7)).toContainEqual(expect.stringMatching(/^stage\d_INTERRUPTED_\d+kN\.zip$/));

    // A job that went back to the queue waits for two minutes there.
    slurm.run('scontrol', 'update', `JobId=${task}`, 'StartTime=now');
    await expect
      .poll(() => logOf(7), { timeout: 90_000, interval: 500 })
      .toMatch(/CONTINUING FROM EMERGENCY CHECKPOINT[^]*STAGE \d/);
    slurm.run('scancel', job);
    await expect.poll(() => slurm.states(job), { timeout: 60_000 }).toEqual([]);
  });
});
