// Prints what failed in the steps of a test run, and then their totals as one line:
// `node tests/support/summary.mjs NAME=STATUS ...`, where test-results/NAME.json is the step's report and STATUS its exit status.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { failureLines, testTotals } from './testTotals.mjs';

const steps = process.argv.slice(2).map((step) => {
  const [name, status] = step.split('=');
  const report = join(import.meta.dirname, `../../test-results/${name}.json`);
  if (!existsSync(report)) {
    console.log(`${name}: there is no report. What comes before its tests failed, or they did not end.`);
    return { report: null, exitStatus: Number(status) };
  }
  return { report: JSON.parse(readFileSync(report, 'utf8')), exitStatus: Number(status) };
});
for (const line of failureLines(steps)) console.log(`FAILED: ${line}`);
console.log(testTotals(steps));
