import { expect, test } from 'vitest';
import { formatConsole, parseConsole } from '../../../src/logging/consoleText';

test('a console is written as people read it, and read again', () => {
  const lines = [
    { at: Date.UTC(2026, 0, 2, 3, 4, 5, 6), level: 'info', text: 'STAGE 1/4' },
    { at: Date.UTC(2026, 0, 2, 3, 4, 6), level: 'error', text: 'two\nlines' },
    { at: Date.UTC(2026, 0, 2, 3, 4, 7), level: 'info', text: '' },
  ] as const;
  const text = formatConsole(lines);
  expect(text.split('\n')[0]).toBe('2026-01-02T03:04:05.006Z info STAGE 1/4');
  expect(parseConsole(text)).toEqual(lines);
  expect(parseConsole('another file\nof somebody')).toEqual([]);
  expect(parseConsole('')).toEqual([]);
});
