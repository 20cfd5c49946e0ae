import type { ResponseMetrics } from '../../src/building/responseMetrics';
import { Pace } from '../../src/evaluation/pace';
import { relativeChange } from '../../src/evaluation/statistics';
import { recordsWithin } from '../../src/evaluation/strokeLimit';
import { meanOf } from '../../src/numerics/mean';
import { centimetres } from '../../src/ui/format';
import type { HeldOutSet } from './judged';
import { hundredFrom, recordsIn, SAMPLE } from './judged';
import type { Line } from './trainedRuns';
import { peaksOf, percent, printTable, readRun, respond, tablesOf } from './trainedRuns';

/**
 * Prints the tables of docs/recipe.md for the runs in the directories given: each stage's checkpoint on its own magnitude, and
 * the final model on all. A number before the directories says where the hundred records begin that chose nothing.
 */

const given = process.argv.slice(3);
const directories = given.filter((argument) => !/^\d+$/.test(argument));
const hundred = hundredFrom(
  given
    .filter((argument) => /^\d+$/.test(argument))
    .map(Number)
    .at(0),
);

const SETS = [
  { name: 'The evaluation’s sample', set: SAMPLE },
  {
    name: `Records ${hundred.first} to ${hundred.first + hundred.count - 1}, which chose nothing`,
    set: hundred,
  },
];

const pace = Pace.uninterrupted();
const runs = await Promise.all(directories.map(readRun));

for (const { name, set } of SETS) {
  for (const { model, lines } of tablesOf(runs)) {
    console.log(`\n${name}: ${model}`);
    await printTable({ model, lines }, (line) => cellsOf(line, set));
  }
}

console.log('\n| file |', directories.map((_, i) => `run ${i + 1} |`).join(' '));
console.log(`| --- |${directories.map(() => ' --- |').join('')}`);
for (const [stage, { file }] of runs[0].stages.entries()) {
  console.log(`| ${[file, ...runs.map(({ stages }) => `\`${stages[stage].sha256}\``)].join(' | ')} |`);
}

/** A line's cells on some held-out records: mean peaks, and each policy's change against the regulator. */
async function cellsOf(line: Line, set: HeldOutSet): Promise<string[]> {
  const { spectrum, magnitude, force_limit_kN, stroke_limit_m } = line.task;
  const { free, lqr, ppo } = await respond(line, recordsIn(set, magnitude, spectrum), pace);
  const within = (metrics: readonly ResponseMetrics[]) => {
    if (stroke_limit_m === null) return '';
    const strokes = metrics.map(({ peakStroke }) => peakStroke);
    return `; ${recordsWithin(strokes, stroke_limit_m)} within`;
  };
  const cells = ppo.map((policy) => {
    const { value, low, high } = relativeChange(peaksOf(policy), peaksOf(lqr));
    const change = `${percent(value)}; ${percent(low)} to ${percent(high)}`;
    return `${meanInCentimetres(peaksOf(policy))} (${change}${within(policy)})`;
  });
  const stroke = stroke_limit_m === null ? '' : ` and ${stroke_limit_m} m`;
  return [
    `${magnitude} at ${force_limit_kN} kN${stroke}`,
    meanInCentimetres(peaksOf(free)),
    `${meanInCentimetres(peaksOf(lqr))}${within(lqr)}`,
    ...cells,
  ];
}

function meanInCentimetres(metres: readonly number[]): string {
  return centimetres(meanOf(metres));
}
