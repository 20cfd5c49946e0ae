// Prints the totals of the last test run as one line: `N passed, N failed`, and `, N skipped` where tests were.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const report = join(import.meta.dirname, '../../test-results/vitest.json');
if (!existsSync(report)) {
  console.log('The checks before the tests failed, so no test ran.');
  process.exit(1);
}
const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8'));
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
console.log(`${numPassedTests} passed, ${numFailedTests} failed${skipped}`);
