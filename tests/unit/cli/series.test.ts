import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatCheckpointName } from '../../../src/checkpoint/names';
import { encodeCheckpoint } from '../../../src/checkpoint/zip/modelZip';
import type { SeriesOptions } from '../../../src/cli/arguments';
import { parseCommandLine } from '../../../src/cli/arguments';
import type { SeriesStanding } from '../../../src/cli/seriesProgress';
import { seriesBar, seriesLine } from '../../../src/cli/seriesProgress';
import { writeSeriesResults } from '../../../src/cli/seriesResultsFile';
import { Terminal } from '../../../src/cli/terminal';
import { shareOf, trainSeries, wordsOf } from '../../../src/cli/trainSeries';
import { UsageError } from '../../../src/cli/usage';
import type { StageNumber } from '../../../src/curriculum/settings';
import { STAGE_KEY } from '../../../src/logging/logRecord';
import type { Progress } from '../../../src/trainer/protocol';
import { exampleCheckpoint } from '../../support/checkpoints';
import { QUICK, runTrain, TrainProcess } from '../../support/commandLine';
import { chosenOf, testAgain } from '../../support/extent';
import { checkpointIn, expectTwoSeeds, hashesIn, runDirectories } from '../../support/runDirectories';

const SMOKE = ['--preset', 'smoke'];
/** Of two seeds; followed by the directory. */
const TWO = [...QUICK, '--seeds', '0,3', '--threads', '1', '--run-dir'];
/** For runs that are not to end before they are interrupted. */
const ENDLESS_STAGE_2 = [...QUICK, '--set', 'stage2.total_timesteps=1000000000'];
const LONG_STAGE_2 = [...QUICK, '--set', 'stage2.total_timesteps=300000'];
const INTERRUPTED = 'stage2_INTERRUPTED_100kN.zip';
/** Its final model is saved: what comes then is the evaluation, and costs more than the training. */
const seed3Trained = /\[seed3\] Saved: .*final_/;

const { newDirectory } = runDirectories();
const namesIn = (directory: string) => readdirSync(directory).sort();
const resultsOf = (directory: string) =>
  JSON.parse(readFileSync(join(directory, 'results.json'), 'utf8')) as object;

function options(...words: string[]): SeriesOptions {
  const line = parseCommandLine(words);
  if (line.command !== 'trainSeries') throw new Error(line.command);
  return line.options;
}

describe('--seeds', () => {
  test('is the command line of each run, with its name and its seed', () => {
    const series = options(
      '--preset=smoke',
      '--seeds',
      '0,3',
      '--run-name',
      'soft',
      '--set',
      'n_envs=4',
      '--quiet',
    );
    expect(series.seeds).toEqual([0, 3]);
    const words = wordsOf(series, 3, { atOnce: 2, processors: 1 });
    const one = parseCommandLine(words);
    if (one.command !== 'train') throw new Error(one.command);
    const { settings } = series;
    expect(one.options).toMatchObject({
      settings: { ...settings, run: 'soft-seed3', seed: 3, n_envs: 4 },
      threads: 1,
      quiet: true,
      logInterval: 0,
    });
  });

  test('asks for tables as one run does', () => {
    const words = wordsOf(options(...SMOKE, '--seeds=1', '--log-interval=5'), 1, {
      atOnce: 1,
      processors: 2,
    });
    expect(parseCommandLine(words)).toMatchObject({ options: { logInterval: 5, threads: null } });
  });

  test('goes on with each run where it was, where that is asked for', () => {
    const words = wordsOf(options(...SMOKE, '--seeds=1', '--continue', 'latest'), 1, {
      atOnce: 1,
      processors: 2,
    });
    expect(parseCommandLine(words)).toMatchObject({ command: 'train', options: { continueFrom: 'latest' } });
  });

  test.each([
    [['--seeds', '7..0'], '--seeds is "7..0"; it must be whole numbers'],
    [['--seeds', '0..3', '--seed', '1'], 'leave --seed out'],
    [['--seeds', '0..3', '--set', 'seed=1'], 'leave --seed out'],
    [['--seeds', '0..3', '--run-name', 'a'.repeat(60)], 'is no name for a run'],
    [['--seeds', '0..3', '--continue', INTERRUPTED], 'only --continue latest'],
    [['--seeds', '0..3', '--fresh'], 'agree with --yes'],
  ])('refuses %o', (words, message) => {
    const parse = () => parseCommandLine([...SMOKE, ...words]);
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });

  test.each([
    ['a run on each processor', ['--seeds=0..7'], 2, { atOnce: 2, processors: 1 }],
    ['fewer runs than processors share them', ['--seeds=0,1'], 8, { atOnce: 2, processors: 4 }],
    ['as many threads as are asked for', ['--seeds=0..7', '--threads=4'], 8, { atOnce: 2, processors: 4 }],
    ['more threads than processors', ['--seeds=0..7', '--threads=4'], 2, { atOnce: 1, processors: 4 }],
    ['one GPU', ['--seeds=0..7', '--engine=webgpu'], 8, { atOnce: 1, processors: 8 }],
    [
      'the engine that a run began with, WebAssembly at first',
      ['--seeds=0..1'],
      2,
      { atOnce: 2, processors: 1 },
    ],
  ])('trains side by side: %s', (_, words, processors, share) => {
    expect(shareOf(options(...SMOKE, ...words), processors)).toEqual(share);
  });
});

