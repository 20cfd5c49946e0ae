import { describe, expect, test } from 'vitest';
import { LogColumns } from '../../../../src/logging/logColumns';
import { recordsOf } from '../../../../src/logging/logFiles';
import { ThinnedLog } from '../../../../src/logging/thinnedLog';
import { chartCsv } from '../../../../src/ui/charts/chartCsv';
import { extent, RunCurves } from '../../../../src/ui/charts/runCurves';
import { sourceOf } from '../../../support/wholeLogs';

/** Three iterations; the mean reward appears in the second, stage 2 begins after it. */
function makePiece(): LogColumns {
  const log = new LogColumns();
  const add = (stage: number, steps: number, wallTime: number, reward?: number) =>
    log.append({
      stage,
      wallTime,
      episodes: [],
      values: { 'time/total_timesteps': steps, 'rollout/ep_rew_mean': reward },
    });
  add(1, 100, 1000.5);
  add(1, 200, 1001.5, -8);
  add(2, 300, 1005.5, -4);
  return log;
}

function makeLog(): ThinnedLog {
  const log = new ThinnedLog();
  log.appendPiece(makePiece());
  return log;
}

describe('the curves of a run', () => {
  test('lie over steps, seconds since the start or the time of day', () => {
    const curves = new RunCurves('', makeLog(), 0);
    expect([...curves.x('steps')]).toEqual([100, 200, 300]);
    expect([...curves.x('relative')]).toEqual([0, 1, 5]);
    expect([...curves.x('wall')]).toEqual([1000.5, 1001.5, 1005.5]);
    expect(curves.stageStarts('relative')).toEqual([{ stage: 2, x: 1 }]);
    expect(curves.raw('train/loss', 'steps')).toBeUndefined();
  });

  test('are smoothed anew when the log was cut back and has grown again', () => {
    const log = makeLog();
    const curves = new RunCurves('', log, 0);
    const before = curves.smoothed('rollout/ep_rew_mean', 'steps', 0.5)?.y.slice();
    // The row of stage 2 has nothing of stage 1.
    expect([...(before ?? [])]).toEqual([-8, -4]);
    log.truncate(100);
    log.append({
      stage: 1,
      wallTime: 1001,
      episodes: [],
      values: { 'time/total_timesteps': 200, 'rollout/ep_rew_mean': 6 },
    });
    log.append({
      stage: 1,
      wallTime: 1002,
      episodes: [],
      values: { 'time/total_timesteps': 300, 'rollout/ep_rew_mean': 6 },
    });
    expect([...(curves.smoothed('rollout/ep_rew_mean', 'steps', 0.5)?.y ?? [])]).toEqual([6, 6]);
    expect([...curves.x('relative')]).toEqual([0, 0.5, 1.5]);
  });

  test('together cover what each of them does', () => {
    const long = makeLog();
    long.append({ stage: 2, wallTime: 1006, episodes: [], values: { 'time/total_timesteps': 900 } });
    const runs = [new RunCurves('', makeLog(), 0), new RunCurves('b', long, 1)];
    expect(extent(runs, 'steps')).toEqual({ min: 100, max: 900 });
    expect(extent([new RunCurves('', new ThinnedLog(), 0)], 'steps')).toBeNull();
  });

  test('go into a CSV file with all rows that have a value, however they are read', async () => {
    const records = [...recordsOf(makePiece())];
    for (const rowsPerPiece of [1, 2, 100]) {
      const log = sourceOf(records, rowsPerPiece);
      const csv = await chartCsv('rollout/ep_rew_mean', [
        { run: '', log },
        { run: 'b', log },
      ]);
      expect((await csv.text()).split('\n')).toEqual([
        'run,stage,wall_time,step,rollout/ep_rew_mean',
        ',1,1001.5,200,-8',
        ',2,1005.5,300,-4',
        'b,1,1001.5,200,-8',
        'b,2,1005.5,300,-4',
        '',
      ]);
    }
  });
});
