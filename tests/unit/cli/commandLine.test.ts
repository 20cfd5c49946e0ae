import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Ended } from '../../support/commandLine';
import { QUICK, runTrain, trainOnly, TrainProcess } from '../../support/commandLine';
import { testAgain } from '../../support/extent';
import { ALL, checkpointIn, filesIn, LOGS, runDirectories } from '../../support/runDirectories';

const { newDirectory } = runDirectories();

/** The smoke preset, run to its end. */
let complete: { readonly directory: string; readonly ended: Ended };

beforeAll(async () => {
  const directory = newDirectory();
  const ended = await runTrain('--preset', 'smoke', '--run-dir', directory, '--seed', '3');
  complete = { directory, ended };
});

test('trains the smoke preset to its end, as a log shows it', async () => {
  const { directory } = complete;
  const { status, out, errors } = complete.ended;
  expect(errors).toBe('');
  expect(status).toBe(0);
  expect(filesIn(directory)).toEqual(ALL);
  const lines = out.split('\n');
  for (const line of [
    'Settings: #preset=smoke&seed=3',
    'No checkpoints found - starting fresh training',
    'STAGE 1/4: M4.5 @ 50kN',
    `Saved: ${directory}/stage1_50kN.zip`,
    'Stage 4 complete!',
    'TRAINING COMPLETE',
    `Saved: ${directory}/results.json`,
  ]) {
    expect(lines).toContain(line);
  }
  expect(out).toMatch(/\| time\/ +\| +\|\n\| {4}fps +\| \d+ +\|/);
  expect(out).not.toContain('\u001b');
  const { settings, engine, device } = await checkpointIn(directory);
  expect(settings).toMatchObject({ preset: 'smoke', seed: 3, run: '' });
  expect(engine).toMatch(/^wasm-/);
  expect(device).toMatch(/^WebAssembly on .+ threads?$/);
  const results: unknown = JSON.parse(readFileSync(join(directory, 'results.json'), 'utf8'));
  expect(results).toMatchObject({ checkpoint: 'final_v9_advanced.zip', num_timesteps: 1024 });
  expect(results).toHaveProperty('held_out.1.force_limit_kN', 100);
  expect(results).toHaveProperty('final.held_out.3.magnitude', 'M8.4');
});

test("--model-dir and --log-dir are the original's: zips here, logs there, each under the run's name", async () => {
  const [models, logs] = [newDirectory(), newDirectory()];
  const words = [...QUICK, '--log-dir', logs, '--run-name', 'trial'];
  const { status, errors } = await trainOnly(...words, '--model-dir', models);
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  expect(filesIn(join(models, 'trial'))).toEqual(ALL.filter((name) => !LOGS.includes(name)));
  expect(filesIn(join(logs, 'trial'))).toEqual(['.run', ...LOGS]);
  const log = readFileSync(join(logs, 'trial/progress.json'));
  // Another run would begin this log anew.
  const other = await runTrain(...words, '--model-dir', newDirectory());
  expect(other.status).toBe(2);
  expect(other.errors).toContain(
    `${join(logs, 'trial')} has the log of the run in ${join(models, 'trial')}.`,
  );
  expect(readFileSync(join(logs, 'trial/progress.json'))).toEqual(log);
  expect((await trainOnly(...words, '--run-dir', models)).status).toBe(0);
}, 120_000);

test('--evaluate-again says where there is nothing to evaluate, as under a name that is mistyped', async () => {
  const { status, out } = await runTrain(
    '--preset',
    'smoke',
    '--run-dir',
    newDirectory(),
    '--evaluate-again',
  );
  expect(status).toBe(0);
  expect(out).toContain('No completed stage found - nothing was evaluated');
});

test('a --log-dir that leads to the run itself, through a link, is none of its own', async () => {
  const [directory, link] = [newDirectory(), newDirectory()];
  cpSync(complete.directory, directory, { recursive: true, preserveTimestamps: true });
  symlinkSync(directory, link);
  const words = ['--preset', 'smoke', '--seed', '3', '--run-dir', directory, '--log-dir', link];
  const { status, errors } = await runTrain(...words);
  expect({ status, errors }).toEqual({ status: 0, errors: '' });
  expect(filesIn(directory)).toEqual(ALL);
}, 120_000);

