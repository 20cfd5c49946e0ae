import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { QUICK, TrainProcess } from '../../support/commandLine';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tmd-lab-fault-'));
  mkdirSync(join(root, 'temporary'));
  // Where the command line rescues to.
  vi.stubEnv('TMPDIR', join(root, 'temporary'));
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

/** Trains until stage 4 is under way, which lasts long enough to do something to the directory meanwhile. */
async function trainUpToStage4(directory: string): Promise<TrainProcess> {
  const words = [...QUICK, '--set', 'stage4.total_timesteps=600000', '--engine', 'wasm'];
  const training = new TrainProcess(...words, '--run-dir', directory);
  await training.printed('STAGE 4/4');
  return training;
}

/** The directory is still there, moved, and a file has its name: nothing can be read, written or deleted in it. */
function replace(directory: string): void {
  renameSync(directory, `${directory}-before`);
  writeFileSync(directory, 'as a stale mount, it is no directory any more');
}

describe('the run’s directory replaced while it trains', () => {
  test('is real: every access to a file in it fails', () => {
    const directory = join(root, 'run');
    mkdirSync(directory);
    replace(directory);
    for (const access of [readFileSync, rmSync, (path: string) => writeFileSync(path, '')]) {
      expect(() => access(join(directory, '.lock'))).toThrow(/ENOTDIR/);
    }
  });

  test('the stage is rescued, and the true reason told', async () => {
    const directory = join(root, 'run');
    const training = await trainUpToStage4(directory);
    replace(directory);
    const { status, errors } = await training.ended;
    expect(status).toBe(1);
    const rescued = [...errors.matchAll(/is in (\S+\.zip) for now/g)].map(([, path]) => path);
    expect(rescued.map((path) => path.slice(path.lastIndexOf('/') + 1))).toEqual([
      'stage4_150kN.zip',
      'final_v9_advanced.zip',
    ]);
    for (const path of rescued) expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK');
    expect(errors).toMatch(/stage4_150kN\.zip could not be written \(E/);
    expect(errors).not.toMatch(/^ +at /m);
    expect(readdirSync(`${directory}-before`)).toContain('stage3_150kN.zip');
  });

  test('an interrupt rescues too', async () => {
    const directory = join(root, 'run');
    const training = await trainUpToStage4(directory);
    replace(directory);
    training.child.kill('SIGINT');
    const { status, errors } = await training.ended;
    expect(status).toBe(130);
    const [, path] = /stage4_INTERRUPTED_150kN(?:_\d+)?\.zip is in (\S+) for now/.exec(errors) ?? [];
    expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK');
  });
});
