import { expect, test } from 'vitest';
import type { TestReport } from '../../support/testTotals.mjs';
import { testTotals } from '../../support/testTotals.mjs';

type Status = TestReport['testResults'][number]['assertionResults'][number]['status'];

const file = (status: 'passed' | 'failed', ...statuses: Status[]) => ({
  status,
  assertionResults: statuses.map((each) => ({ status: each })),
});
const totals = (exitStatus: number, ...testResults: TestReport['testResults']) =>
  testTotals({ testResults }, exitStatus);

test('tests that passed, failed and were skipped are counted; one that is to be written is none', () => {
  expect(totals(0, file('passed', 'passed', 'passed'), file('passed', 'passed', 'todo'))).toBe(
    '3 passed, 0 failed',
  );
  expect(totals(1, file('failed', 'passed', 'failed'), file('passed', 'skipped'))).toBe(
    '1 passed, 1 failed, 1 skipped',
  );
});

test('tests of a worker that died, which Vitest calls pending in a file that passed, have failed', () => {
  expect(totals(1, file('passed', 'passed', 'pending', 'pending'))).toBe('1 passed, 2 failed');
});

test('a file that could not be loaded, and so has no tests, has failed', () => {
  expect(totals(1, file('failed'), file('passed', 'passed'))).toBe('1 passed, 1 failed');
  expect(totals(1, file('failed', 'skipped'))).toBe('0 passed, 1 failed, 1 skipped');
});

test('a run that failed for none of its tests, as by an unhandled error, is not told of as a success', () => {
  expect(totals(1, file('passed', 'passed'))).toBe('1 passed, 1 failed');
  expect(totals(137)).toBe('0 passed, 1 failed');
});