describe('asked for settings that a run was not trained with', () => {
  let directory: string;
  const asking = (...words: string[]) => ['--preset', 'smoke', '--run-dir', directory, ...words];

  beforeAll(() => {
    directory = newDirectory();
    cpSync(complete.directory, directory, { recursive: true, preserveTimestamps: true });
  });

  test('the same settings are nothing to talk about', async () => {
    const { status, out, errors } = await runTrain(...asking('--seed', '3'));
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(out).toContain('All stages complete - nothing to train');
  });

  test('a finished run says which is another, and how to train a new one, however quiet', async () => {
    const final = join(directory, 'final_v9_advanced.zip');
    const before = readFileSync(final);
    const { status, errors } = await runTrain(...asking('--set', 'n_envs=8', '--quiet'));
    expect(status).toBe(0);
    expect(errors).toBe(
      [
        'stage4_150kN.zip was trained with other settings: seed 3 → 0, n_envs 2 → 8. The run is complete, and these settings train nothing in it.',
        'To train a run of its own with these settings, give it a name: --run-name NAME. To train this one anew: --fresh.',
        '',
      ].join('\n'),
    );
    // It is the model that was trained, whatever is asked for.
    expect(readFileSync(final)).toEqual(before);
  });

  test('a run that goes on says where they begin to apply', async () => {
    for (const name of ['final_v9_advanced.zip', 'stage4_150kN.zip']) rmSync(join(directory, name));
    const { status, errors } = await trainOnly(...asking('--seed', '4'));
    expect(status).toBe(0);
    expect(errors).toContain(
      'stage3_150kN.zip was trained with other settings: seed 3 → 4. They apply from stage 4 on.',
    );
  });
});

test('an update that is not finite writes ERROR and ends with status 1', async () => {
  const directory = newDirectory();
  const words = ['--preset', 'smoke', '--run-dir', directory, '--set', 'stage2.learning_rate.initial=1e38'];
  const { status, errors } = await runTrain(...words);
  expect(status).toBe(1);
  expect(errors).toContain('ERROR during Stage 2 training!');
  expect(filesIn(directory)).toEqual([...LOGS, 'stage1_50kN.zip', 'stage2_ERROR_100kN.zip']);
});

test('trains on records of the user, and again without the folder that they came from', async () => {
  const directory = newDirectory();
  const records = `${directory} records`;
  const samples = Array.from({ length: 40 }, (_, k) => `${k / 50},${3 * Math.sin(k)}`);
  const csv = `time_s,acceleration_ms2\n${samples.join('\n')}\n`;
  mkdirSync(records);
  writeFileSync(join(records, 'mine.csv'), csv);
  const digest = createHash('sha256').update(csv).digest('hex').slice(0, 16);
  const words = [...QUICK, '--run-dir', directory, '--set', `stage2.own_training=Own:${digest}`];

  const refused = await runTrain(...words);
  expect(refused.status).toBe(2);
  expect(refused.errors).toContain(`"Own" (SHA-256 ${digest}…)`);
  expect(filesIn(directory)).toEqual([]);

  const { status, out } = await trainOnly(...words, '--records', records);
  expect(status).toBe(0);
  expect(out).toContain('Own records: mine\n');
  rmSync(records, { recursive: true });
  rmSync(join(directory, 'stage4_150kN.zip'));
  expect((await trainOnly(...words)).status).toBe(0);
  expect(filesIn(directory)).toEqual([...ALL, 'records'].sort());
});

test.each([
  [['--continue', 'stage1_50kN.zip'], 'takes an INTERRUPTED or ERROR checkpoint'],
  [['--continue', 'elsewhere/stage1_ERROR_50kN.zip'], "is not in the run's directory"],
  [['--seed', 'x'], 'seed is "x"'],
])('%j is wrong usage', async (words, message) => {
  const { status, errors } = await runTrain('--preset', 'smoke', '--run-dir', newDirectory(), ...words);
  expect(errors).toContain(message);
  expect(status).toBe(2);
});

test('a file to continue from that is not there is an error that names it', async () => {
  const directory = newDirectory();
  const words = ['--preset', 'smoke', '--run-dir', directory, '--continue', 'stage1_ERROR_50kN.zip'];
  const { status, errors } = await runTrain(...words);
  expect(errors).toContain(`There is no file ${directory}/stage1_ERROR_50kN.zip.`);
  expect(status).toBe(1);
});

test('tells its settings, which give the same settings again', async () => {
  const { out } = await runTrain('--preset', 'smoke', '--set', 'stage2.gamma=0.9', '--show-settings');
  const lines = out.trim().split('\n');
  expect(lines).toContain('stage2.gamma=0.9');
  expect(lines.at(-1)).toBe('#preset=smoke&stage2.gamma=0.9');
  const again = await runTrain('--settings', lines.at(-1) ?? '', '--show-settings');
  expect(again.out).toBe(out);
});

test('when quiet prints nothing', async () => {
  const directory = newDirectory();
  const quiet = new TrainProcess(...QUICK, '--run-dir', directory, '--quiet');
  // It does not say that the final model is saved, whose evaluation is left out here.
  const isTrained = () => existsSync(join(directory, 'final_v9_advanced.zip'));
  await expect.poll(isTrained, { timeout: 120_000 }).toBe(true);
  quiet.child.kill('SIGINT');
  const { status, out, errors } = await quiet.ended;
  expect({ status, out, errors }).toEqual({ status: 0, out: '', errors: '' });
});

testAgain('tfjs trains the same course, slowly', async () => {
  const directory = newDirectory();
  const { status } = await trainOnly(...QUICK, '--run-dir', directory, '--engine', 'tfjs');
  expect(status).toBe(0);
  expect((await checkpointIn(directory)).engine).toBe('tfjs-wasm');
});
