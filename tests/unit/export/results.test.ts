import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import causal from '../../../src/evaluation/figures/causalPeaks.json';
import type { ExportedModel } from '../../../src/export/exportedModel';
import { results } from '../../../src/export/results';
import { resultsSchema } from '../../../src/export/resultsSchema';
import { meanOf } from '../../../src/numerics/mean';
import { exampleCheckpoint } from '../../support/checkpoints';
import { exampleEvaluation, olderEvaluation } from '../../support/evaluations';
import { expectClose } from '../../support/expectClose';

const checkpoint = exampleCheckpoint();
const model: ExportedModel = {
  fileName: 'final_v9_advanced.zip',
  zip: new Uint8Array(0),
  sha256: 'ab'.repeat(32),
  state: checkpoint.state,
  training: checkpoint,
};

/** As another program gets it. */
const read = (exported: ExportedModel) =>
  v.parse(resultsSchema, JSON.parse(JSON.stringify(results(exported))));

describe('results.json', () => {
  const file = read(model);
  const [stage] = file.held_out;

  test('follows its schema, with and without a training behind it', () => {
    expect(read({ ...model, training: null })).toMatchObject({ held_out: [], final: null });
    expect(read({ ...model, state: { ...model.state, episodes: [] } }).training_return).toBeNull();
    expect(() => v.parse(resultsSchema, { ...file, held_out: [{ ...stage, stage: 'one' }] })).toThrow();
  });

  test('has every record of every controller, in SI units', () => {
    expect(stage).toMatchObject({ stage: 1, magnitude: 'M4.5', force_limit_kN: 50, is_deterministic: true });
    expect(stage.records).toEqual(['first', 'second', 'third']);
    expect(stage.controllers.ppo.per_record.peak_roof_displacement_m).toEqual([0.15, 0.225, 0.375]);
    expect(stage.controllers.lqr.per_record.peak_stroke_m).toEqual([1.25, 1.25, 1.25]);
    expect(stage.smallest_possible_peak_m?.per_record).toEqual([0.1, 0.15, 0.25]);
    // Of three records that are not the built-in ones, nobody knows it.
    expect(stage.best_known_causal_peak_m).toBeNull();
  });

  test('has the best causal peaks known, on the records that they are known for', () => {
    const smallestPeaks = Array<number>(21).fill(0.1);
    const evaluated = { ...checkpoint, evaluations: [exampleEvaluation({ smallestPeaks })] };
    const known = read({ ...model, training: evaluated }).held_out[0].best_known_causal_peak_m;
    const [{ peaks_m }] = causal.peaks;
    expect(known?.per_record).toEqual(peaks_m);
    expectClose(known?.mean.value ?? NaN, meanOf(peaks_m.slice(1)));
  });

  test('has the limit of the stroke and who keeps it, where there is one', () => {
    expect(stage).toMatchObject({
      stroke_limit_m: null,
      controllers: { ppo: { records_within_stroke_limit: null } },
    });
    const limitedTo = (stroke_limit_m: number) => {
      const evaluated = { ...checkpoint, evaluations: [exampleEvaluation({ stroke_limit_m })] };
      return read({ ...model, training: evaluated }).held_out[0];
    };
    expect(limitedTo(1.25)).toMatchObject({
      stroke_limit_m: 1.25,
      controllers: { lqr: { records_within_stroke_limit: { count: 2, of: 2 } } },
    });
    expect(limitedTo(1).controllers.lqr.records_within_stroke_limit).toEqual({ count: 0, of: 2 });
  });

  test('has what the policy earned, unless the checkpoint is from before that was kept', () => {
    const episodes = [
      { r: -100, l: 1000 },
      { r: -2, l: 1000 },
      { r: -4, l: 1000 },
    ];
    const evaluated = { ...checkpoint, evaluations: [exampleEvaluation({ episodes })] };
    expect(read({ ...model, training: evaluated }).held_out[0].policy_return).toEqual({
      mean_reward: -3,
      std_reward: 1,
      n_episodes: 2,
    });
    expect(stage.policy_return).toBeNull();
  });

  test('has means over all records but the first, within their intervals', () => {
    const { value, low, high } = stage.controllers.ppo.mean.peak_roof_displacement_m;
    expectClose(value, 0.3);
    // Of two records: Student's t with one degree of freedom.
    expectClose(low, 0.3 - 12.706 * 0.075);
    expectClose(high, 0.3 + 12.706 * 0.075);
  });

  test('has the worst record of each controller, and on how many its peak is the smaller one', () => {
    const { records, controllers, paired } = stage;
    for (const { per_record, worst } of Object.values(controllers)) {
      const peaks = per_record.peak_roof_displacement_m.slice(1);
      const largest = Math.max(...peaks);
      expect(worst).toEqual({
        record: records[1 + peaks.indexOf(largest)],
        peak_roof_displacement_m: largest,
      });
    }
    for (const { controller, reference, records_with_smaller_peak } of paired) {
      const peaksOf = (name: typeof controller) =>
        controllers[name].per_record.peak_roof_displacement_m.slice(1);
      const others = peaksOf(reference);
      const count = peaksOf(controller).filter((peak, i) => peak < others[i]).length;
      expect(records_with_smaller_peak).toEqual({ count, of: others.length });
    }
    expect(paired.map(({ records_with_smaller_peak: { count } }) => count)).toContain(2);
  });

  test('compares pairs: the policy against each of the others', () => {
    const pairs = stage.paired.map(({ controller, reference }) => `${controller} ${reference}`);
    expect(pairs).toEqual([
      'passive uncontrolled',
      'lqr uncontrolled',
      'ppo uncontrolled',
      'ppo passive',
      'ppo lqr',
    ]);
    const [, , againstNothing, , againstLqr] = stage.paired;
    expectClose(againstNothing.mean_difference.peak_roof_displacement_m.value, -0.1);
    // A quarter less on each record: the ratio has no spread, though the differences have.
    expectClose(againstNothing.relative_change_of_mean_peak.low, -0.25);
    expectClose(againstNothing.relative_change_of_mean_peak.high, -0.25);
    expectClose(againstLqr.mean_difference.peak_roof_displacement_m.value, 0, 1e-12, 1);
    expect(againstLqr.mean_difference.peak_force_N).toEqual({ value: 0, low: 0, high: 0 });
  });

  test('has what an engineer asks for, and the benchmark’s criteria', () => {
    const { per_record, mean, criteria } = stage.controllers.ppo;
    expect(stage.building_weight_N).toBe(2e7);
    expect(per_record.peak_drift_ratio).toEqual([0.01, 0.01, 0.01]);
    expect(mean.peak_base_shear_N).toEqual({ value: 4e6, low: 4e6, high: 4e6 });
    expect(stage.controllers.uncontrolled.criteria).toBeNull();
    expect(criteria?.J1_peak_drift_ratio).toEqual({
      per_record: [1, 1, 1],
      mean: { value: 1, low: 1, high: 1 },
      max: 1,
    });
    expect(criteria?.J12_peak_stroke?.per_record).toEqual([1.25 / 0.2, 1.25 / 0.3, 1.25 / 0.5]);
    expect(criteria?.J12_peak_stroke?.max).toBe(1.25 / 0.3);
  });

  test('of an older checkpoint says what was not measured', () => {
    const [older] = read({
      ...model,
      training: { ...checkpoint, evaluations: [olderEvaluation()] },
    }).held_out;
    expect(older.building_weight_N).toBeNull();
    expect(older.controllers.ppo.per_record.peak_drift_ratio).toBeNull();
    expect(older.controllers.ppo.mean.peak_drift_ratio).toBeNull();
    expect(older.controllers.ppo.criteria?.J1_peak_drift_ratio).toBeNull();
    expect(older.paired[0].mean_difference.peak_drift_ratio).toBeNull();
    expect(older.controllers.ppo.mean.peak_stroke_m.value).toBe(1.25);
  });

  test('has the final evaluation, with the sizes of the imperfections', () => {
    const { final } = file;
    expect(final?.held_out[0]).toMatchObject({ stage: null, smallest_possible_peak_m: null });
    expect(final?.conditions.map(({ name }) => name)).toContain(final?.robustness[0].condition);
    expect(final?.robustness[0].peak_roof_displacement_m).toEqual({ lqr: [0.25, 0.37], ppo: [0.24, 0.4] });
    expectClose(final?.robustness[0].mean.ppo.value ?? NaN, 0.32);
  });
});
