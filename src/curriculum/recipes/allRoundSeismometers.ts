import type { RunSettings } from '../settings';
import { ALL_ROUND } from './allRound';
import { SEISMOMETERS } from './seismometers';

const [one, two, three] = SEISMOMETERS.stages;
const [, , mixed, last] = ALL_ROUND.stages;

/**
 * The recipe with seismometers for a final model that serves all magnitudes, with the last two stages of the all-round recipe: who
 * knows how the ground moves can tell a small earthquake from a large one.
 */
export const ALL_ROUND_SEISMOMETERS: RunSettings = {
  ...SEISMOMETERS,
  preset: 'all-round-seismometers',
  stages: [one, two, { ...mixed, training_records: three.training_records }, last],
};
