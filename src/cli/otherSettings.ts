import type { Disk } from '../checkpoint/store/disk';
import { fileName } from '../checkpoint/names';
import type { ResumePlan } from '../checkpoint/resume';
import type { RunSettings } from '../curriculum/settings';
import { describeDifference, settingsDifference } from '../curriculum/settingsDifference';
import { loadCheckpoint } from '../checkpoint/loadCheckpoint';

/**
 * What a person has to know who asks for settings with which the run's last stage was not trained: only the names of files
 * decide where a run goes on, so another seed alone begins no other run.
 *
 * @returns null where the settings are the same, or nobody knows with which ones it was trained
 * @throws FileCorruptError naming the checkpoint
 */
export async function otherSettingsOf(
  disk: Disk,
  plan: ResumePlan,
  settings: RunSettings,
): Promise<string | null> {
  if (plan.kind === 'fresh') return null;
  const { training } = await loadCheckpoint(disk, plan.path);
  const differences = training ? settingsDifference(training.settings, settings) : [];
  if (differences.length === 0) return null;
  // A seed is what a person most often means to vary.
  const seedFirst = differences.toSorted((a, b) => Number(b.path === 'seed') - Number(a.path === 'seed'));
  const consequence =
    plan.kind === 'complete'
      ? 'The run is complete, and these settings train nothing in it.'
      : `They apply from stage ${plan.next} on.`;
  return [
    `${fileName(plan.path)} was trained with other settings: ${describeDifference(seedFirst)}. ${consequence}`,
    'To train a run of its own with these settings, give it a name: --run-name NAME. To train this one anew: --fresh.',
  ].join('\n');
}
