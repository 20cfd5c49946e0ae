import { recordPortions } from '../../curriculum/builtInRecords';
import type { RunSettings, StageNumber } from '../../curriculum/settings';
import { needsUncontrolledResponse, rewardTask } from '../../curriculum/stageEnvironment';
import { adoptUncontrolledResponse, isResponseKnown } from '../../environment/uncontrolledResponse';
import { adoptTrainingRecord, knownTrainingRecord } from '../../groundMotion/catalogue';
import type { Background } from './background';
import { BackgroundEndedError } from './background';
import type { PreparedRecord, RecordBlock } from './calls';

/** Records that are asked for at a time: no answer is so large that reading it holds up the training. */
const BLOCK = 8;

/** Blocks that are being made: runs that train side by side need the same ones, and each is made once. */
const underWay = new Set<string>();

/**
 * Has a stage's built-in records made beside the training of the one before, and keeps them where that stage finds them. What
 * is not done when it begins, `prepareEarthquakes` does.
 *
 * @param signal ends it between two blocks
 */
export async function prepareAhead(
  background: Background,
  settings: RunSettings,
  stage: StageNumber,
  signal: AbortSignal,
): Promise<void> {
  for (const { magnitude, different } of recordPortions(settings, stage)) {
    for (let first = 0; first < different && !signal.aborted; first += BLOCK) {
      const block = { settings, magnitude, first, count: Math.min(BLOCK, different - first) };
      const key = keyOf(block);
      // A stage before may have trained on this magnitude, too.
      if (isPrepared(block) || underWay.has(key)) continue;
      underWay.add(key);
      const prepared = await ask(background, block).finally(() => underWay.delete(key));
      if (!prepared) return;
      for (const each of prepared) adopt(each, block);
    }
  }
}

/** @returns null where the thread has ended */
async function ask(background: Background, block: RecordBlock): Promise<readonly PreparedRecord[] | null> {
  try {
    return await background.call('prepare', block);
  } catch (error) {
    if (error instanceof BackgroundEndedError) return null;
    throw error;
  }
}

function keyOf({ settings, magnitude, first, count }: RecordBlock): string {
  const { integrator, reward, controlPeriod, building } = rewardTask(settings);
  const task = { integrator, reward, controlPeriod, isNeeded: needsUncontrolledResponse(settings) };
  return JSON.stringify([building.key, task, settings.spectrum, magnitude, first, count]);
}

function isPrepared({ settings, magnitude, first, count }: RecordBlock): boolean {
  const isNeeded = needsUncontrolledResponse(settings);
  for (let index = first; index < first + count; index++) {
    const record = knownTrainingRecord(magnitude, settings.spectrum, index);
    if (!record || (isNeeded && !isResponseKnown(record, rewardTask(settings)))) return false;
  }
  return true;
}

function adopt({ record, response }: PreparedRecord, { settings }: RecordBlock): void {
  const kept = adoptTrainingRecord(record, settings.spectrum);
  if (response) adoptUncontrolledResponse(kept, rewardTask(settings), response);
}
