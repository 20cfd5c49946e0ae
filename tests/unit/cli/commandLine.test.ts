import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeModelZip, encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { runTrain, TrainProcess } from '../../support/commandLine';
import { deflated } from '../../support/hostileZips';
import { asSavedByPython, foreignData } from '../../support/pythonModel';

const LOGS = ['monitor.csv', 'progress.csv', 'progress.json'];
const ALL = [
  'final_v9_advanced.zip',
  ...LOGS,
  'results.json',
  'stage1_50kN.zip',
  'stage2_100kN.zip',
  'stage3_150kN.zip',
  'stage4_150kN.zip',
];
/** Its tables (1 kB an iteration of 128 steps) are several times what a pipe holds: see `TrainProcess.interrupt`. */
const LONG_STAGE_2 = ['--preset', 'smoke', '--set', 'stage2.total_timesteps=120000'];
/** For a run that is not to end. */
const ENDLESS_STAGE_2 = ['--preset', 'smoke', '--set', 'stage2.total_timesteps=1000000000'];
const IN_STAGE_2 = 'STAGE 2/4';

let root: string;
let runs = 0;

/** A directory that no other test uses. */
const newDirectory = () => join(root, `run${runs++}`);
const isEvents = (name: string) => name.startsWith('events.out.tfevents.');
/** What is there, without the event files, whose names tell their time. */
const filesIn = (directory: string) =>
  readdirSync(directory)
    .filter((name) => !isEvents(name))
    .sort();

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'tmd-lab-cli-'));
  // Builds the command line where that has not been done.
  expect((await runTrain('--help')).status).toBe(0);
}, 300_000);

afterAll(() => rmSync(root, { recursive: true, force: true }));

async function stateOf(directory: string, name = 'final_v9_advanced.zip') {
  const decoded = await decodeModelZip(Uint8Array.from(readFileSync(join(directory, name))));
  if (decoded.origin !== 'tmd-lab') throw new Error('foreign');
  return decoded.checkpoint;
}

test('trains the smoke preset to its end, as a log shows it', async () => {
  const directory = newDirectory();
  const { status, out, errors } = await runTrain('--preset', 'smoke', '--run-dir', directory, '--seed', '3');
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
  const { settings, engine, device } = await stateOf(directory);
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
  const words = ['--preset', 'smoke', '--log-dir', logs, '--run-name', 'trial'];
  const { status, errors } = await runTrain(...words, '--model-dir', models);
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
  expect((await runTrain(...words, '--run-dir', models)).status).toBe(0);
}, 120_000);

describe('asked for settings that a run was not trained with', () => {
  const directory = () => join(root, 'finished');
  const train = (...words: string[]) => runTrain('--preset', 'smoke', '--run-dir', directory(), ...words);

  beforeAll(async () => {
    expect((await train()).status).toBe(0);
  });

  test('the same settings are nothing to talk about', async () => {
    const { status, out, errors } = await train();
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expect(out).toContain('All stages complete - nothing to train');
  });

  test('a finished run says which is another, and how to train a new one, however quiet', async () => {
    const { status, errors } = await train('--seed', '3', '--set', 'n_envs=8', '--quiet');
    expect(status).toBe(0);
    expect(errors).toBe(
      [
        'stage4_150kN.zip was trained with other settings: seed 0 → 3, n_envs 2 → 8. The run is complete, and these settings train nothing in it.',
        'To train a run of its own with these settings, give it a name: --run-name NAME. To train this one anew: --fresh.',
        '',
      ].join('\n'),
    );
  });

  test('a run that goes on says where they begin to apply', async () => {
    for (const name of ['final_v9_advanced.zip', 'stage4_150kN.zip']) rmSync(join(directory(), name));
    const { status, errors } = await train('--seed', '3');
    expect(status).toBe(0);
    expect(errors).toContain(
      'stage3_150kN.zip was trained with other settings: seed 0 → 3. They apply from stage 4 on.',
    );
  });
});

