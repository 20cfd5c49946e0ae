import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../src/building/building';
import type { ResponseMetrics } from '../../src/building/responseMetrics';
import { checkpointPath, fileName } from '../../src/checkpoint/names';
import { decodeModelZip } from '../../src/checkpoint/zip/modelZip';
import type { RunSettings } from '../../src/curriculum/settings';
import { taskBuilding } from '../../src/curriculum/taskBuilding';
import type { Controller } from '../../src/environment/simulateEpisode';
import { policyController } from '../../src/evaluation/controllers/policyController';
import { saturatedLqr } from '../../src/evaluation/controllers/saturatedLqr';
import { uncontrolled } from '../../src/evaluation/controllers/uncontrolled';
import { finalLimits } from '../../src/evaluation/evaluateStage';
import type { ComparisonTask } from '../../src/evaluation/knownFigures';
import { lqrWeights } from '../../src/evaluation/knownFigures';
import type { Pace } from '../../src/evaluation/pace';
import { simulateRecords } from '../../src/evaluation/simulateRecords';
import type { GroundMotion } from '../../src/groundMotion/groundMotion';
import { MAGNITUDES } from '../../src/groundMotion/synthetic';
import type { TrainedPolicy } from '../../src/ppo/foldedNetwork';
import { readZip } from '../../src/sb3/zipReader';

/** A line of a table: each run's policy under the same limits. */
export interface Line {
  readonly task: ComparisonTask & Pick<RunSettings, 'control_period' | 'seismometers'>;
  readonly policies: readonly TrainedPolicy[];
}

/** What a model does, line by line. */
export interface Table {
  readonly model: string;
  readonly lines: readonly Line[];
}

export type TrainedRun = Awaited<ReturnType<typeof readRun>>;

/** The tables of runs that differ in the seed: each stage's checkpoint on its own magnitude, and the final model on all. */
export function tablesOf(runs: readonly TrainedRun[]): Table[] {
  const [{ settings }] = runs;
  const ofStages: Line[] = settings.stages.map(({ magnitude, force_limit_kN, stroke_limit_m }, stage) => ({
    task: { ...settings, magnitude, force_limit_kN, stroke_limit_m },
    policies: runs.map(({ stages }) => stages[stage].state),
  }));
  const ofFinal: Line[] = MAGNITUDES.map((magnitude) => ({
    task: { ...settings, magnitude, ...finalLimits(settings) },
    policies: runs.map(({ final }) => final.state),
  }));
  return [
    { model: 'each stage', lines: ofStages },
    { model: 'the final model', lines: ofFinal },
  ];
}

/** @param cellsOf of a line: what it is about, then without control, under the regulator, and under each policy */
export async function printTable({ model, lines }: Table, cellsOf: (line: Line) => Promise<string[]>) {
  const runs = lines[0].policies.map((_, i) => ` run ${i + 1} |`);
  console.log(`\n| ${model} | uncontrolled | LQR |${runs.join('')}`);
  console.log(`| --- | ---: | ---: |${runs.map(() => ' ---: |').join('')}`);
  for (const line of lines) console.log(`| ${(await cellsOf(line)).join(' | ')} |`);
}

/** What happens in each record without control, under the regulator and under each of the line's policies. */
export async function respond({ task, policies }: Line, records: readonly GroundMotion[], pace: Pace) {
  const { integrator, control_period } = task;
  const [building, observed] = [compile(task.building), taskBuilding(task)];
  const forceLimit = 1000 * task.force_limit_kN;
  const under = (controller: Controller, controlPeriod: number, moved = building) =>
    simulateRecords(
      { records, building: moved, integrator, forceLimit, controller, options: () => ({ controlPeriod }) },
      pace,
    );
  const free = await under(uncontrolled, 1);
  const lqr = await under(saturatedLqr(building, integrator, forceLimit, await lqrWeights(task, pace)), 1);
  const ppo = [];
  for (const policy of policies) ppo.push(await under(policyController(policy), control_period, observed));
  return { free, lqr, ppo };
}

export async function readRun(directory: string) {
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

export function peaksOf(metrics: readonly ResponseMetrics[]): number[] {
  return metrics.map(({ peakRoofDisplacement }) => peakRoofDisplacement);
}

/** With the sign that rounding would hide: it says on which side of zero an interval ends. */
export function percent(part: number): string {
  return `${part < 0 ? '−' : '+'}${Math.abs(100 * part).toFixed(1)} %`;
}
