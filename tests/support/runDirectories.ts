import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import { runTrain } from './commandLine';

export const LOGS = ['monitor.csv', 'progress.csv', 'progress.json'];
/** What a finished run leaves, but its event file. */
export const ALL = [
  'final_v9_advanced.zip',
  ...LOGS,
  'results.json',
  'stage1_50kN.zip',
  'stage2_100kN.zip',
  'stage3_150kN.zip',
  'stage4_150kN.zip',
];

/** Directories for the runs of a test file, which go when its tests are over; the command line is built before them. */
export function runDirectories() {
  let root: string;
  let runs = 0;

  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'tmd-lab-cli-'));
    // Builds the command line where that has not been done.
    expect((await runTrain('--help')).status).toBe(0);
  }, 300_000);

  afterAll(() => rmSync(root, { recursive: true, force: true }));

  return {
    /** A directory that no other test uses. */
    newDirectory: () => join(root, `run${runs++}`),
  };
}

const isEvents = (name: string) => name.startsWith('events.out.tfevents.');

/** What is there, without the event files, whose names tell their time. */
export function filesIn(directory: string): string[] {
  return readdirSync(directory)
    .filter((name) => !isEvents(name))
    .sort();
}

/** SHA-256 of files in a folder, by name. @param isWanted all checkpoints, where nothing else is said */
export function hashesIn(directory: string, isWanted = (name: string) => name.endsWith('.zip')) {
  const hashed = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(directory, name)))
      .digest('hex');
  const names = filesIn(directory).filter(isWanted);
  return Object.fromEntries(names.map((name) => [name, hashed(name)]));
}

/** Expects of what is printed of the seeds 0 and 3 that it tells of both, and without tables. */
export function expectTwoSeeds(printed: string, directory: string): void {
  expect(printed).toContain('[seed0] STAGE 1/4');
  expect(printed).toContain(`[seed3] Saved: ${directory}/seed3/results.json`);
  expect(printed).toContain('Progress: 2/2 runs complete');
  expect(printed).toContain('Peak roof displacement over 2 seeds');
  expect(printed).not.toContain('total_timesteps');
}

/** A checkpoint of ours. */
export async function checkpointIn(directory: string, name = 'final_v9_advanced.zip') {
  const decoded = await decodeModelZip(Uint8Array.from(readFileSync(join(directory, name))));
  if (decoded.origin !== 'tmd-lab') throw new Error('foreign');
  return decoded.checkpoint;
}
