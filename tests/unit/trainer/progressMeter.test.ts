import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { ProgressMeter } from '../../../src/trainer/progressMeter';

const counters = (stageTimesteps: number) => ({
  numTimesteps: stageTimesteps,
  nUpdates: 0,
  stageTimesteps,
  iteration: 0,
});

describe('the progress meter', () => {
  test('knows no speed before the first iteration has ended', () => {
    const meter = new ProgressMeter(PRESETS.v9, PRESETS.v9.stages[0], counters(0), () => 0);
    expect(meter.report(counters(0), 'rollout', 0.5)).toMatchObject({ stepsPerSecond: 0, secondsLeft: null });
  });

  test('takes the speed over the last iterations, and from it the time left of the whole run', () => {
    let now = 0;
    const meter = new ProgressMeter(PRESETS.v9, PRESETS.v9.stages[1], counters(0), () => now);
    for (let iteration = 1; iteration <= 10; iteration++) {
      // The first five iterations are ten times slower and should be forgotten.
      now += iteration <= 5 ? 10_000 : 1000;
      meter.iterationDone(counters(10_000 * iteration));
    }
    expect(meter.report(counters(100_000), 'update', 1)).toEqual({
      stage: 2,
      stageTimesteps: 100_000,
      stageTotal: 300_000,
      runTimesteps: 400_000,
      runTotal: 1_400_000,
      stepsPerSecond: 10_000,
      secondsLeft: 100,
      phase: 'update',
      phaseFraction: 1,
    });
  });

  test('takes fast iterations together: a pause between two of them is not the speed', () => {
    let now = 0;
    const meter = new ProgressMeter(PRESETS.v9, PRESETS.v9.stages[0], counters(0), () => now);
    for (let iteration = 1; iteration <= 2000; iteration++) {
      now += iteration % 100 === 0 ? 51 : 1;
      meter.iterationDone(counters(100 * iteration));
    }
    // 100 iterations of 100 steps in 150 ms, of which a pause of 50 ms is one iteration.
    expect(meter.report(counters(0), 'rollout', 0).stepsPerSecond).toBeCloseTo(10_000 / 0.15, -3);
  });

  test('never shows more steps than the stage has: the last iteration may pass its end', () => {
    const meter = new ProgressMeter(PRESETS.v9, PRESETS.v9.stages[0], counters(0), () => 0);
    expect(meter.report(counters(303_104), 'saving', 0).stageTimesteps).toBe(300_000);
  });

  test('is due at most ten times a second', () => {
    let now = 0;
    const meter = new ProgressMeter(PRESETS.v9, PRESETS.v9.stages[0], counters(0), () => now);
    let due = 0;
    for (; now < 1000; now += 10) if (meter.isDue()) due++;
    expect(due).toBe(10);
  });
});
