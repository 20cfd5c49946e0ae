import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResponseMetrics } from '../../src/building/responseMetrics';
import { compile } from '../../src/building/building';
import { checkpointPath, fileName } from '../../src/checkpoint/names';
import type { RunSettings } from '../../src/curriculum/settings';
import { taskBuilding } from '../../src/curriculum/taskBuilding';
import type { Controller } from '../../src/environment/simulateEpisode';
import { saturatedLqr } from '../../src/evaluation/controllers/saturatedLqr';
import { policyController } from '../../src/evaluation/controllers/policyController';
import { uncontrolled } from '../../src/evaluation/controllers/uncontrolled';
import { finalLimits } from '../../src/evaluation/evaluateStage';
import type { ComparisonTask } from '../../src/evaluation/knownFigures';
import { lqrWeights } from '../../src/evaluation/knownFigures';
import { Pace } from '../../src/evaluation/pace';
import { simulateRecords } from '../../src/evaluation/simulateRecords';
import { recordsWithin } from '../../src/evaluation/strokeLimit';
import { relativeChange } from '../../src/evaluation/statistics';
import { MAGNITUDES } from '../../src/groundMotion/synthetic';
import type { TrainedPolicy } from '../../src/ppo/foldedNetwork';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import { readZip } from '../../src/sb3/zipReader';
import { centimetres } from '../../src/ui/format';
import type { HeldOutSet } from './judged';
import { hundredFrom, recordsIn, SAMPLE } from './judged';

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

/** A line of a table: each run's policy under the same limits. */
interface Line {
  readonly task: ComparisonTask & Pick<RunSettings, 'control_period' | 'seismometers'>;
  readonly policies: readonly TrainedPolicy[];
}

const pace = Pace.uninterrupted();
const runs = await Promise.all(directories.map(readRun));
const [{ settings }] = runs;

const ofStages: Line[] = settings.stages.map(({ magnitude, force_limit_kN, stroke_limit_m }, stage) => ({
  task: { ...settings, magnitude, force_limit_kN, stroke_limit_m },
  policies: runs.map(({ stages }) => stages[stage].state),
}));
const ofFinal: Line[] = MAGNITUDES.map((magnitude) => ({
  task: { ...settings, magnitude, ...finalLimits(settings) },
  policies: runs.map(({ final }) => final.state),
}));

for (const { name, set } of SETS) {
  for (const [model, lines] of [
    ['each stage', ofStages],
    ['the final model', ofFinal],
  ] as const) {
    console.log(`\n${name}: ${model}\n`);
    console.log(`| ${model} | uncontrolled | LQR |${directories.map((_, i) => ` run ${i + 1} |`).join('')}`);
    console.log(`| --- | ---: | ---: |${directories.map(() => ' ---: |').join('')}`);
    for (const line of lines) console.log(`| ${(await cellsOf(line, set)).join(' | ')} |`);
  }
}

console.log('\n| file |', directories.map((_, i) => `run ${i + 1} |`).join(' '));
console.log(`| --- |${directories.map(() => ' --- |').join('')}`);
for (const [stage, { file }] of runs[0].stages.entries()) {
  console.log(`| ${[file, ...runs.map(({ stages }) => `\`${stages[stage].sha256}\``)].join(' | ')} |`);
}

/** A line's cells on some held-out records: mean peaks, and each policy's change against the regulator. */
async function cellsOf({ task, policies }: Line, set: HeldOutSet): Promise<string[]> {
  const { spectrum, integrator, magnitude, force_limit_kN, stroke_limit_m, control_period } = task;
  const records = recordsIn(set, magnitude, spectrum);
  const [building, observed] = [compile(task.building), taskBuilding(task)];
  const weights = await lqrWeights(task, pace);
  const forceLimit = 1000 * force_limit_kN;
  const respond = (controller: Controller, controlPeriod: number, moved = building) =>
    simulateRecords(
      { records, building: moved, integrator, forceLimit, controller, options: () => ({ controlPeriod }) },
      pace,
    );
  const within = (metrics: readonly ResponseMetrics[]) => {
    if (stroke_limit_m === null) return '';
    const strokes = metrics.map(({ peakStroke }) => peakStroke);
    return `; ${recordsWithin(strokes, stroke_limit_m)} within`;
  };
  const free = await respond(uncontrolled, 1);
  const lqr = await respond(saturatedLqr(building, integrator, forceLimit, weights), 1);
  const cells = [];
  for (const policy of policies) {
    const ppo = await respond(policyController(policy), control_period, observed);
    const { value, low, high } = relativeChange(peaksOf(ppo), peaksOf(lqr));
    const change = `${percent(value)}; ${percent(low)} to ${percent(high)}`;
    cells.push(`${meanInCentimetres(peaksOf(ppo))} (${change}${within(ppo)})`);
  }
  const stroke = stroke_limit_m === null ? '' : ` and ${stroke_limit_m} m`;
  const title = `${magnitude} at ${force_limit_kN} kN${stroke}`;
  return [
    title,
    meanInCentimetres(peaksOf(free)),
    `${meanInCentimetres(peaksOf(lqr))}${within(lqr)}`,
    ...cells,
  ];
}

async function readRun(directory: string) {
  const final = await readModel(join(directory, 'final_v9_advanced.zip'));
  const { settings } = final.training;
  const stages = await Promise.all(
    settings.stages.map(async ({ number }) => {
      const file = fileName(checkpointPath(settings, 'completed', number));
      return { ...(await readModel(join(directory, file))), file };
    }),
  );
  return { settings, final, stages };
}

async function readModel(path: string) {
  const bytes = new Uint8Array(readFileSync(path));
  const decoded = await decodeModelZip(bytes);
  if (decoded.origin !== 'tmd-lab') throw new TypeError(`${path} is not of this project.`);
  const { state } = decoded.checkpoint;
  return { state, training: decoded.checkpoint, sha256: await parametersSha256(bytes) };
}

/** Of the parameters: the zip's own hash changes with the processor's name in it. */
async function parametersSha256(zip: Uint8Array<ArrayBuffer>): Promise<string> {
  const members = await readZip(zip, { entries: 64, totalSize: 2 ** 26 });
  const entry = JSON.parse(new TextDecoder().decode(members.get('tmd_lab.json'))) as {
    parameters_sha256: string;
  };
  return entry.parameters_sha256;
}

function peaksOf(metrics: readonly ResponseMetrics[]): number[] {
  return metrics.map(({ peakRoofDisplacement }) => peakRoofDisplacement);
}

function meanInCentimetres(metres: readonly number[]): string {
  return centimetres(metres.reduce((sum, value) => sum + value, 0) / metres.length);
}

/** With the sign that rounding would hide: it says on which side of zero an interval ends. */
function percent(part: number): string {
  return `${part < 0 ? '−' : '+'}${Math.abs(100 * part).toFixed(1)} %`;
}
