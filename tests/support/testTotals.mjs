/**
 * Totals of a test run as one line: `N passed, N failed`, and `, N skipped` where tests were. Vitest's report counts as
 * failed only what it has seen fail; here so is a test that never ended, a file that could not be loaded, and, where a run
 * has nothing of that kind and its exit status says that it failed all the same, the run itself.
 *
 * @param {import('./testTotals.d.mts').TestReport} report
 * @param {number} exitStatus
 * @returns {string}
 */
export function testTotals({ testResults }, exitStatus) {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (/** @type {string} */ wanted) => tests.filter(({ status }) => status === wanted).length;
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
  );
  const failed = count('failed') + count('pending') + brokenFiles.length;
  const skipped = count('skipped') > 0 ? `, ${count('skipped')} skipped` : '';
  return `${count('passed')} passed, ${failed || Number(exitStatus !== 0)} failed${skipped}`;
}
