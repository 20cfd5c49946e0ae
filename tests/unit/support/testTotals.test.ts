import { expect, test } from 'vitest';
import type { TestReport } from '../../support/testTotals.mjs';
import { failureLines, testTotals } from '../../support/testTotals.mjs';

type TestFile = TestReport['testResults'][number];
type Status = TestFile['assertionResults'][number]['status'];

const named = (name: string, status: TestFile['status'], ...statuses: Status[]): TestFile => ({
  name,
  status,
  assertionResults: statuses.map((each, i) => ({
    status: each,
    fullName: `test ${i + 1}`,
    ...(each === 'failed' && { failureMessages: ['Error: wrong\n    at somewhere'] }),
  })),
});
let files = 0;
const file = (status: TestFile['status'], ...statuses: Status[]) =>
  named(`file ${files++}`, status, ...statuses);
const step = (exitStatus: number, ...testResults: TestFile[]) => ({ report: { testResults }, exitStatus });

test('tests that passed, failed and were skipped are counted; one that is to be written is none', () => {
  expect(testTotals([step(0, file('passed', 'passed', 'passed'), file('passed', 'passed', 'todo'))])).toBe(
    '3 passed, 0 failed, 0 skipped',
  );
  expect(testTotals([step(1, file('failed', 'passed', 'failed'), file('passed', 'skipped'))])).toBe(
    '1 passed, 1 failed, 1 skipped',
  );
});

test('tests of a worker that died, which Vitest calls pending in a file that passed, have failed', () => {
  expect(testTotals([step(1, file('passed', 'passed', 'pending', 'pending'))])).toBe(
    '1 passed, 2 failed, 0 skipped',
  );
});

test('a file that could not be loaded, and so has no tests, has failed', () => {
  expect(testTotals([step(1, file('failed'), file('passed', 'passed'))])).toBe(
    '1 passed, 1 failed, 0 skipped',
  );
  expect(testTotals([step(1, file('failed', 'skipped'))])).toBe('0 passed, 1 failed, 1 skipped');
});

test('a step that failed for none of its tests, as by an unhandled error, is not told of as a success', () => {
  const good = step(0, file('passed', 'passed'));
  const bad = () => step(1, file('passed', 'passed'));
  expect(testTotals([bad()])).toBe('1 passed, 1 failed, 0 skipped');
  expect(testTotals([good, bad(), bad()])).toBe('3 passed, 2 failed, 0 skipped');
  expect(testTotals([good, { report: null, exitStatus: 137 }])).toBe('1 passed, 1 failed, 0 skipped');
  expect(testTotals([good, { report: null, exitStatus: 0 }])).toBe('1 passed, 1 failed, 0 skipped');
});

test('a file that a later step ran again is counted once, and what failed in it stays failed', () => {
  const first = step(0, named('unit', 'passed', 'passed'), named('interop', 'passed', 'skipped', 'skipped'));
  expect(testTotals([first])).toBe('1 passed, 0 failed, 2 skipped');
  expect(testTotals([first, step(1, named('interop', 'failed', 'passed', 'failed'))])).toBe(
    '2 passed, 1 failed, 0 skipped',
  );
  expect(testTotals([first, step(0, named('interop', 'passed', 'passed', 'skipped'))])).toBe(
    '2 passed, 0 failed, 1 skipped',
  );
  const flaky = step(1, named('interop', 'failed', 'passed', 'failed'));
  expect(testTotals([flaky, step(0, named('interop', 'passed', 'passed', 'passed'))])).toBe(
    '2 passed, 1 failed, 0 skipped',
  );
});

test('what failed is told by file and name, with the reason, as many lines as failures are counted', () => {
  const steps = [
    step(
      1,
      named('/somewhere/tests/unit/one.test.ts', 'failed', 'passed', 'failed'),
      named('/x/tests/two.test.ts', 'failed'),
    ),
    step(1, named('/x/tests/three.test.ts', 'passed', 'pending')),
    step(3, file('passed', 'passed')),
    step(0, file('passed', 'passed', 'skipped')),
    { report: null, exitStatus: 137 },
  ];
  expect(failureLines(steps)).toEqual([
    'tests/unit/one.test.ts > test 2: Error: wrong',
    'tests/two.test.ts: it could not be loaded',
    'tests/three.test.ts > test 1: it never ended',
    'a step for none of its tests, with exit status 3',
    'a step for none of its tests, with exit status 137',
  ]);
  expect(testTotals(steps)).toContain(' 5 failed,');
});
