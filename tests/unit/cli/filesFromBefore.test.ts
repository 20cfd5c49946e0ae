import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { QUICK, runTrain, trainOnly, TrainProcess } from '../../support/commandLine';
import { deflated } from '../../support/hostileZips';
import { asSavedByPython, foreignData } from '../../support/pythonModel';
import { ALL, filesIn, runDirectories } from '../../support/runDirectories';

/** Followed by the directory. */
const RUN = [...QUICK, '--run-dir'];

const { newDirectory } = runDirectories();

describe('with files from before', () => {
  const start = (directory: string, ...words: string[]) => runTrain(...RUN, directory, ...words);
  let complete: string;

  beforeAll(async () => {
    complete = newDirectory();
    expect((await trainOnly(...RUN, complete)).status).toBe(0);
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
    const { status, out, errors } = await start(directory);
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
    const { status, errors } = await start(directory);
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
    const { status, errors } = await start(directory);
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
    expect((await start(directory)).errors).toMatch(`${file} is damaged: ${reason}. Nothing was changed`);
  });

  test('--fresh asks, and where nobody answers deletes nothing', async () => {
    const directory = completeDirectory();
    writeFileSync(join(directory, 'mine.zip'), 'not a checkpoint');
    const before = statSync(join(directory, 'stage1_50kN.zip')).mtimeMs;
    const refused = await start(directory, '--fresh');
    expect(refused.status).toBe(2);
    expect(refused.errors).toContain(`--fresh would delete 5 checkpoints in ${directory}`);
    expect(statSync(join(directory, 'stage1_50kN.zip')).mtimeMs).toBe(before);
    expect(filesIn(directory)).toContain('results.json');
    const agreed = await trainOnly(...RUN, directory, '--fresh', '--yes');
    expect(agreed.status).toBe(0);
    expect(agreed.out).toContain('No checkpoints found - starting fresh training');
    expect(filesIn(directory)).toEqual([...ALL, 'mine.zip'].sort());
  });

  test('--fresh leaves no results of what it deletes to a run that is not complete', async () => {
    const directory = completeDirectory();
    const begun = new TrainProcess(...RUN, directory, '--fresh', '--yes');
    const { status } = await begun.interrupt('SIGINT', 'STAGE 2/4');
    expect(status).toBe(130);
    expect(filesIn(directory)).not.toContain('results.json');
  });

  test('a stage that was completed with another force limit is told, not resumed from', async () => {
    const directory = completeDirectory();
    rmSync(join(directory, 'stage4_150kN.zip'));
    // A limit that the compared controllers are tuned for already.
    const { out } = await trainOnly(...RUN, directory, '--set', 'stage3.force_limit_kN=50');
    expect(out).toContain(
      'stage3_150kN.zip is not resumed from: these settings give stage 3 a force limit of 50',
    );
    expect(out).toContain('Will resume from Stage 3/4');
  });
});
