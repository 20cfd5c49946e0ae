import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { prune, use } from '../../../src/cli/build/builds.mjs';

const DAY = 86_400_000;

let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'tmd-lab-builds-'));
});

afterEach(() => rmSync(cache, { recursive: true, force: true }));

function addBuild(name: string, daysAgo: number): string {
  const folder = join(cache, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'main.mjs'), '');
  const time = new Date(Date.now() - daysAgo * DAY);
  utimesSync(folder, time, time);
  return folder;
}

test('builds that nobody has used for days are deleted, with what killed builds left', async () => {
  addBuild('new', 0);
  addBuild('yesterday', 1);
  addBuild('old', 4);
  addBuild('old.4711', 4);
  addBuild('older.4711.discarded', 9);
  await prune(cache);
  expect(readdirSync(cache).sort()).toEqual(['new', 'yesterday']);
});

test('a build that is in use stays, however old it is', async () => {
  const folder = addBuild('old', 30);
  await use(folder);
  expect(Date.now() - statSync(folder).mtimeMs).toBeLessThan(DAY);
  await prune(cache);
  expect(existsSync(join(folder, 'main.mjs'))).toBe(true);
});

test('processes may clear away at the same time', async () => {
  for (let i = 0; i < 20; i++) addBuild(`old${i}`, 4);
  addBuild('new', 0);
  await Promise.all([prune(cache), prune(cache), prune(cache)]);
  expect(readdirSync(cache)).toEqual(['new']);
});

test('a folder that only others may write to is used as it is', async () => {
  await expect(use(join(cache, 'gone'))).resolves.toBeUndefined();
});
