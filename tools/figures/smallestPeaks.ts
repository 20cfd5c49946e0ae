import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { evaluationRecords } from '../../src/evaluation/evaluationRecords';
import { freeResponse, impulseResponse } from '../../tests/support/roofResponses';
import { EVALUATED } from './evaluated';

/** Writes `src/evaluation/figures/smallestPeaks.json` and the proofs of its bounds, `tests/golden/smallestPeaks.json`. */

interface Solution {
  readonly peak: number;
  readonly bound: number;
  readonly weights: readonly (readonly [number, number])[];
}

const { task, cases } = EVALUATED;
const problems = cases.map(({ magnitude, force_limit_kN }) =>
  evaluationRecords(magnitude, task.spectrum).map((record) => ({
    limit: 1000 * force_limit_kN,
    free: [...freeResponse(record, task.integrator)],
  })),
);
const steps = Math.max(...problems.flat().map(({ free }) => free.length));
const script = fileURLToPath(new URL('smallest_peaks.py', import.meta.url));
const { status, stdout } = spawnSync(process.env.FIGURES_PYTHON ?? 'python3', [script], {
  input: JSON.stringify({ impulse: [...impulseResponse(task.integrator, steps)], records: problems.flat() }),
  stdio: ['pipe', 'pipe', 'inherit'],
  encoding: 'utf8',
  maxBuffer: 2 ** 28,
});
if (status !== 0) throw new Error(`${script} ended with ${status}`);
const solutions = JSON.parse(stdout) as Solution[];

/** Each case with its part of the solutions. */
function byCase<Value>(of: (solution: Solution) => Value) {
  let first = 0;
  return cases.map((known, index) => {
    const own = solutions.slice(first, (first += problems[index].length));
    return { ...known, values: own.map(of) };
  });
}

function write(path: string, content: unknown): void {
  writeFileSync(new URL(path, import.meta.url), `${JSON.stringify(content)}\n`);
}

const rounded = (value: number) => Number(value.toPrecision(7));
const peaks = byCase(({ peak }) => rounded(peak)).map(({ values, ...known }) => ({
  ...known,
  peaks_m: values,
}));
write('../../src/evaluation/figures/smallestPeaks.json', { ...task, peaks });
write('../golden/smallestPeaks.json', {
  about:
    'Proofs of the bounds in src/evaluation/figures/smallestPeaks.json; tools/figures/smallest_peaks.py has the formula.',
  ...task,
  proofs: byCase(({ bound, weights }) => ({ bound, weights })),
});