describe('interrupted in the middle of a stage', () => {
  let uninterrupted: string;

  beforeAll(async () => {
    uninterrupted = newDirectory();
    const { status } = await runTrain(...LONG_STAGE_2, '--run-dir', uninterrupted, '--threads', '1');
    expect(status).toBe(0);
  });

  /** What the log has of each iteration, times aside. */
  const logOf = (directory: string) => {
    const [header, ...rows] = readFileSync(join(directory, 'progress.csv'), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => line.split(','));
    const isTime = header.map((key) => ['time/fps', 'time/time_elapsed'].includes(key));
    expect(isTime).toContain(true);
    return [header, ...rows].map((row) => row.filter((_, column) => !isTime[column]));
  };

  const expectTheSameModel = async (directory: string) => {
    expect((await stateOf(directory)).state).toEqual((await stateOf(uninterrupted)).state);
    expect(logOf(directory)).toEqual(logOf(uninterrupted));
    expect(readFileSync(join(directory, 'monitor.csv'), 'utf8').split('\n')).toHaveLength(
      readFileSync(join(uninterrupted, 'monitor.csv'), 'utf8').split('\n').length,
    );
  };

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('by %s, it leaves INTERRUPTED and status %i', async (signal, expected) => {
    const directory = newDirectory();
    const process = new TrainProcess(...ENDLESS_STAGE_2, '--run-dir', directory);
    const { status, out, errors } = await process.interrupt(signal, IN_STAGE_2);
    expect(errors).toBe('');
    expect(status).toBe(expected);
    expect(out).toContain('Training interrupted by user!');
    expect(out).toContain(`Emergency checkpoint saved: ${directory}/stage2_INTERRUPTED_100kN.zip`);
    expect(filesIn(directory)).toEqual([...LOGS, 'stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']);
    const { state } = await stateOf(directory, 'stage2_INTERRUPTED_100kN.zip');
    expect(state.counters.stageTimesteps).toBeLessThan(1_000_000_000);
  });

  test('because nobody reads its output any more, it leaves INTERRUPTED and status 129', async () => {
    const directory = newDirectory();
    // The end of the pipe shows at the next line only: the stage has to outlast it.
    const process = new TrainProcess(...ENDLESS_STAGE_2, '--run-dir', directory);
    await process.printed(IN_STAGE_2);
    process.child.stdout?.destroy();
    expect((await process.ended).status).toBe(129);
    expect(filesIn(directory)).toEqual([...LOGS, 'stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']);
  });

  test('read slowly, it waits, and loses none of its lines', async () => {
    const directory = newDirectory();
    const process = new TrainProcess(...LONG_STAGE_2, '--run-dir', directory);
    await process.printed(IN_STAGE_2, () => process.child.stdout?.pause());
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(filesIn(directory)).not.toContain('stage2_100kN.zip');
    process.child.stdout?.resume();
    const { status, out } = await process.ended;
    expect(status).toBe(0);
    expect(out.match(/\| +total_timesteps/g)).toHaveLength(logOf(directory).length - 1);
    expect(out).toContain('TRAINING COMPLETE');
    await expectTheSameModel(directory);
  });

  test('continued by hand on another number of threads, it gives the same weights', async () => {
    const directory = newDirectory();
    const words = [...LONG_STAGE_2, '--run-dir', directory, '--threads', '2'];
    await new TrainProcess(...words).interrupt('SIGINT', IN_STAGE_2);
    const { status, out } = await runTrain(...words, '--continue', 'latest');
    expect(status).toBe(0);
    expect(out).toContain('CONTINUING FROM EMERGENCY CHECKPOINT');
    await expectTheSameModel(directory);
  });

  test('the next start resumes from the last completed stage, with the same weights', async () => {
    const directory = newDirectory();
    const words = [...LONG_STAGE_2, '--run-dir', directory];
    await new TrainProcess(...words).interrupt('SIGINT', IN_STAGE_2);
    const { status, out } = await runTrain(...words);
    expect(status).toBe(0);
    expect(out).toContain('Will resume from Stage 2/4');
    expect(out).toMatch(
      /stage2_INTERRUPTED_100kN\.zip, \d+ timesteps into stage 2, is not picked up by itself; --continue stage2_INTERRUPTED_100kN\.zip goes on from it\./,
    );
    await expectTheSameModel(directory);
  });

  test('again, and sooner, it keeps both states, says how far they are, and goes on from the furthest', async () => {
    const directory = newDirectory();
    const words = [...LONG_STAGE_2, '--run-dir', directory, '--threads', '1'];
    const interrupted = await new TrainProcess(...words).interrupt('SIGINT', /STAGE 2\/4[^]*total_timesteps/);
    expect(interrupted).toMatchObject({ status: 130, errors: '' });
    const first = join(directory, 'stage2_INTERRUPTED_100kN.zip');
    const second = join(directory, 'stage2_INTERRUPTED_100kN_2.zip');
    const ERROR = join(directory, 'stage2_ERROR_100kN.zip');
    const far = (await stateOf(directory, 'stage2_INTERRUPTED_100kN.zip')).state.counters.stageTimesteps;
    expect(far).toBeGreaterThan(0);
    // What an interrupt leaves that comes before the first iteration, and is newer.
    const { settings, ...rest } = await stateOf(directory, 'stage1_50kN.zip');
    const state = { ...rest.state, counters: { ...rest.state.counters, stageTimesteps: 0, iteration: 0 } };
    const start = await encodeCheckpoint({ ...rest, settings, state, kind: 'ERROR', stage: 2 });
    writeFileSync(ERROR, start);
    writeFileSync(second, Uint8Array.of(1));
    const { status, out } = await runTrain(...words, '--continue', 'latest');
    expect(status).toBe(0);
    expect(out).toContain(`Furthest in stage 2: ${first} (${far} timesteps), before ${ERROR} (0 timesteps)`);
    expect(out).toContain(`Will continue Stage 2/4 after ${far} timesteps`);
    expect(readFileSync(second)).toEqual(Buffer.from([1]));
    await expectTheSameModel(directory);
  });

  test('killed, its lock is taken over and the run resumes', async () => {
    const directory = newDirectory();
    const words = [...LONG_STAGE_2, '--run-dir', directory];
    const process = new TrainProcess(...words);
    await process.interrupt('SIGKILL', IN_STAGE_2);
    expect(existsSync(join(directory, '.lock'))).toBe(true);
    writeFileSync(join(directory, '.stage2_100kN.zip.0.unfinished'), 'half');
    const { status, out } = await runTrain(...words);
    expect(status).toBe(0);
    expect(out).toContain(`Took over the run from process ${process.child.pid}, which is gone.`);
    expect(filesIn(directory)).toEqual(ALL);
    await expectTheSameModel(directory);
  });

  test('a second process on the same run is refused and changes nothing; another run is its own', async () => {
    const directory = newDirectory();
    const first = new TrainProcess(...LONG_STAGE_2, '--run-dir', directory);
    await first.printed(IN_STAGE_2);
    const second = await runTrain('--preset', 'smoke', '--run-dir', directory, '--fresh', '--yes');
    expect(second.status).toBe(1);
    expect(second.errors).toContain(`Process ${first.child.pid} on `);
    expect(second.errors).toContain('Nothing was changed.');
    const other = await runTrain('--preset', 'smoke', '--run-dir', directory, '--run-name', 'other');
    expect(other.status).toBe(0);
    expect((await first.ended).status).toBe(0);
    await expectTheSameModel(directory);
  });
});

