import { ALL_ROUND } from './recipes/allRound';
import { ALL_ROUND_SEISMOMETERS } from './recipes/allRoundSeismometers';
import { BUILDABLE } from './recipes/buildable';
import { CALM, CALM_ON_GPU, CALM_ROBUST } from './recipes/calm';
import { SEISMOMETERS, SEISMOMETERS_ON_GPU } from './recipes/seismometers';
import { SMOKE } from './recipes/smoke';
import { V9 } from './recipes/v9';
import type { RunSettings } from './settings';

/** By name: where settings begin that a link or a file changes. */
export const PRESETS: Readonly<Record<string, RunSettings>> = {
  calm: CALM,
  'calm-gpu': CALM_ON_GPU,
  robust: CALM_ROBUST,
  seismometers: SEISMOMETERS,
  'seismometers-gpu': SEISMOMETERS_ON_GPU,
  'all-round': ALL_ROUND,
  'all-round-seismometers': ALL_ROUND_SEISMOMETERS,
  buildable: BUILDABLE,
  v9: V9,
  smoke: SMOKE,
};

export const DEFAULT_PRESET = 'calm';

/** The default recipe with more samples, which a fast GPU has time for. */
export const LARGER_PRESET = 'calm-gpu';