test('progress tells of all runs, and of the time until the last is complete', () => {
  const progress = { runTimesteps: 250, runTotal: 1000, stepsPerSecond: 10, secondsLeft: 75 } as Progress;
  const standing: SeriesStanding = {
    total: 8,
    complete: 3,
    failed: 0,
    atOnce: 2,
    progress: new Map([
      ['seed3', progress],
      ['seed4', null],
    ]),
  };
  // 75 s for those under way, then 100 s and 100 s for the three others, two at a time.
  expect(seriesLine(standing)).toBe('Progress: 3/8 runs complete, seed3 25%, seed4 begins, 5 min left');
  expect(seriesBar({ ...standing, failed: 1, progress: new Map() })).toBe('3/8 runs complete | 1 failed');
});

describe('two seeds', () => {
  let together: string;

  beforeAll(async () => {
    together = newDirectory();
    const { status, out, errors } = await runTrain(...TWO, together);
    expect({ status, errors }).toEqual({ status: 0, errors: '' });
    expectTwoSeeds(out, together);
  });

  test('are each, byte for byte, what it is alone', async () => {
    const alone = newDirectory();
    const words = [...QUICK, '--seed', '3', '--run-name', 'seed3', '--threads', '1', '--run-dir', alone];
    expect((await runTrain(...words)).status).toBe(0);
    const hashes = hashesIn(join(alone, 'seed3'));
    expect(Object.keys(hashes)).toHaveLength(5);
    expect(hashesIn(join(together, 'seed3'))).toEqual(hashes);
    expect(hashesIn(join(together, 'seed0'))).not.toEqual(hashes);
    expect(resultsOf(join(together, 'seed3'))).toEqual(resultsOf(join(alone, 'seed3')));
  });

  test('are summed up, and none is chosen where none was validated', () => {
    expect(namesIn(together)).toEqual(['seed0', 'seed3', 'seeds.json']);
    const seeds: unknown = JSON.parse(readFileSync(join(together, 'seeds.json'), 'utf8'));
    expect(seeds).toMatchObject({
      runs: [
        { run: 'seed0', seed: 0, validation_score: null },
        { run: 'seed3', seed: 3, checkpoint: 'seed3/final_v9_advanced.zip' },
      ],
      chosen: null,
    });
    const of = (run: string) =>
      (
        resultsOf(join(together, run)) as {
          final: {
            held_out: { controllers: { ppo: { mean: { peak_roof_displacement_m: { value: number } } } } }[];
          };
        }
      ).final.held_out[0].controllers.ppo.mean.peak_roof_displacement_m.value;
    const { final } = seeds as {
      final: { tests: { mean_peak_roof_displacement_m: number[]; mean: { value: number } }[] };
    };
    expect(final.tests[0].mean_peak_roof_displacement_m).toEqual([of('seed0'), of('seed3')]);
    expect(final.tests[0].mean.value).toBeCloseTo((of('seed0') + of('seed3')) / 2, 12);
  });

  test('one that fails ends no other, and the status says so', async () => {
    const directory = newDirectory();
    cpSync(together, directory, { recursive: true, preserveTimestamps: true });
    writeFileSync(join(directory, 'seed0/stage4_150kN.zip'), 'no zip');
    // Its final model is evaluated already, and will be the same.
    rmSync(join(directory, 'seed3/stage4_150kN.zip'));
    const { status, out, errors } = await runTrain(...TWO, directory);
    expect(status).toBe(1);
    expect(out).toContain('[seed3] Will resume from Stage 4/4');
    expect(errors).toContain('[seed0] The run ended with status 1 and is not complete');
    expect(hashesIn(join(directory, 'seed3'))).toEqual(hashesIn(join(together, 'seed3')));
  });

  testAgain('go on where each is: what is complete stays, what is new is trained', async () => {
    const hashes = hashesIn(join(together, 'seed0'));
    rmSync(join(together, 'seed3/final_v9_advanced.zip'));
    rmSync(join(together, 'seed3/stage4_150kN.zip'));
    const series = new TrainProcess(...TWO, together);
    const { status, out } = await series.interrupt('SIGINT', seed3Trained);
    expect(status).toBe(0);
    expect(out).toContain('[seed0] All stages complete - nothing to train');
    expect(out).toContain('[seed3] Will resume from Stage 4/4');
    expect(hashesIn(join(together, 'seed0'))).toEqual(hashes);
  });
});

