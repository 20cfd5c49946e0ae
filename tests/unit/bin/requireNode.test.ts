import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Linter } from 'eslint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../../..');

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tmd-lab-node-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** @param version as which this Node.js passes itself off */
function run(version: string, ...words: string[]) {
  const disguise = join(folder, `${version}.cjs`);
  writeFileSync(disguise, `Object.defineProperty(process, 'version', { value: 'v${version}' });`);
  return spawnSync(process.execPath, ['-r', disguise, ...words], { cwd: ROOT, encoding: 'utf8' });
}

describe.each(['12.22.12', '18.20.4', '20.18.3', '21.7.3', '22.11.0'])('on Node.js %s', (version) => {
  const sentence = `TMD Lab needs Node.js 20 from 20.19 on, or 22.12 or newer; this is Node.js ${version}. Nothing was started.\n`;

  test.each([
    ['npm start', '-r', './bin/requireNode.cjs', 'bin/serve.mjs', 'start'],
    ['npm test', 'bin/requireNode.cjs'],
    ['npm run train', '-r', './bin/requireNode.cjs', 'bin/train.mjs', '--help'],
    ['a batch system', 'bin/train.mjs', '--help'],
  ])('%s ends with one sentence', (_, ...words) => {
    const { status, stdout, stderr } = run(version, ...words);
    expect({ status, stdout, stderr }).toEqual({ status: 1, stdout: '', stderr: sentence });
  });
});

test.each(['20.19.0', '22.12.0', '23.0.0', '24.11.1'])('Node.js %s is accepted', (version) => {
  expect(run(version, 'bin/requireNode.cjs')).toMatchObject({ status: 0, stderr: '' });
});

test('the oldest Node.js can read it', () => {
  const text = readFileSync(join(ROOT, 'bin/requireNode.cjs'), 'utf8');
  const config = { languageOptions: { ecmaVersion: 5, sourceType: 'script' } } as const;
  expect(new Linter().verify(text, config)).toEqual([]);
  expect(new Linter().verify('const arrow = () => 1;', config)).not.toEqual([]);
  // Nor may what starts it need more than modules: it is read as a whole before any of it runs.
  const start = readFileSync(join(ROOT, 'bin/train.mjs'), 'utf8');
  expect(start).not.toMatch(/\bawait\b|node:/);
});

test('every script that a person runs looks at the version first', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const within = ['format', 'format:check', 'lint', 'types'];
  for (const [name, script] of Object.entries(scripts)) {
    if (!within.includes(name)) expect(script, name).toMatch(/^node (-r \.\/)?bin\/requireNode\.cjs /);
  }
});
