// Prints the totals of the last test run as one line: `node tests/support/summary.mjs STATUS`, its exit status.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testTotals } from './testTotals.mjs';

const report = join(import.meta.dirname, '../../test-results/vitest.json');
if (!existsSync(report)) {
  console.log('There is no report: the checks before the tests failed, or the tests did not end.');
  console.log('0 passed, 1 failed');
  process.exit(1);
}
console.log(testTotals(JSON.parse(readFileSync(report, 'utf8')), Number(process.argv[2])));
