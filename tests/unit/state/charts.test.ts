import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ThinnedLog } from '../../../src/logging/thinnedLog';
import { ChartsState, MAX_SMOOTHING } from '../../../src/state/charts.svelte';
import type { LogsState } from '../../../src/state/logs.svelte';
import { standInBrowser } from '../../support/statePage';

let memory: Map<string, string>;
beforeEach(() => {
  ({ memory } = standInBrowser());
  opened = [];
});
afterEach(() => vi.unstubAllGlobals());

const openOther = vi.fn<LogsState['openOther']>();
/** Names of the other runs whose logs have been read. */
let opened: string[] = [];
const other = (run: string) => (opened.includes(run) ? new ThinnedLog() : undefined);
const charts = () => new ChartsState({ openOther, other } as unknown as LogsState);

test('a visit has the axis, the smoothing and the scale of the last one', () => {
  const first = charts();
  expect(first).toMatchObject({ xAxis: 'steps', smoothing: 0.6, isLogarithmic: false });
  first.xAxis = 'wall';
  first.smoothing = 0.25;
  first.isLogarithmic = true;
  expect(charts()).toMatchObject({ xAxis: 'wall', smoothing: 0.25, isLogarithmic: true });
});

test.each([
  ['not JSON', '{'],
  ['null', 'null'],
  ['of other kinds', '{"xAxis":"parsecs","smoothing":"much","isLogarithmic":"yes"}'],
])('a memory that is %s leaves the usual', (_, text) => {
  memory.set('tmd-lab.charts', text);
  expect(charts()).toMatchObject({ xAxis: 'steps', smoothing: 0.6, isLogarithmic: false });
});

test('a smoothing beyond the slider is brought to its end', () => {
  memory.set('tmd-lab.charts', '{"smoothing":7}');
  expect(charts().smoothing).toBe(MAX_SMOOTHING);
  memory.set('tmd-lab.charts', '{"smoothing":-1}');
  expect(charts().smoothing).toBe(0);
});

test('another axis has neither the zoom nor the cursor of the one before', () => {
  const state = charts();
  state.range = { min: 100, max: 200 };
  state.cursor = 150;
  state.smoothing = 0.5;
  expect([state.range, state.cursor]).toEqual([{ min: 100, max: 200 }, 150]);
  state.xAxis = 'relative';
  expect([state.range, state.cursor]).toEqual([null, null]);
});

test('another run is drawn once its log has been read, and no more where it cannot be', async () => {
  const state = charts();
  openOther.mockRejectedValueOnce(new Error('The disk does not answer.'));
  await expect(state.compare('wide', true)).rejects.toThrow('does not answer');
  expect(state.isCompared('wide')).toBe(false);
  // It is read for another reason later.
  opened = ['wide', 'deep'];
  expect(state.isCompared('wide')).toBe(false);
  openOther.mockResolvedValue(undefined);
  await state.compare('wide', true);
  expect([state.isCompared('wide'), state.isCompared('deep')]).toEqual([true, false]);
  // Its log is gone with the run, and there may be one of that name again.
  opened = [];
  expect(state.isCompared('wide')).toBe(false);
  opened = ['wide'];
  await state.compare('wide', false);
  expect(state.isCompared('wide')).toBe(false);
});

test('a run that is taken away again while its log is being read is not drawn', async () => {
  const state = charts();
  let finish = () => {};
  openOther.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
  const reading = state.compare('slow', true);
  await state.compare('slow', false);
  opened = ['slow'];
  finish();
  await reading;
  expect(state.isCompared('slow')).toBe(false);
});
