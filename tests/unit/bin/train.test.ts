import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** What the command line says where it cannot be built. */

const ROOT = resolve(import.meta.dirname, '../../..');

/** A copy of the repository, without its packages. */
let copy: string;

beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), 'tmd-lab-train-'));
  for (const path of ['bin', 'package.json', 'package-lock.json', 'src/cli/build']) {
    cpSync(join(ROOT, path), join(copy, path), { recursive: true });
  }
});

afterEach(() => rmSync(copy, { recursive: true, force: true }));

function start() {
  const { status, stderr } = spawnSync(process.execPath, ['bin/train.mjs', '--version'], {
    cwd: copy,
    encoding: 'utf8',
  });
  return { status, lines: stderr.trimEnd().split('\n').slice(1) };
}

test('without its packages it says how to get them', () => {
  const lines = ['The packages are not installed. Run npm ci first.', 'Nothing was started.'];
  expect(start()).toEqual({ status: 1, lines });
});

test('where the folder cannot be written to, it says so in a sentence', () => {
  writeFileSync(join(copy, '.cache'), 'a file, so no folder can be made in it');
  const { status, lines } = start();
  expect({ status, count: lines.length }).toEqual({ status: 1, count: 2 });
  expect(lines[0]).toMatch(
    /^The trainer cannot be built \(E.*mkdir.*\)\. Start it once where its folder may/,
  );
  expect(lines[1]).toBe('Nothing was started.');
});
