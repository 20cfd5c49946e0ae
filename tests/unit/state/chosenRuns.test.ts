import { afterEach, expect, test, vi } from 'vitest';
import { piecesOf } from '../../../src/logging/logStream';
import { ChosenRunsState } from '../../../src/state/chosenRuns.svelte';
import type { LogsState } from '../../../src/state/logs.svelte';
import type { CheckpointDescription } from '../../../src/trainer/protocol';
import { makePage } from '../../support/statePage';

afterEach(() => vi.unstubAllGlobals());

const final = (run: string) => `models/rl_v9_advanced/${run}/final_v9_advanced.zip`;

/** Logs that have these under validation's key in every stage, by run. */
function logsWith(peaks: Readonly<Record<string, number>>): LogsState {
  const recordsOf = (run: string) =>
    [1, 2, 3, 4].map((stage) => ({
      stage,
      wallTime: stage,
      values: { 'time/total_timesteps': stage, 'eval/mean_peak_m': peaks[run] },
      episodes: [],
    }));
  return { whole: (run: string) => () => piecesOf(recordsOf(run), 8) } as unknown as LogsState;
}

test('a run that was not validated in every stage is not chosen, whatever its log has under the key', async () => {
  const page = makePage();
  page.serve({
    describe: ({ path }) =>
      ({
        isValidated: path !== final('soft-seed1'),
        training: null,
      }) as CheckpointDescription,
  });
  const peaks = { 'soft-seed1': 0.1, 'soft-seed2': 0.3, 'soft-seed3': 0.2 };
  await page.put(...Object.keys(peaks).map(final));
  page.runs.look();
  const chosen = new ChosenRunsState({ runs: page.runs, logs: logsWith(peaks) });
  const rows = () => page.runs.rows.filter(({ run }) => run !== '');
  await vi.waitUntil(() => rows().every((row) => page.runs.descriptionOf(row)));
  await chosen.look(rows());
  expect(chosen.ranking(rows()).map(({ run }) => run)).toEqual(['soft-seed3', 'soft-seed2']);
  expect(chosen.choiceOf('soft', rows())).toEqual({ run: 'soft-seed3', by: 'validation' });
});
