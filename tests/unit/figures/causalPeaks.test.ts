import { describe, expect, test } from 'vitest';
import { compile } from '../../../src/building/building';
import { simulateEpisode } from '../../../src/environment/simulateEpisode';
import { evaluationRecords } from '../../../src/evaluation/evaluationRecords';
import causal from '../../../src/evaluation/figures/causalPeaks.json';
import smallest from '../../../src/evaluation/figures/smallestPeaks.json';
import type { GroundMotion } from '../../../src/groundMotion/groundMotion';
import chosen from '../../../tools/figures/causal/chosen.json';
import type { CausalController } from '../../../tools/figures/causal/controllers';
import { causalPeak, driverOf } from '../../../tools/figures/causal/controllers';
import { PERIOD } from '../../../tools/figures/causal/heldBuilding';
import { readNetwork } from '../../../tools/figures/causal/networkFiles';
import { EVALUATED } from '../../../tools/figures/evaluated';
import { expectClose } from '../../support/expectClose';

const { task, cases } = EVALUATED;
type Case = (typeof cases)[number];

const isOf =
  ({ magnitude, force_limit_kN }: Case) =>
  (one: { readonly magnitude: string; readonly force_limit_kN: number }) =>
    one.magnitude === magnitude && one.force_limit_kN === force_limit_kN;

function chosenFor(known: Case): CausalController {
  const found = chosen.chosen.find(isOf(known));
  if (found?.settings) return { kind: 'program', settings: found.settings };
  const network = readNetwork(known);
  if (!network) throw new RangeError(`Nothing is stored for ${known.magnitude}.`);
  return { kind: 'network', network };
}

describe.each(cases)('the best causal controller known for $magnitude at $force_limit_kN kN', (known) => {
  const controller = chosenFor(known);
  const records = evaluationRecords(known.magnitude, task.spectrum);
  const peaks = causal.peaks.find(isOf(known))?.peaks_m ?? [];

  test('has the peaks that are stored, in the page’s own simulator', () => {
    expect(peaks).toHaveLength(records.length);
    const peakOf = causalPeak({ ...task, ...known }, controller);
    for (const index of [0, 7]) expectClose(peakOf(records[index]), peaks[index], 1e-9);
  });

  test('is nowhere better than what is possible', () => {
    const bounds = smallest.peaks.find(isOf(known))?.peaks_m ?? [];
    peaks.forEach((peak, index) => expect(peak).toBeGreaterThan(bounds[index]));
  });

  test('does not see what comes: its forces are the same whatever the ground does later', () => {
    const [record] = records;
    const until = 100 * PERIOD;
    const changed = {
      ...record,
      acceleration: record.acceleration.map((value, step) => (step < until ? value : -2 * value)),
    };
    const forcesOn = (motion: GroundMotion) =>
      simulateEpisode(
        motion,
        {
          building: compile(),
          integrator: task.integrator,
          forceLimit: 1000 * known.force_limit_kN,
          controlPeriod: PERIOD,
        },
        driverOf({ ...task, ...known }, controller)(motion),
      ).force;
    const [before, after] = [record, changed].map(forcesOn);
    // The force of the period that begins with the change was chosen before it.
    const same = until + PERIOD;
    expect(after.subarray(0, same)).toEqual(before.subarray(0, same));
    expect(after.subarray(same)).not.toEqual(before.subarray(same));
  });
});