describe('validated seeds', () => {
  /** Complete runs whose logs say these peaks of every stage. */
  async function complete(directory: string, peaks: ReadonlyMap<number, readonly number[]>) {
    for (const [seed, ofStage] of peaks) {
      const run = `seed${seed}`;
      mkdirSync(join(directory, run), { recursive: true });
      const example = exampleCheckpoint({ validation_interval: 1, run, seed });
      const final = { ...example, kind: 'final', stage: 4 } as const;
      writeFileSync(join(directory, run, 'final_v9_advanced.zip'), await encodeCheckpoint(final));
      for (const stage of [1, 2, 3, 4] as const) await validate(directory, run, stage, 1);
      const lines = [1, 2, 3, 4].flatMap((stage) =>
        ofStage.map((peak) =>
          JSON.stringify({ [STAGE_KEY]: stage, 'eval/mean_peak_m': peak, wall_time: 1, episodes: [] }),
        ),
      );
      writeFileSync(join(directory, run, 'progress.json'), `${lines.join('\n')}\n`);
    }
  }

  /** The checkpoint of a stage that was trained with this interval. */
  async function validate(directory: string, run: string, stage: StageNumber, validation_interval: number) {
    const checkpoint = {
      ...exampleCheckpoint({ validation_interval, run }),
      kind: 'completed',
      stage,
    } as const;
    const { force_limit_kN } = checkpoint.settings.stages[stage - 1];
    const name = formatCheckpointName({ kind: 'completed', stage, forceLimit_kN: force_limit_kN });
    writeFileSync(join(directory, run, name), await encodeCheckpoint(checkpoint));
  }

  const PEAKS = new Map([
    [1, [0.3, 0.2]],
    [2, [0.4, 0.1]],
  ]);
  const chosenIn = (directory: string) =>
    JSON.parse(readFileSync(join(directory, 'seeds.json'), 'utf8')) as object;

  test('are in order by what their logs say of validation, whatever the held-out records say', async () => {
    const directory = newDirectory();
    const series = options(...SMOKE, '--set=validation_interval=1', '--seeds=1..2', '--run-dir', directory);
    await complete(directory, PEAKS);
    expect(await writeSeriesResults(series)).toContain('Chosen by validation: seed2');
    expect(chosenIn(directory)).toMatchObject({ chosen: { run: 'seed2', by: 'validation' } });
  });

  test('of which one was not validated in every stage has no part in the choice', async () => {
    const directory = newDirectory();
    const series = options(...SMOKE, '--set=validation_interval=1', '--seeds=1..2', '--run-dir', directory);
    await complete(directory, PEAKS);
    // Its log has the held-out records' mean of that stage.
    await validate(directory, 'seed2', 1, 0);
    expect(await writeSeriesResults(series)).toContain('Chosen by validation: seed1');
    rmSync(join(directory, 'seed1/stage3_150kN.zip'));
    expect(await writeSeriesResults(series)).toContain(
      'No run is chosen: none was validated in every stage.',
    );
    expect(chosenIn(directory)).toMatchObject({ chosen: null });
  });

  test('are summed up no more where they are deleted to be trained anew', async () => {
    const directory = newDirectory();
    const series = options(...SMOKE, '--seeds=1..2', '--fresh', '--yes', '--run-dir', directory);
    await complete(directory, PEAKS);
    await writeSeriesResults(series);
    writeFileSync(join(directory, 'soft-seeds.json'), 'of other runs');
    const unread = new PassThrough();
    const terminal = new Terminal(unread, unread);
    expect(await trainSeries(series, terminal, AbortSignal.abort())).toBe('interrupted');
    expect(namesIn(directory)).toEqual(['seed1', 'seed2', 'soft-seeds.json']);
  });

  test('of which some are not complete are not summed up, and those are named', async () => {
    const directory = newDirectory();
    const series = options(...SMOKE, '--seeds=1..3', '--evaluate-again', '--run-dir', directory);
    await complete(directory, PEAKS);
    expect(await writeSeriesResults(series)).toEqual(['Not complete, and so not summed up: seed3']);
    expect(namesIn(directory)).toEqual(['seed1', 'seed2']);
  });

  testAgain('have the best of them chosen by the smallest validated peaks', async () => {
    const directory = newDirectory();
    const words = [...QUICK, '--set', 'validation_interval=1', '--set', 'n_envs=4', '--run-name', 'v'];
    const { status, out } = await runTrain(
      ...words,
      '--seeds',
      '1..2',
      '--run-dir',
      directory,
      '--log-dir',
      join(directory, 'logs'),
    );
    expect(status).toBe(0);
    const seeds = JSON.parse(readFileSync(join(directory, 'v-seeds.json'), 'utf8')) as {
      runs: { run: string; validation_score: number }[];
      chosen: { run: string; by: string };
    };
    const [best] = seeds.runs.toSorted((a, b) => a.validation_score - b.validation_score);
    expect(best.validation_score).toBeLessThan(1);
    expect(seeds.chosen).toEqual({ run: best.run, by: 'validation' });
    expect(out).toContain(`Chosen by validation: ${best.run}`);
  });
});

