import { expect, test } from 'vitest';
import { PRESETS } from '../../../src/curriculum/presets';
import { STAGE_NUMBERS } from '../../../src/curriculum/settings';
import { stageEnvironment } from '../../../src/curriculum/stageEnvironment';
import { trainingRecords } from '../../../src/groundMotion/catalogue';

test.each(STAGE_NUMBERS)('stage %i trains on its magnitude under its force limit in N', (number) => {
  const settings = {
    ...PRESETS.v9,
    n_envs: 6,
    integrator: 'v9',
    spectrum: 'kanai-tajimi',
    training_records: 12,
    control_period: 5,
    reward: { velocity_weight: 0.1, exponent: 2, relative: true },
    advantage_baseline: 'uncontrolled',
    staggered_starts: true,
    randomisation: { ...PRESETS.v9.randomisation, latency_steps: 2 },
  } as const;
  const magnitude = (['M4.5', 'M5.7', 'M7.4', 'M8.4'] as const)[number - 1];
  expect(stageEnvironment(settings, number)).toEqual({
    count: 6,
    integrator: 'v9',
    forceLimit: [50_000, 100_000, 150_000, 150_000][number - 1],
    controlPeriod: 5,
    reward: settings.reward,
    advantageBaseline: 'uncontrolled',
    staggeredStarts: true,
    records: trainingRecords(magnitude, 'kanai-tajimi', 12),
    randomisation: settings.randomisation,
  });
});
