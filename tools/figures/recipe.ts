import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ResponseMetrics } from '../../src/building/responseMetrics';
import { compile } from '../../src/building/building';
import { checkpointPath, fileName } from '../../src/checkpoint/names';
import type { Controller } from '../../src/environment/simulateEpisode';
import { saturatedLqr } from '../../src/evaluation/controllers/saturatedLqr';
import { policyController } from '../../src/evaluation/controllers/policyController';
import { uncontrolled } from '../../src/evaluation/controllers/uncontrolled';
import { lqrWeights } from '../../src/evaluation/knownFigures';
import { Pace } from '../../src/evaluation/pace';
import { simulateRecords } from '../../src/evaluation/simulateRecords';
import { recordsWithin } from '../../src/evaluation/strokeLimit';
import { relativeChange } from '../../src/evaluation/statistics';
import { heldOutRecord } from '../../src/groundMotion/catalogue';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import { readZip } from '../../src/sb3/zipReader';
import { centimetres } from '../../src/ui/format';

/** Prints the tables of docs/recipe.md for the runs in the directories given. */

/** Held-out records by number from 1: the evaluation's sample, and a hundred that no choice was made on. */
const SETS = [
  { name: 'The evaluation’s sample', first: 2, count: 20 },
  { name: 'Records that chose nothing', first: 5001, count: 100 },
];

const pace = new Pace(new AbortController().signal);
const directories = process.argv.slice(3);
const runs = await Promise.all(directories.map(readRun));

for (const { name, first, count } of SETS) {
  console.log(`\n${name}\n`);
  console.log(`| stage | uncontrolled | LQR |${directories.map((_, i) => ` run ${i + 1} |`).join('')}`);
  console.log(`| --- | ---: | ---: |${directories.map(() => ' ---: |').join('')}`);
  for (const [stage, { task }] of (runs[0] ?? []).entries()) {
    const { spectrum, integrator, magnitude, force_limit_kN, stroke_limit_m, control_period } = task;
    const records = Array.from({ length: count }, (_, i) =>
      heldOutRecord(magnitude, spectrum, first - 1 + i),
    );
    const building = compile(task.building);
    const weights = await lqrWeights(task, pace);
    const forceLimit = 1000 * force_limit_kN;
    const respond = (controller: Controller, controlPeriod: number) =>
      simulateRecords(
        { records, building, integrator, forceLimit, controller, options: () => ({ controlPeriod }) },
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
    for (const run of runs) {
      const ppo = await respond(policyController(run[stage].state), control_period);
      const { value, low, high } = relativeChange(peaksOf(ppo), peaksOf(lqr));
      const change = `${percent(value)}; ${percent(low)} to ${percent(high)}`;
      cells.push(`${meanInCentimetres(peaksOf(ppo))} (${change}${within(ppo)})`);
    }
    const stroke = stroke_limit_m === null ? '' : ` and ${stroke_limit_m} m`;
    const title = `${magnitude} at ${force_limit_kN} kN${stroke}`;
    const references = [meanInCentimetres(peaksOf(free)), `${meanInCentimetres(peaksOf(lqr))}${within(lqr)}`];
    console.log(`| ${[title, ...references, ...cells].join(' | ')} |`);
  }
}

console.log('\n| file |', directories.map((_, i) => `run ${i + 1} |`).join(' '));
console.log(`| --- |${directories.map(() => ' --- |').join('')}`);
for (const stage of (runs[0] ?? []).keys()) {
  console.log(`| ${[runs[0][stage].file, ...runs.map((run) => `\`${run[stage].sha256}\``)].join(' | ')} |`);
}

async function readRun(directory: string) {
  const final = await readModel(join(directory, 'final_v9_advanced.zip'));
  const { settings } = final.training;
  return Promise.all(
    settings.stages.map(async ({ number, magnitude, force_limit_kN, stroke_limit_m }) => {
      const file = fileName(checkpointPath(settings, 'completed', number));
      const zip = await readModel(join(directory, file));
      return { ...zip, file, task: { ...settings, magnitude, force_limit_kN, stroke_limit_m } };
    }),
  );
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
