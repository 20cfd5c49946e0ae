/** @typedef {import('./testTotals.d.mts').TestReport['testResults'][number]} TestFile */

/** @param {readonly TestFile[]} files @param {string} wanted */
const count = (files, wanted) =>
  files.flatMap(({ assertionResults }) => assertionResults).filter(({ status }) => status === wanted).length;

/** @param {TestFile} file @returns {string} where it is in the project */
const placeOf = ({ name }) => name.replace(/^.*\/tests\//, 'tests/');

/** @param {TestFile} file */
const isBroken = ({ status, assertionResults }) =>
  status === 'failed' && assertionResults.every((test) => test.status !== 'failed');

/**
 * What failed of a test run, a line each: what a log says of it is far above its end. Vitest's report counts as failed only what it
 * has seen fail; here so is a test that never ended, a file that could not be loaded, and, where a step has nothing of that kind and
 * its exit status says that it failed all the same, the step itself.
 *
 * @param {readonly import('./testTotals.d.mts').TestStep[]} steps
 * @returns {string[]} tests with the first line of what they failed of, files that could not be loaded, and steps that failed for none of
 * their tests
 */
export function failureLines(steps) {
  return steps.flatMap((step) => {
    const files = step.report?.testResults ?? [];
    const lines = files.flatMap((file) => [
      ...file.assertionResults
        .filter(({ status }) => status === 'failed' || status === 'pending')
        .map(({ status, fullName, failureMessages }) => {
          const reason = status === 'pending' ? 'it never ended' : failureMessages?.at(0)?.split('\n').at(0);
          return `${placeOf(file)} > ${fullName}: ${reason ?? 'no reason is known'}`;
        }),
      ...(isBroken(file) ? [`${placeOf(file)}: it could not be loaded`] : []),
    ]);
    if (lines.length > 0 || (step.exitStatus === 0 && step.report)) return lines;
    return [`a step for none of its tests, with exit status ${step.exitStatus}`];
  });
}

/**
 * Totals of the steps of a test run as one line: `N passed, N failed, N skipped`. A file that a later step ran again counts
 * by that step, so that a test that was skipped for want of something is not told of when it has passed since. What failed
 * stays failed.
 *
 * @param {readonly import('./testTotals.d.mts').TestStep[]} steps in the order in which they ran
 * @returns {string}
 */
export function testTotals(steps) {
  const files = steps.map(({ report }) => report?.testResults ?? []);
  const last = files.flatMap((ofStep, index) =>
    ofStep.filter(
      ({ name }) => !files.slice(index + 1).some((later) => later.some((file) => file.name === name)),
    ),
  );
  return `${count(last, 'passed')} passed, ${failureLines(steps).length} failed, ${count(last, 'skipped')} skipped`;
}
