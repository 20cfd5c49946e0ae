import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import { QUICK, runTrain, trainOnly, TrainProcess } from '../../support/commandLine';
import { chosenOf, testAgain } from '../../support/extent';
import { ALL, checkpointIn, filesIn, LOGS, runDirectories } from '../../support/runDirectories';

/** Its tables (1 kB an iteration of 640 steps) are several times what a pipe holds: see `TrainProcess.interrupt`. */
const LONG_STAGE_2 = [...QUICK, '--set', 'stage2.total_timesteps=300000'];
/** For a run that is not to end. */
const ENDLESS_STAGE_2 = [...QUICK, '--set', 'stage2.total_timesteps=1000000000'];
const IN_STAGE_2 = 'STAGE 2/4';

const { newDirectory } = runDirectories();

describe('interrupted in the middle of a stage', () => {
  let uninterrupted: string;

  beforeAll(async () => {
    uninterrupted = newDirectory();
    const { status } = await trainOnly(...LONG_STAGE_2, '--run-dir', uninterrupted, '--threads', '1');
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
    expect((await checkpointIn(directory)).state).toEqual((await checkpointIn(uninterrupted)).state);
    expect(logOf(directory)).toEqual(logOf(uninterrupted));
    expect(readFileSync(join(directory, 'monitor.csv'), 'utf8').split('\n')).toHaveLength(
      readFileSync(join(uninterrupted, 'monitor.csv'), 'utf8').split('\n').length,
    );
  };

  const SIGINT = ['SIGINT', 130] as const;
  const SIGTERM = ['SIGTERM', 143] as const;
  const SIGHUP = ['SIGHUP', 129] as const;

  test('going on in a stage that is completed tells which files that replaces', async () => {
    const directory = newDirectory();
    const words = [...ENDLESS_STAGE_2, '--run-dir', directory];
    await new TrainProcess(...words).interrupt('SIGINT', IN_STAGE_2);
    for (const name of ['stage2_100kN.zip', 'stage3_150kN.zip']) {
      cpSync(join(uninterrupted, name), join(directory, name));
    }
    const again = new TrainProcess(...words, '--continue', 'stage2_INTERRUPTED_100kN.zip');
    const { status, errors } = await again.interrupt('SIGINT', IN_STAGE_2);
    expect(status).toBe(130);
    expect(errors).toMatch(
      /^Completed already: stage2_100kN\.zip, stage3_150kN\.zip\. Going on .*INTERRUPTED_100kN\.zip replaces them/,
    );
  });

  // That each is heard, and what status it leaves, is in interruption.test.ts.
  test.each(chosenOf<readonly [NodeJS.Signals, number]>([SIGINT, SIGTERM, SIGHUP], [SIGINT]))(
    'by %s, it leaves INTERRUPTED and status %i',
    async (signal, expected) => {
      const directory = newDirectory();
      const process = new TrainProcess(...ENDLESS_STAGE_2, '--run-dir', directory);
      const { status, out, errors } = await process.interrupt(signal, IN_STAGE_2);
      expect(errors).toBe('');
      expect(status).toBe(expected);
      expect(out).toContain('Training interrupted by user!');
      expect(out).toContain(`Emergency checkpoint saved: ${directory}/stage2_INTERRUPTED_100kN.zip`);
      expect(filesIn(directory)).toEqual([...LOGS, 'stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']);
      const { state } = await checkpointIn(directory, 'stage2_INTERRUPTED_100kN.zip');
      expect(state.counters.stageTimesteps).toBeLessThan(1_000_000_000);
    },
  );

  test('because nobody reads its output any more, it leaves INTERRUPTED and status 129', async () => {
    const directory = newDirectory();
    // The end of the pipe shows at the next line only: the stage has to outlast it.
    const process = new TrainProcess(...ENDLESS_STAGE_2, '--run-dir', directory);
    await process.printed(IN_STAGE_2);
    process.child.stdout?.destroy();
    expect((await process.ended).status).toBe(129);
    expect(filesIn(directory)).toEqual([...LOGS, 'stage1_50kN.zip', 'stage2_INTERRUPTED_100kN.zip']);
  });

  testAgain('read slowly, it waits, and loses none of its lines', async () => {
    const directory = newDirectory();
    const process = new TrainProcess(...LONG_STAGE_2, '--run-dir', directory);
    await process.printed(IN_STAGE_2, () => process.child.stdout?.pause());
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(filesIn(directory)).not.toContain('stage2_100kN.zip');
    const trained = process.trained();
    process.child.stdout?.resume();
    const { status, out } = await trained;
    expect(status).toBe(0);
    expect(out.match(/\| +total_timesteps/g)).toHaveLength(logOf(directory).length - 1);
    expect(out).toContain('TRAINING COMPLETE');
    await expectTheSameModel(directory);
  });

  testAgain('continued by hand on another number of threads, it gives the same weights', async () => {
    const directory = newDirectory();
    const words = [...LONG_STAGE_2, '--run-dir', directory, '--threads', '2'];
    await new TrainProcess(...words).interrupt('SIGINT', IN_STAGE_2);
    const { status, out } = await trainOnly(...words, '--continue', 'latest');
    expect(status).toBe(0);
    expect(out).toContain('CONTINUING FROM EMERGENCY CHECKPOINT');
    await expectTheSameModel(directory);
  });

  test('the next start resumes from the last completed stage, with the same weights', async () => {
    const directory = newDirectory();
    const words = [...LONG_STAGE_2, '--run-dir', directory];
    await new TrainProcess(...words).interrupt('SIGINT', IN_STAGE_2);
    const { status, out } = await trainOnly(...words);
    expect(status).toBe(0);
    expect(out).toContain('Will resume from Stage 2/4');
    expect(out).toMatch(
      /stage2_INTERRUPTED_100kN\.zip, \d+ timesteps into stage 2, is not picked up by itself; --continue stage2_INTERRUPTED_100kN\.zip goes on from it\./,
    );
    await expectTheSameModel(directory);
  });

  testAgain(
    'again, and sooner, it keeps both states, says how far they are, and goes on from the furthest',
    async () => {
      const directory = newDirectory();
      const words = [...LONG_STAGE_2, '--run-dir', directory, '--threads', '1'];
      const interrupted = await new TrainProcess(...words).interrupt(
        'SIGINT',
        /STAGE 2\/4[^]*total_timesteps/,
      );
      expect(interrupted).toMatchObject({ status: 130, errors: '' });
      const first = join(directory, 'stage2_INTERRUPTED_100kN.zip');
      const second = join(directory, 'stage2_INTERRUPTED_100kN_2.zip');
      const ERROR = join(directory, 'stage2_ERROR_100kN.zip');
      const far = (await checkpointIn(directory, 'stage2_INTERRUPTED_100kN.zip')).state.counters
        .stageTimesteps;
      expect(far).toBeGreaterThan(0);
      // What an interrupt leaves that comes before the first iteration, and is newer.
      const { settings, ...rest } = await checkpointIn(directory, 'stage1_50kN.zip');
      const state = { ...rest.state, counters: { ...rest.state.counters, stageTimesteps: 0, iteration: 0 } };
      const start = await encodeCheckpoint({ ...rest, settings, state, kind: 'ERROR', stage: 2 });
      writeFileSync(ERROR, start);
      writeFileSync(second, Uint8Array.of(1));
      const { status, out } = await trainOnly(...words, '--continue', 'latest');
      expect(status).toBe(0);
      expect(out).toContain(
        `Furthest in stage 2: ${first} (${far} timesteps), before ${ERROR} (0 timesteps)`,
      );
      expect(out).toContain(`Will continue Stage 2/4 after ${far} timesteps`);
      expect(readFileSync(second)).toEqual(Buffer.from([1]));
      await expectTheSameModel(directory);
    },
  );

  test('killed, its lock is taken over and the run resumes', async () => {
    const directory = newDirectory();
    const words = [...LONG_STAGE_2, '--run-dir', directory];
    const process = new TrainProcess(...words);
    await process.interrupt('SIGKILL', IN_STAGE_2);
    expect(existsSync(join(directory, '.lock'))).toBe(true);
    writeFileSync(join(directory, '.stage2_100kN.zip.0.unfinished'), 'half');
    const { status, out } = await trainOnly(...words);
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
    const other = await trainOnly(...QUICK, '--run-dir', directory, '--run-name', 'other');
    expect(other.status).toBe(0);
    expect((await first.trained()).status).toBe(0);
    await expectTheSameModel(directory);
  });
});
