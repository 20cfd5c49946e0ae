import { describe, expect, test } from 'vitest';
import { ResponseRecorder } from '../../../src/building/responseMetrics';
import { expectClose } from '../../support/expectClose';
import { STATE_SIZE, STOREYS, V9 } from '../../support/v9Building';

/** A state whose storeys, from the ground up, have these drifts, m. */
function stateWithDrifts(drifts: readonly number[]): Float64Array {
  const state = new Float64Array(STATE_SIZE);
  drifts.forEach((drift, storey) => (state[storey] = drift + (storey > 0 ? state[storey - 1] : 0)));
  return state;
}

const rising = Array.from({ length: STOREYS }, (_, storey) => (storey + 1) / 100);

describe('response metrics', () => {
  test('displacement, drift and force of a trajectory worked out by hand', () => {
    const recorder = new ResponseRecorder(V9, { integrator: 'newmark', weight: 1 });
    recorder.record(stateWithDrifts(rising), 30_000, 0);
    recorder.record(stateWithDrifts(rising.map((drift) => -drift / 2)), -40_000, 0);
    const metrics = recorder.metrics();
    expectClose(metrics.peakRoofDisplacement, 0.78);
    expectClose(metrics.rmsRoofDisplacement, Math.sqrt((0.78 ** 2 + 0.39 ** 2) / 2));
    expectClose(metrics.peakStoreyDrift, 0.12);
    expect(metrics.peakForce).toBe(40_000);
    expect(metrics.meanForce).toBe(35_000);
    expectClose(metrics.rmsForce, Math.sqrt((30_000 ** 2 + 40_000 ** 2) / 2));
    rising.forEach((drift, storey) => expectClose(recorder.peakDrifts[storey], drift));
  });

  test('drift concentration is the largest over the 75th percentile, between order statistics', () => {
    const recorder = new ResponseRecorder(V9, { integrator: 'newmark', weight: 1 });
    recorder.record(stateWithDrifts(rising), 0, 0);
    // numpy.percentile of 1 to 12 cm at 75 is 9.25 cm.
    expectClose(recorder.metrics().driftConcentrationRatio, 12 / 9.25);
  });

  test('drift concentration is 0 where the drifts are under a millimetre', () => {
    const recorder = new ResponseRecorder(V9, { integrator: 'newmark', weight: 1 });
    recorder.record(stateWithDrifts(rising.map((drift) => drift / 100)), 0, 0);
    expect(recorder.metrics().driftConcentrationRatio).toBe(0);
  });

  test('each storey keeps the largest of its own drifts, whenever it came', () => {
    const recorder = new ResponseRecorder(V9, { integrator: 'newmark', weight: 1 });
    const only = (storey: number) => stateWithDrifts(rising.map((_, i) => (i === storey ? 0.05 : 0)));
    recorder.record(only(2), 0, 0);
    recorder.record(only(9), 0, 0);
    const peaks = recorder.peakDrifts;
    expectClose(peaks[2], 0.05);
    expectClose(peaks[9], 0.05);
    expectClose(peaks[5], 0, 1e-12, 1);
  });
});