describe('with files from before', () => {
  const smoke = (directory: string, ...words: string[]) =>
    runTrain('--preset', 'smoke', '--run-dir', directory, ...words);
  let complete: string;

  beforeAll(async () => {
    complete = newDirectory();
    expect((await smoke(complete)).status).toBe(0);
  });

  const completeDirectory = () => {
    const directory = newDirectory();
    cpSync(complete, directory, { recursive: true, preserveTimestamps: true });
    return directory;
  };

  test('a damaged checkpoint is an error that names it, and nothing is trained', async () => {
    const directory = completeDirectory();
    rmSync(join(directory, 'stage4_150kN.zip'));
    const damaged = join(directory, 'stage3_150kN.zip');
    const bytes = readFileSync(damaged);
    bytes[Math.floor(bytes.length / 2)] ^= 1;
    writeFileSync(damaged, bytes);
    const { status, out, errors } = await smoke(directory);
    expect(status).toBe(1);
    expect(errors).toMatch(`${damaged} is damaged: `);
    expect(errors).toContain('Delete stage3_150kN.zip to go on without it, or put a good copy in its place.');
    expect(out).not.toContain('STAGE 4/4');
    expect(readFileSync(damaged)).toEqual(bytes);
    expect(existsSync(join(directory, '.lock'))).toBe(false);
  });

  test("another algorithm's zip is named, left where it is, and never called damaged", async () => {
    const directory = completeDirectory();
    rmSync(join(directory, 'stage4_150kN.zip'));
    const file = join(directory, 'stage3_150kN.zip');
    const sac = await asSavedByPython(Uint8Array.from(readFileSync(file)), foreignData('sac'));
    writeFileSync(file, sac);
    const { status, errors } = await smoke(directory);
    expect(status).toBe(1);
    expect(errors.trim()).toBe(
      `${file} cannot be trained on: The model is one of SAC, not of PPO. Nothing was changed and other files are ` +
        'untouched. Move stage3_150kN.zip to another place to go on without it, or put a checkpoint of this task in its place.',
    );
    expect(Buffer.compare(readFileSync(file), sac)).toBe(0);
  });

  test.each([
    [
      "another program's zip",
      () => deflated({ 'report.docx': 'x', 'word/document.xml': 'y' }),
      'The zip has no entry "data", so it is not a model of PPO',
    ],
    [
      "another program's zip with a file of the same name",
      () => deflated({ data: 'not json', 'policy.pth': 'y' }),
      'The entry "data" of the zip is not JSON, so it is not a model of PPO',
    ],
    ['a file of another kind', () => Buffer.from('hello, this is no zip at all'), 'The file is not a zip'],
  ])('%s is called what it is, and never damaged', async (_, content, reason) => {
    const directory = completeDirectory();
    rmSync(join(directory, 'stage4_150kN.zip'));
    const file = join(directory, 'stage3_150kN.zip');
    writeFileSync(file, content());
    const { status, errors } = await smoke(directory);
    expect(status).toBe(1);
    expect(errors.trim()).toBe(
      `${file} cannot be trained on: ${reason}. Nothing was changed and other files are untouched. ` +
        'Move stage3_150kN.zip to another place to go on without it, or put a checkpoint of this task in its place.',
    );
  });

  test.each([
    ['cut short', (bytes: Buffer) => bytes.subarray(0, 900), 'The zip is damaged: it is cut short'],
    ['emptied', () => Buffer.alloc(0), 'The file is empty, so it is not a zip'],
  ])('a checkpoint that was %s is damaged', async (_, change, reason) => {
    const directory = completeDirectory();
    rmSync(join(directory, 'stage4_150kN.zip'));
    const file = join(directory, 'stage3_150kN.zip');
    writeFileSync(file, change(readFileSync(file)));
    expect((await smoke(directory)).errors).toMatch(`${file} is damaged: ${reason}. Nothing was changed`);
  });

  test('--fresh asks, and where nobody answers deletes nothing', async () => {
    const directory = completeDirectory();
    writeFileSync(join(directory, 'mine.zip'), 'not a checkpoint');
    const before = statSync(join(directory, 'stage1_50kN.zip')).mtimeMs;
    const refused = await smoke(directory, '--fresh');
    expect(refused.status).toBe(2);
    expect(refused.errors).toContain(`--fresh would delete 5 checkpoints in ${directory}`);
    expect(statSync(join(directory, 'stage1_50kN.zip')).mtimeMs).toBe(before);
    const agreed = await smoke(directory, '--fresh', '--yes');
    expect(agreed.status).toBe(0);
    expect(agreed.out).toContain('No checkpoints found - starting fresh training');
    expect(filesIn(directory)).toEqual([...ALL, 'mine.zip'].sort());
  });

  test('a stage that was completed with another force limit is told, not resumed from', async () => {
    const directory = completeDirectory();
    rmSync(join(directory, 'stage4_150kN.zip'));
    const { out } = await smoke(directory, '--set', 'stage3.force_limit_kN=120');
    expect(out).toContain(
      'stage3_150kN.zip is not resumed from: these settings give stage 3 a force limit of 120',
    );
    expect(out).toContain('Will resume from Stage 3/4');
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
  const words = ['--preset', 'smoke', '--run-dir', directory, '--set', `stage2.own_training=Own:${digest}`];

  const refused = await runTrain(...words);
  expect(refused.status).toBe(2);
  expect(refused.errors).toContain(`"Own" (SHA-256 ${digest}…)`);
  expect(filesIn(directory)).toEqual([]);

  const { status, out } = await runTrain(...words, '--records', records);
  expect(status).toBe(0);
  expect(out).toContain('Own records: mine\n');
  rmSync(records, { recursive: true });
  rmSync(join(directory, 'stage4_150kN.zip'));
  expect((await runTrain(...words)).status).toBe(0);
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
  const { status, out, errors } = await runTrain('--preset', 'smoke', '--run-dir', newDirectory(), '--quiet');
  expect({ status, out, errors }).toEqual({ status: 0, out: '', errors: '' });
});

test('tfjs trains the same course, slowly', async () => {
  const directory = newDirectory();
  const { status } = await runTrain('--preset', 'smoke', '--run-dir', directory, '--engine', 'tfjs');
  expect(status).toBe(0);
  expect((await stateOf(directory)).engine).toBe('tfjs-wasm');
});
