import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TrainProcess } from '../../support/commandLine';

/** Milliseconds that are far more than a process needs to say that it cannot begin. */
const LONG = 30_000;

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tmd-lab-fault-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function expectOneSentence(directory: string): Promise<void> {
  const training = new TrainProcess('--preset', 'smoke', '--run-dir', directory);
  // One that hangs in the system's calls hears no gentler signal.
  const timer = setTimeout(() => training.child.kill('SIGKILL'), LONG);
  const { status, out, errors } = await training.ended;
  clearTimeout(timer);
  const said = errors.replace('Building the trainer; this is done once.\n', '').trim().split('\n');
  expect(said).toEqual([
    expect.stringMatching(/^\S+\.lock could not be written \(E\w+: .*the disk that holds it\.$/),
  ]);
  expect(out).toBe('');
  expect(status).toBe(1);
}

describe('a run’s directory that cannot be', () => {
  test.skipIf(process.platform !== 'linux')('is real: Node’s own way of making /proc/x never ends', () => {
    const code = `require('node:fs').mkdirSync('/proc/x/y', { recursive: true })`;
    const { signal, status } = spawnSync(process.execPath, ['-e', code], {
      timeout: 2000,
      killSignal: 'SIGKILL',
    });
    // Where a later Node has mended it, it fails at once.
    expect(signal === 'SIGKILL' || status === 1).toBe(true);
  });

  test.skipIf(process.platform !== 'linux')('in /proc ends with a sentence', () =>
    expectOneSentence('/proc/x'),
  );

  test('below a file ends with a sentence', async () => {
    writeFileSync(join(root, 'file'), '');
    await expectOneSentence(join(root, 'file/run'));
  });

  test('that is a link to itself ends with a sentence', async () => {
    symlinkSync(join(root, 'loop'), join(root, 'loop'));
    await expectOneSentence(join(root, 'loop'));
  });
});
