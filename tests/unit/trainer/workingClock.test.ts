import { expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { ProgressMeter } from '../../../src/trainer/progressMeter';
import { WorkingClock } from '../../../src/trainer/workingClock';

function clockAt() {
  let time = 1_000_000;
  const clock = new WorkingClock(() => time);
  const wait = (milliseconds: number, times = 1) => {
    for (let i = 0; i < times; i++) {
      time += milliseconds;
      clock.now();
    }
    return clock.now();
  };
  return { clock, wait };
}

test('time in which work goes on counts in full', () => {
  const { wait } = clockAt();
  expect(wait(100, 50)).toBe(5000);
  expect(wait(4000, 5)).toBe(25_000);
});

test('a gap counts as one of the waits around it, once and again', () => {
  const { wait } = clockAt();
  wait(100, 100);
  expect(wait(45_000)).toBeLessThanOrEqual(10_200);
  wait(100, 100);
  expect(wait(8 * 3_600_000)).toBeLessThanOrEqual(20_400);
});

test('slow work counts, from its first wait on or once it has become slow', () => {
  const { wait } = clockAt();
  expect(wait(60_000, 5)).toBe(300_000);
  const other = clockAt();
  other.wait(100, 100);
  expect(other.wait(12_000, 10)).toBeGreaterThan(9 * 12_000);
});

test('the time left does not grow while a computer sleeps', () => {
  let time = 0;
  const clock = new WorkingClock(() => time);
  const at = (stageTimesteps: number) => ({ numTimesteps: 0, nUpdates: 0, iteration: 0, stageTimesteps });
  const meter = new ProgressMeter(PRESETS.v9, PRESETS.v9.stages[0], at(0), clock.now);
  const train = (from: number, to: number) => {
    for (let iteration = from; iteration <= to; iteration++) {
      for (let pause = 0; pause < 10; pause++) {
        time += 100;
        meter.isDue();
      }
      meter.iterationDone(at(1000 * iteration));
    }
    return meter.report(at(1000 * to), 'update', 1).stepsPerSecond;
  };
  expect(train(1, 10)).toBeCloseTo(1000);
  time += 45_000;
  expect(train(11, 11)).toBeGreaterThan(900);
});
