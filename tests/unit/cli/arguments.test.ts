import { describe, expect, test } from 'vitest';
import type { TrainOptions } from '../../../src/cli/arguments';
import { OPTIONS, parseCommandLine } from '../../../src/cli/arguments';
import { USAGE, UsageError } from '../../../src/cli/usage';
import { DEFAULT_PRESET, PRESETS } from '../../../src/curriculum/presets';

function options(...words: string[]): TrainOptions {
  const line = parseCommandLine(words);
  if (line.command !== 'train') throw new Error(line.command);
  return line.options;
}

describe('the command line', () => {
  test('says its version, whatever else is asked', () => {
    expect(parseCommandLine(['--version', '--seed', 'x'])).toEqual({ command: 'version' });
  });

  test('trains the default recipe by the resume rules when it says nothing', () => {
    expect(options()).toEqual({
      settings: PRESETS[DEFAULT_PRESET],
      directory: 'models/rl_v9_advanced',
      logDirectory: null,
      records: null,
      engine: null,
      threads: null,
      continueFrom: null,
      fresh: false,
      evaluateAgain: false,
      yes: false,
      quiet: false,
      logInterval: 1,
    });
  });

  test('makes evaluations anew where that is all that is asked', () => {
    expect(options('--evaluate-again').evaluateAgain).toBe(true);
    for (const other of [['--fresh'], ['--continue', 'latest']]) {
      expect(() => options('--evaluate-again', ...other)).toThrow('--evaluate-again trains nothing');
    }
  });

  test('takes the run, its seed and its settings', () => {
    const words =
      '--preset smoke --run-dir out --run-name seed3 --seed 3 --set n_envs=4 --set stage2.n_steps=128';
    const { settings, directory } = options(...words.split(' '));
    expect(directory).toBe('out');
    expect(settings).toMatchObject({ preset: 'smoke', run: 'seed3', seed: 3, n_envs: 4 });
    expect(settings.stages[1].hyperparameters.n_steps).toBe(128);
    expect(settings.stages[2]).toEqual(PRESETS.smoke.stages[2]);
  });

  test("takes the original's options for directories", () => {
    const words = ['--preset', 'smoke', '--model-dir', 'models/mine', '--log-dir', 'logs/mine'];
    expect(options(...words, '--run-name', 'trial')).toMatchObject({
      directory: 'models/mine',
      logDirectory: 'logs/mine',
      settings: { run: 'trial' },
    });
    expect(options('--run-dir', 'out', '--model-dir', 'out').directory).toBe('out');
  });

  test('takes a link of the page, whole or only its end, and sets single values above it', () => {
    const hash = 'preset=smoke&seed=5&run=soft';
    for (const link of [hash, `#${hash}`, `http://localhost:4173/#${hash}`]) {
      expect(options('--settings', link, '--seed', '6').settings).toEqual({
        ...PRESETS.smoke,
        seed: 6,
        run: 'soft',
      });
    }
  });

  test('sets a schedule whatever the order of its parts', () => {
    const words = ['--set', 'stage1.learning_rate.final=1e-5', '--set', 'stage1.learning_rate.shape=linear'];
    expect(options('--preset', 'v9', ...words).settings.stages[0].hyperparameters.learning_rate).toEqual({
      shape: 'linear',
      initial: 3e-4,
      final: 1e-5,
    });
  });

  test.each([
    [['--sede', '3'], "Unknown option '--sede'"],
    [['v9'], 'Unexpected argument'],
    [['--run-dir', 'a', '--model-dir', 'b'], '--run-dir and --model-dir are the same option'],
    [['--seed'], "'--seed <value>' argument missing"],
    [
      ['--preset', 'v10'],
      'There is no preset "v10", only calm, calm-gpu, robust, seismometers, seismometers-gpu, all-round, all-round-seismometers, buildable, v9, smoke',
    ],
    [['--preset', 'constructor'], 'There is no preset "constructor"'],
    [['--seed', '-1'], "'--seed' argument is ambiguous"],
    [['--seed=-1'], 'seed is "-1"; it must be a whole number from 0 to 4294967295.'],
    [['--set', 'n_envs'], '--set takes PATH=VALUE, not "n_envs".'],
    [['--set', 'stage5.n_steps=1'], 'stage5.n_steps is not a setting'],
    [['--preset', 'v9', '--set', 'stage1.learning_rate.final=1'], 'stage1.learning_rate.final has no effect'],
    [['--set', 'stage1.batch_size=100000'], 'stage1.batch_size is 100000; a rollout has only'],
    [
      ['--settings', '#preset=v9&n_env=3'],
      'The link sets "n_env", which is not a setting; it cannot be used.',
    ],
    [['--settings', '#seed=1', '--preset', 'v9'], 'leave --preset out'],
    [['--run-name', '../up'], 'run is "../up"; it must be at most 64 letters'],
    [['--engine', 'cuda'], 'There is no engine "cuda", only wasm, webgpu, tfjs, automatic.'],
    [['--threads', '0'], '--threads is "0"; it must be a whole number from 1 to 64.'],
    [['--threads', '2', '--engine', 'tfjs'], '--threads is for the wasm engine'],
    [['--log-interval', '1.5'], '--log-interval is "1.5"'],
    [['--fresh', '--continue', 'latest'], '--fresh deletes what --continue would go on from'],
  ])('%j is refused with the reason', (words, reason) => {
    expect(() => parseCommandLine(words)).toThrow(UsageError);
    expect(() => parseCommandLine(words)).toThrow(reason);
  });

  test('names every problem at once', () => {
    const words = ['--seed', 'x', '--set', 'n_envs=0', '--set', 'nothing=1'];
    expect(() => parseCommandLine(words)).toThrow(/seed is "x".*\nn_envs is "0".*\nnothing is not a setting/);
  });

  test('describes the options that it takes', () => {
    const described = [...USAGE.matchAll(/^ {2}--([a-z-]+)( [A-Z]+)?/gm)].map(([, name, value]) => [
      name,
      value ? 'string' : 'boolean',
    ]);
    const taken = Object.entries(OPTIONS).map(([name, { type }]) => [name, type]);
    expect(described.sort()).toEqual(taken.sort());
  });
});
