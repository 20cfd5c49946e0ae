import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { assertRunName } from '../../../src/cli/newRun';
import { UsageError } from '../../../src/cli/usage';
import { PRESETS } from '../../../src/curriculum/presets';

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'tmd-lab-new-run-'))));
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const assertName = (run: string, where = directory) =>
  assertRunName({ directory: where, settings: { ...PRESETS.smoke, run } });

test('a new run of the command line has a name that every system accepts', async () => {
  mkdirSync(join(directory, 'soft'));
  writeFileSync(join(directory, 'notes'), '');
  for (const run of ['', 'soft', 'hard', 'notes-2']) await assertName(run);
  await assertName('first', join(directory, 'not there'));
  await expect(assertName('Soft')).rejects.toThrow('There is a run "soft" already, and macOS and Windows');
  await expect(assertName('con')).rejects.toThrow(UsageError);
});

test('a run that is there goes on under its name', async () => {
  for (const run of ['soft.', 'x.local', 'Soft', 'soft'])
    mkdirSync(join(directory, run), { recursive: true });
  for (const run of ['soft.', 'x.local', 'Soft', 'soft']) await assertName(run);
});