describe('interrupted in the middle of a stage', () => {
  /** Their final models are saved: what comes then is the evaluation, and costs more than the training. */
  const bothTrained =
    /\[seed0\] Saved: .*final_[^]*\[seed1\] Saved: .*final_|\[seed1\] Saved: .*final_[^]*\[seed0\] Saved: .*final_/;
  /** Hashes of what a stage that is complete has left. */
  const stagesIn = (directory: string) =>
    Object.entries(hashesIn(directory)).filter(([name]) => /^stage\d_\d+kN\.zip$/.test(name));
  const inStage2 = /\[seed0\] STAGE 2[^]*\[seed1\] STAGE 2|\[seed1\] STAGE 2[^]*\[seed0\] STAGE 2/;

  const SIGINT = ['SIGINT', 130] as const;
  const SIGTERM = ['SIGTERM', 143] as const;

  test.each(chosenOf<readonly [NodeJS.Signals, number]>([SIGINT, SIGTERM], [SIGTERM]))(
    'by %s, all stop in order, and no other begins',
    async (signal, expected) => {
      const directory = newDirectory();
      const words = [...ENDLESS_STAGE_2, '--seeds', '0..2', '--run-dir', directory];
      const series = new TrainProcess(...words);
      const { status, out, errors } = await series.interrupt(signal, inStage2);
      expect({ status, errors }).toEqual({ status: expected, errors: '' });
      for (const run of ['seed0', 'seed1']) {
        expect(out).toContain(`[${run}] Emergency checkpoint saved: ${directory}/${run}/${INTERRUPTED}`);
        expect(namesIn(join(directory, run))).toContain(INTERRUPTED);
        expect(namesIn(join(directory, run))).not.toContain('.lock');
      }
      expect(namesIn(directory)).toEqual(['seed0', 'seed1']);
    },
  );

  testAgain('because the process that trains them is gone, they stop in order, too', async () => {
    const directory = newDirectory();
    const series = new TrainProcess(...ENDLESS_STAGE_2, '--seeds', '0,1', '--run-dir', directory);
    await series.printed(inStage2, () => series.child.kill('SIGKILL'));
    await expect
      .poll(() => ['seed0', 'seed1'].map((run) => namesIn(join(directory, run)).includes(INTERRUPTED)), {
        timeout: 120_000,
      })
      .toEqual([true, true]);
    await expect
      .poll(() => ['seed0', 'seed1'].map((run) => namesIn(join(directory, run)).includes('.lock')), {
        timeout: 120_000,
      })
      .toEqual([false, false]);
  });

  testAgain('--continue latest goes on with each where it was, to the same weights', async () => {
    const [directory, whole] = [newDirectory(), newDirectory()];
    const words = [...LONG_STAGE_2, '--seeds', '0,1', '--continue', 'latest', '--threads', '1', '--run-dir'];
    expect((await new TrainProcess(...words, directory).interrupt('SIGINT', inStage2)).status).toBe(130);
    const trainBoth = (to: string) => new TrainProcess(...words, to).interrupt('SIGINT', bothTrained);
    const { status, out } = await trainBoth(directory);
    expect(status).toBe(0);
    expect(out).toContain('CONTINUING FROM EMERGENCY CHECKPOINT');
    expect((await trainBoth(whole)).status).toBe(0);
    // On a busy machine one may have left stage 2 before the other has come to it.
    const runs = ['seed0', 'seed1'];
    expect(runs.flatMap((run) => namesIn(join(directory, run)))).toContain(INTERRUPTED);
    for (const run of runs) {
      const [files, ofWhole] = [directory, whole].map((of) => stagesIn(join(of, run)));
      expect(files).toEqual(ofWhole);
      const [final, finalOfWhole] = await Promise.all(
        [directory, whole].map((of) => checkpointIn(join(of, run))),
      );
      expect(final.state).toEqual(finalOfWhole.state);
    }
  });
});
