import { expect, test } from 'vitest';
import type { ConsoleLine } from '../../../src/logging/consoleLine';
import { MAX_CONSOLE_LINES, withLines } from '../../../src/logging/consoleLine';

const line = (at: number): ConsoleLine => ({ text: `at ${at}`, level: 'info', at });

test('the times of a console never run backwards when a clock does', () => {
  const before = withLines([], [line(5000), line(6000)]);
  const lines = withLines(before, [line(1000), line(2000), line(7000), line(6500)]);
  expect(lines.map(({ at }) => at)).toEqual([5000, 6000, 6000, 6000, 7000, 7000]);
  expect(lines.map(({ text }) => text)[2]).toBe('at 1000');
});

test('a console keeps its newest lines', () => {
  const lines = withLines(
    [line(0)],
    Array.from({ length: MAX_CONSOLE_LINES }, (_, i) => line(i + 1)),
  );
  expect(lines).toHaveLength(MAX_CONSOLE_LINES);
  expect(lines[0].at).toBe(1);
});
