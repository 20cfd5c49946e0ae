import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Reporter } from '../../../src/cli/reporter';
import { Terminal } from '../../../src/cli/terminal';
import type { Progress, TrainerEvent } from '../../../src/trainer/protocol';

const PROGRESS: Progress = {
  stage: 2,
  stageTimesteps: 150_000,
  stageTotal: 300_000,
  runTimesteps: 450_000,
  runTotal: 1_400_000,
  stepsPerSecond: 8214.4,
  secondsLeft: 5000,
  phase: 'update',
  phaseFraction: 0.5,
  deviceBytes: null,
};

function iterationLog(iteration: number): TrainerEvent {
  const values = { 'time/iterations': iteration };
  return { type: 'log', record: { stage: 1, wallTime: 0, values, episodes: [] } };
}

type Share = ((progress: Progress) => void) | null;

function open({
  isTTY = false,
  quiet = false,
  logInterval = 1,
  directory = '/scratch/out/',
  share = null as Share,
} = {}) {
  const written = { out: '', errors: '' };
  const out = { isTTY, columns: 200, write: (text: string) => (written.out += text) };
  const errors = { write: (text: string) => (written.errors += text) };
  const clock = { time: 0 };
  const options = { quiet, logInterval, directory, now: () => clock.time, share };
  return { reporter: new Reporter(new Terminal(out, errors, 'xterm'), options), written, clock };
}

const line = (text: string, level: 'info' | 'error' = 'info') =>
  ({ type: 'console', line: text, level }) as const;

describe('the reporter', () => {
  test('names files where they are', () => {
    const { reporter, written } = open();
    reporter.hear(line('Saved: models/rl_v9_advanced/stage1_50kN.zip'));
    reporter.hear(line('models/rl_v9_advanced/soft/stage1_50kN.zip is damaged', 'error'));
    expect(written).toEqual({
      out: 'Saved: /scratch/out/stage1_50kN.zip\n',
      errors: '/scratch/out/soft/stage1_50kN.zip is damaged\n',
    });
  });

  test.each(['/data/models/rl_v9_advanced', '/data/my models/rl_v9_advanced/', './my models/rl_v9_advanced'])(
    'leaves a path alone that is in %s already',
    (directory) => {
      const { reporter, written } = open({ directory });
      const located = [`${join(directory, '/')}soft/.lock`, '/logs/models/rl_v9_advanced/soft'];
      reporter.complain(`${located.join(', ')}, models/rl_v9_advanced/a.zip`);
      expect(written.errors).toBe(`${located.join(', ')}, ${directory.replace(/\/$/, '')}/a.zip\n`);
    },
  );

  test('names a directory by its letters', () => {
    const { reporter, written } = open({ directory: '/a$&b$$(c' });
    reporter.print('Saved: models/rl_v9_advanced/stage1_50kN.zip');
    reporter.print('/a$&b$$(c/soft');
    expect(written.out).toBe('Saved: /a$&b$$(c/stage1_50kN.zip\n/a$&b$$(c/soft\n');
  });

  test('shows a bar to a person', () => {
    const { reporter, written } = open({ isTTY: true });
    reporter.hear({ type: 'progress', progress: PROGRESS });
    expect(written.out).toContain(
      'Stage 2/4 [############------------]  50% 150,000/300,000 | run 32% | 8,214 steps/s | 1 h 23 min left | update',
    );
    reporter.end();
    expect(written.out.endsWith('\u001b[2K')).toBe(true);
  });

  test('leaves progress to the process that shows it with that of other runs, now and then', () => {
    const shared: Progress[] = [];
    const { reporter, written, clock } = open({ isTTY: true, share: (progress) => shared.push(progress) });
    for (clock.time = 0; clock.time < 1000; clock.time += 100) {
      reporter.hear({ type: 'progress', progress: { ...PROGRESS, runTimesteps: clock.time } });
    }
    expect(shared.map(({ runTimesteps }) => runTimesteps)).toEqual([0, 300, 600, 900]);
    expect(written.out).toBe('');
  });

  test('writes a line a minute into a log, once there is a speed', () => {
    const { reporter, written, clock } = open();
    reporter.hear({ type: 'progress', progress: { ...PROGRESS, secondsLeft: null } });
    expect(written.out).toBe('');
    for (; clock.time < 150_000; clock.time += 1000) reporter.hear({ type: 'progress', progress: PROGRESS });
    const expected = 'Progress: Stage 2/4, 150,000/300,000 steps, run 32%, 8,214 steps/s, 1 h 23 min left\n';
    expect(written.out).toBe(expected.repeat(3));
  });

  test('prints the table of every nth iteration', () => {
    const tables = (logInterval: number) => {
      const { reporter, written } = open({ logInterval });
      for (let iteration = 1; iteration <= 6; iteration++) {
        reporter.hear(iterationLog(iteration));
      }
      return written.out.match(/iterations \| (\d)/g)?.map((row) => row.slice(-1)) ?? [];
    };
    expect(tables(1)).toEqual(['1', '2', '3', '4', '5', '6']);
    expect(tables(3)).toEqual(['3', '6']);
    expect(tables(0)).toEqual([]);
  });

  test('when quiet, tells errors only', () => {
    const { reporter, written } = open({ quiet: true });
    reporter.hear(line('STAGE 1/4'));
    reporter.hear({ type: 'progress', progress: PROGRESS });
    reporter.hear(iterationLog(1));
    reporter.hear(line('ERROR during Stage 1 training!', 'error'));
    expect(written).toEqual({ out: '', errors: 'ERROR during Stage 1 training!\n' });
  });

  test('tells why a checkpoint was not saved', () => {
    const { reporter, written } = open();
    const problem = { name: 'DiskFullError', message: 'There is no space for models/rl_v9_advanced/a.zip.' };
    reporter.hear({ type: 'unsaved', path: 'models/rl_v9_advanced/a.zip', bytes: new Uint8Array(), problem });
    expect(written.errors).toBe('There is no space for /scratch/out/a.zip.\n');
  });
});
