import { describe, expect, test } from 'vitest';
import { playRecord } from '../../../src/evaluation/playback';
import { results } from '../../../src/export/results';
import { playbackCsv } from '../../../src/ui/building/playbackCsv';
import { formatCsv } from '../../../src/ui/common/csv';
import { resultsCsv } from '../../../src/ui/results/resultsCsv';
import { exampleCheckpoint } from '../../support/checkpoints';
import { shortRecord } from '../../support/environments';
import { exampleEvaluation, olderEvaluation } from '../../support/evaluations';

const table = (csv: string) =>
  csv
    .trimEnd()
    .split('\n')
    .map((line) => line.split(','));

describe('tables for spreadsheets', () => {
  test('quote what a comma, a quotation mark or a line would break', () => {
    expect(
      formatCsv(
        ['a', 'b'],
        [
          ['1,2', 'say "hi"'],
          ['two\nlines', 3],
        ],
      ),
    ).toBe('a,b\n"1,2","say ""hi"""\n"two\nlines",3\n');
  });

  test('a playback gives its histories at the end of each step, without and with control', () => {
    const record = shortRecord(40);
    const playback = playRecord(record, { integrator: 'newmark' }, 50, { controller: () => 0.5 });
    const [header, ...rows] = table(playbackCsv(playback));
    const column = (name: string) => rows.map((row) => Number(row[header.indexOf(name)]));
    expect(rows).toHaveLength(40);
    expect(column('time_s').at(-1)).toBeCloseTo(0.8, 9);
    expect(new Set(column('controlled_force_N'))).toEqual(new Set([25_000]));
    expect(new Set(column('uncontrolled_force_N'))).toEqual(new Set([0]));
    for (const name of ['uncontrolled', 'controlled'] as const) {
      const peak = Math.max(...column(`${name}_roof_displacement_m`).map(Math.abs));
      expect(peak).toBeCloseTo(playback[name]?.metrics.peakRoofDisplacement ?? NaN, 8);
      // The storeys' drifts add up to the roof's displacement.
      const drifts = Array.from({ length: 12 }, (_, i) => column(`${name}_drift_${i + 1}_m`).at(-1) ?? NaN);
      const sum = drifts.reduce((total, drift) => total + drift, 0);
      expect(sum).toBeCloseTo(column(`${name}_roof_displacement_m`).at(-1) ?? NaN, 7);
    }
    const alone = playRecord(record, { integrator: 'newmark' }, 50, null);
    expect(table(playbackCsv(alone))[0].some((name) => name.startsWith('controlled'))).toBe(false);
  });

  test('results give a line for each controller and record', () => {
    const evaluation = exampleEvaluation();
    const [header, ...rows] = table(resultsCsv([evaluation], [{ ...evaluation, stage: null }]));
    expect(rows).toHaveLength(2 * 4 * evaluation.records.length);
    expect(rows[0].slice(0, 2)).toEqual([`stage ${evaluation.stage}`, evaluation.magnitude]);
    expect(rows.at(-1)?.[0]).toBe('final');
    const ppo = rows.find((row) => row[5] === 'ppo' && row[4] === evaluation.records[0]);
    expect(Number(ppo?.[header.indexOf('peak_roof_displacement_m')])).toBe(
      evaluation.responses.ppo.peakRoofDisplacement[0],
    );
    const checkpoint = exampleCheckpoint();
    const { held_out } = results({
      fileName: 'stage1_50kN.zip',
      zip: new Uint8Array(0),
      sha256: '',
      state: checkpoint.state,
      training: checkpoint,
    });
    // The names of the published format, and the same in both files.
    const names = Object.keys(held_out[0].controllers.ppo.per_record);
    const criteria = Object.keys(held_out[0].controllers.ppo.criteria ?? {});
    expect(criteria).toHaveLength(10);
    expect(header.slice(6)).toEqual([...names, ...criteria, 'record_set']);
    expect(Number(ppo?.[header.indexOf('J12_peak_stroke')])).toBe(1.25 / 0.2);
    const uncontrolled = rows.find((row) => row[5] === 'uncontrolled');
    expect(uncontrolled?.[header.indexOf('J12_peak_stroke')]).toBe('');
    const limited = table(resultsCsv([{ ...evaluation, stroke_limit_m: 1.5 }], []));
    expect([rows[0][3], limited[1][3]]).toEqual(['', '1.5']);
    expect(names).toContain('peak_story_drift_m');
    expect(names).toContain('peak_stroke_m');
  });

  test('results of an older checkpoint leave empty what was not measured, and own records have lines too', () => {
    const older = olderEvaluation();
    const { uncontrolled, ppo } = older.responses;
    const ownRecords = { records: ['mine', 'yours', 'theirs'], responses: { uncontrolled, ppo } };
    const [header, ...rows] = table(resultsCsv([{ ...older, ownRecords }], []));
    expect(rows).toHaveLength(4 * 3 + 2 * 3);
    expect(rows.every((row) => row.length === header.length)).toBe(true);
    expect(new Set(rows.map((row) => row[header.indexOf('peak_base_shear_N')]))).toEqual(new Set(['']));
    const own = rows.filter((row) => row.at(-1) === 'own');
    expect(own.map((row) => row.slice(4, 6).join(' '))).toEqual([
      'mine uncontrolled',
      'yours uncontrolled',
      'theirs uncontrolled',
      'mine ppo',
      'yours ppo',
      'theirs ppo',
    ]);
    expect(Number(own[3][header.indexOf('peak_roof_displacement_m')])).toBe(0.15);
  });
});
