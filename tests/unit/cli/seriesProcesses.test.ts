import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { parseCommandLine } from '../../../src/cli/arguments';
import { Terminal } from '../../../src/cli/terminal';
import { trainSeries } from '../../../src/cli/trainSeries';
import { temporaryDirectory } from '../../support/temporaryDirectory';

/** How the processes of runs end, by the name of the run: a status, or an error of the system before they begin. */
const processes = vi.hoisted(() => ({ begun: [] as string[], ends: new Map<string, number | Error>() }));

vi.mock('node:child_process', async (load) => ({
  ...(await load<object>()),
  fork: (_: string, words: readonly string[]) => {
    const run = words.find((word) => word.startsWith('--run-name='))?.split('=')[1] ?? '';
    processes.begun.push(run);
    const end = processes.ends.get(run) ?? 0;
    const isBegun = typeof end === 'number';
    const child = Object.assign(new EventEmitter(), { pid: isBegun ? 1 : undefined, kill: () => isBegun });
    setTimeout(() => (isBegun ? child.emit('exit', end) : child.emit('error', end)));
    return child;
  },
}));

afterEach(() => {
  processes.begun = [];
  processes.ends.clear();
});

async function train(...words: string[]) {
  const place = temporaryDirectory('series');
  const line = parseCommandLine(['--preset', 'smoke', '--run-dir', place.directory, ...words]);
  if (line.command !== 'trainSeries') throw new Error(line.command);
  let said = '';
  const sink = () =>
    new Writable({
      write(chunk: Buffer, _, done) {
        said += chunk.toString();
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  const terminal = new Terminal(sink(), sink());
  const outcome = await trainSeries(line.options, terminal, new AbortController().signal);
  await terminal.flush();
  place.remove();
  return { outcome, said };
}

describe('the processes of a series', () => {
  test('go on where one of them does not begin, which is told', async () => {
    processes.ends.set('seed1', new Error('spawn EAGAIN'));
    const { outcome, said } = await train('--seeds', '0..3');
    expect(outcome).toBe('error');
    expect(processes.begun).toEqual(['seed0', 'seed1', 'seed2', 'seed3']);
    expect(said).toContain('[seed1] spawn EAGAIN');
    expect(said).toContain(
      '[seed1] The run ended with status 1 and is not complete; the same command goes on',
    );
    expect(said).toContain('3/4 runs complete, 1 failed');
  });

  test('that fail are gone on with by other words than those that would delete them', async () => {
    processes.ends.set('seed0', 1);
    const { said } = await train('--seeds', '0,1', '--fresh', '--yes');
    expect(said).toContain('is not complete; the same command without --fresh goes on with it.');
  });

  test('that find nothing to evaluate have done what they were to do', async () => {
    const { outcome, said } = await train('--seeds', '0,1', '--evaluate-again');
    expect(outcome).toBe('complete');
    expect(said).toContain('Not complete, and so not summed up: seed0, seed1');
  });
});
