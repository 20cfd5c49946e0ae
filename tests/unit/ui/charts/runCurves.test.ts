import { describe, expect, test } from 'vitest';
import { LogColumns } from '../../../../src/logging/logColumns';
import { chartCsv } from '../../../../src/ui/charts/chartCsv';
import { extent, RunCurves } from '../../../../src/ui/charts/runCurves';

/** Three iterations; the mean reward appears in the second, stage 2 begins after it. */
function makeLog(): LogColumns {
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
    expect([...(before ?? [])]).toEqual([NaN, -8, -4]);
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
    expect([...(curves.smoothed('rollout/ep_rew_mean', 'steps', 0.5)?.y ?? [])]).toEqual([NaN, 6, 6]);
    expect([...curves.x('relative')]).toEqual([0, 0.5, 1.5]);
  });

  test('together cover what each of them does', () => {
    const long = makeLog();
    long.append({ stage: 2, wallTime: 1006, episodes: [], values: { 'time/total_timesteps': 900 } });
    const runs = [new RunCurves('', makeLog(), 0), new RunCurves('b', long, 1)];
    expect(extent(runs, 'steps')).toEqual({ min: 100, max: 900 });
    expect(extent([new RunCurves('', new LogColumns(), 0)], 'steps')).toBeNull();
  });

  test('go into a CSV file without the rows that have no value', () => {
    const runs = [new RunCurves('', makeLog(), 0), new RunCurves('b', makeLog(), 1)];
    expect(chartCsv('rollout/ep_rew_mean', runs).split('\n')).toEqual([
      'run,stage,wall_time,step,rollout/ep_rew_mean',
      ',1,1001.5,200,-8',
      ',2,1005.5,300,-4',
      'b,1,1001.5,200,-8',
      'b,2,1005.5,300,-4',
      '',
    ]);
  });
});
