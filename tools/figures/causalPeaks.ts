import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { evaluationRecords, validationRecords } from '../../src/evaluation/evaluationRecords';
import type { GroundMotion } from '../../src/groundMotion/groundMotion';
import { meanOf } from '../../src/numerics/mean';
import { centimetres } from '../../src/ui/format';
import type { CausalController } from './causal/controllers';
import { causalPeak } from './causal/controllers';
import type { EvaluatedCase } from './causal/networkFiles';
import { readNetwork } from './causal/networkFiles';
import { EVALUATED } from './evaluated';
import { JUDGED, recordsIn } from './judged';

/**
 * Writes `src/evaluation/figures/causalPeaks.json` and, with the controllers behind it, `tools/figures/causal/chosen.json`:
 * of each magnitude and force limit, or of the one that is named (`M5.7 100`), the controller with the smallest
 * mean peak on the validation records, among the stored network and programs of some settings.
 */

/** 14 s ahead, or 30 steps at each decision, change the mean peak on M5.7's validation records by 0.02 %. */
const AHEAD = { periods: 100, iterations: 15 };
const PROGRAMS: readonly CausalController[] = [
  { halfOrder: 2, doubt: 0 },
  { halfOrder: 2, doubt: 0.3 },
  { halfOrder: 2, doubt: 1 },
  { halfOrder: 3, doubt: 0.3 },
  { halfOrder: 3, doubt: 1 },
  { halfOrder: 3, doubt: 3 },
].map((settings) => ({ kind: 'program', settings: { ...AHEAD, ...settings } }));

const { task, cases } = EVALUATED;
type Case = (typeof cases)[number];

const SIGNIFICANT_DIGITS = 12;
const peaksFile = new URL('../../src/evaluation/figures/causalPeaks.json', import.meta.url);
const chosenFile = new URL('causal/chosen.json', import.meta.url);
const ABOUT = 'Written by node tools/figures/run.mjs causalPeaks; docs/evaluation.md has the method.';

const [magnitude, limit] = process.argv.slice(3);
const isAsked = (one: Case) =>
  magnitude === undefined || (one.magnitude === magnitude && one.force_limit_kN === Number(limit));
for (const known of cases.filter(isAsked)) find(known);

/** Chooses the controller of a case, and writes it and its peaks. */
function find(known: Case): void {
  const name = `${known.magnitude} at ${known.force_limit_kN} kN`;
  const network = readNetwork(known);
  const candidates = [...(network ? [{ kind: 'network' as const, network }] : []), ...PROGRAMS];
  const judges = validationRecords(known.magnitude, task.spectrum);
  const scores = candidates.map((controller) => {
    const score = meanOf(peaksOf(known, controller, judges));
    const what = controller.kind === 'program' ? JSON.stringify(controller.settings) : 'network';
    console.log(name, what, 'validation', centimetres(score));
    return score;
  });
  const controller = candidates[scores.indexOf(Math.min(...scores))];
  const peaks = peaksOf(known, controller, evaluationRecords(known.magnitude, task.spectrum));
  for (const { name: judged, set } of JUDGED) {
    const records = recordsIn(set, known.magnitude, task.spectrum);
    console.log(name, controller.kind, judged, centimetres(meanOf(peaksOf(known, controller, records))));
  }
  const peaks_m = peaks.map((peak) => Number(peak.toPrecision(SIGNIFICANT_DIGITS)));
  const named = controller.kind === 'network' ? { kind: controller.kind } : controller;
  store(peaksFile, 'peaks', { ...known, peaks_m });
  store(chosenFile, 'chosen', { ...known, ...named });
}

function peaksOf(known: Case, controller: CausalController, records: readonly GroundMotion[]): number[] {
  const peak = causalPeak({ ...task, ...known }, controller);
  return records.map(peak);
}

/** Replaces what a file has of a case, and leaves the others' as it is. */
function store<Row extends EvaluatedCase>(file: URL, list: 'peaks' | 'chosen', row: Row): void {
  const content = existsSync(file) ? readFileSync(file, 'utf8') : '{}';
  const rows = (JSON.parse(content) as Partial<Record<typeof list, EvaluatedCase[]>>)[list] ?? [];
  const isOf = (known: EvaluatedCase) => (one: EvaluatedCase) =>
    one.magnitude === known.magnitude && one.force_limit_kN === known.force_limit_kN;
  const kept = cases.flatMap((known) => (isOf(known)(row) ? [row] : rows.filter(isOf(known))));
  writeFileSync(file, `${JSON.stringify({ about: ABOUT, ...task, [list]: kept }, null, 2)}\n`);
}
