import { describe, expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import type { RunSettings } from '../../../src/curriculum/settings';
import { sampleSize } from '../../../src/evaluation/summary';
import { bestHeldOut, describeBest, runStatus } from '../../../src/ui/runs/runText';
import { exampleEvaluation } from '../../support/evaluations';
import { runOverviews } from '../../../src/checkpoint/runOverview';
import type { RunRow } from '../../../src/state/runs.svelte';

test('a run is complete once the next start finds nothing to train', () => {
  const statusOf = (settings: RunSettings | undefined, ...names: string[]) => {
    const files = names.map((name) => ({
      path: `models/rl_v9_advanced/${name}`,
      size: 1,
      writtenAt: 0,
      sha256: '',
    }));
    const row = { isCurrent: true, isTraining: false, isLockedElsewhere: false, ...runOverviews(files)[0] };
    return runStatus(row satisfies RunRow, settings);
  };
  const final = 'final_v9_advanced.zip';
  for (const settings of [PRESETS.calm, undefined]) {
    expect(statusOf(settings, final, 'stage4_150kN.zip')).toBe('complete');
    expect(statusOf(settings, final, 'stage3_150kN.zip')).toBe('stage 3 of 4 complete');
    expect(statusOf(settings, 'stage4_150kN.zip')).toBe('stage 4 of 4 complete');
    expect(statusOf(settings, final)).toBe('final model, without its stages');
  }
  // What was trained under another force limit is another stage.
  const { stages } = PRESETS.calm;
  const stronger = {
    ...PRESETS.calm,
    stages: [stages[0], stages[1], stages[2], { ...stages[3], force_limit_kN: 200 }],
  } as const;
  expect(statusOf(stronger, final, 'stage3_150kN.zip', 'stage4_150kN.zip')).toBe('stage 3 of 4 complete');
});

describe('what a run does best', () => {
  test('is told with where and over how many records', () => {
    // 0.225 and 0.375 m beside 0.3 and 0.5 m.
    const evaluation = exampleEvaluation();
    expect(sampleSize(evaluation)).toBe(2);
    expect(describeBest(evaluation)).toBe('−25.0 % (M4.5, mean of 2)');
  });

  test('is the mean of the sample, not the record that a stage reports by itself', () => {
    const { responses } = exampleEvaluation();
    const peaks = (first: number, ...others: number[]) => ({
      ...responses,
      ppo: { ...responses.ppo, peakRoofDisplacement: [first, ...others] },
    });
    const lucky = exampleEvaluation({ magnitude: 'M5.7', responses: peaks(0.01, 0.29, 0.49) });
    const good = exampleEvaluation({ responses: peaks(0.2, 0.2, 0.3) });
    expect(bestHeldOut([lucky, good])).toBe(good);
    expect(describeBest(lucky)).toBe('−2.5 % (M5.7, mean of 2)');
  });

  test('is that of the only record where there is but one', () => {
    const { responses } = exampleEvaluation();
    const first = Object.fromEntries(
      Object.entries(responses).map(([name, columns]) => [
        name,
        Object.fromEntries(Object.entries(columns).map(([metric, values]) => [metric, values.slice(0, 1)])),
      ]),
    ) as unknown as typeof responses;
    const single = exampleEvaluation({ records: ['first'], responses: first, smallestPeaks: [0.1] });
    expect(describeBest(single)).toBe('−25.0 % (M4.5, mean of 1)');
  });
});
