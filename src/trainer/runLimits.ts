import type { RecordLibrary } from '../curriculum/recordLibrary';
import type { RunSettings } from '../curriculum/settings';
import type { Engine } from '../ppo/engine';
import { architectureOf } from '../ppo/initialPolicy';
import { stageOutline } from '../ppo/stageTask';

/**
 * Refuses a run of which a stage would not fit on the engine's device, before anything is trained: the last ones need most.
 *
 * @param library the user's own records that the settings name, as far as they are known
 * @throws LimitError
 */
export function assertRunWithinLimits(engine: Engine, settings: RunSettings, library?: RecordLibrary): void {
  if (!engine.assertWithinLimits) return;
  const architecture = architectureOf(settings);
  for (const { number } of settings.stages) {
    engine.assertWithinLimits(stageOutline(settings, number, library), architecture);
  }
}
