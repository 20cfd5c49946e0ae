import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { runTrain } from '../support/commandLine';
import { temporaryDirectory } from '../support/temporaryDirectory';

/** `docs/examples/train_seeds.py` on Ray itself, on this machine. */

const EXAMPLE = resolve(import.meta.dirname, '../../docs/examples/train_seeds.py');
const python = resolve(import.meta.dirname, '../../.venv-cluster/bin/python');
const version = spawnSync(
  python,
  ['-c', 'import ray, sys; print(ray.__version__, "in Python", sys.version.split()[0])'],
  {
    encoding: 'utf8',
  },
);
const isInstalled = version.status === 0;
const absent = isInstalled ? '' : ' (there is no Ray: see tests/cluster/install.sh)';

describe.skipIf(!isInstalled)(`the example for Ray${absent}`, () => {
  let work: string;

  beforeAll(async () => {
    const { directory, remove } = temporaryDirectory('ray');
    work = directory;
    // Builds the command line where that has not been done.
    expect((await runTrain('--help')).status).toBe(0);
    console.log(`On Ray ${version.stdout.trim()}.`);
    return remove;
  });

  const filesOf = (seed: number) => readdirSync(join(work, 'runs', `seed${seed}`));

  /** A `node` whose first process dies, as with its machine, once stage 1 is there. */
  function nodeThatDies(): string {
    const folder = join(work, 'bin');
    mkdirSync(folder);
    const script = `#!/bin/sh
if ! mkdir ${work}/died 2>/dev/null; then exec ${process.execPath} "$@"; fi
${process.execPath} "$@" &
until ls ${work}/runs/seed*/stage1_50kN.zip >/dev/null 2>&1; do sleep 0.05; done
kill -KILL $!
exit 1
`;
    writeFileSync(join(folder, 'node'), script, { mode: 0o755 });
    return folder;
  }

  test('trains a run for each seed, and tries again, and resumes, where one died', async () => {
    const words = ['--seeds', '3', '4', '--preset', 'smoke', '--run-dir', join(work, 'runs')];
    const environment = {
      ...process.env,
      PATH: `${nodeThatDies()}:${process.env.PATH}`,
      RAY_USAGE_STATS_ENABLED: '0',
      RAY_DEDUP_LOGS: '0',
    };
    const ray = spawn(python, [EXAMPLE, ...words], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [ray.stdout, ray.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
    }
    const [status] = (await once(ray, 'close')) as [number | null];
    expect(printed).toContain(join(work, 'runs/seed3/final_v9_advanced.zip'));
    expect(status).toBe(0);
    expect(existsSync(join(work, 'died'))).toBe(true);
    expect(printed).toMatch(/Last completed: Stage \d\/4/);
    for (const seed of [3, 4]) {
      expect(filesOf(seed)).toEqual(expect.arrayContaining(['stage4_150kN.zip', 'final_v9_advanced.zip']));
    }
    const [first, second] = [3, 4].map((seed) =>
      readFileSync(join(work, 'runs', `seed${seed}`, 'final_v9_advanced.zip')),
    );
    expect(first.equals(second)).toBe(false);
  });
});
