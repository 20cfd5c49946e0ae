import { needsUncontrolledResponse, rewardTask } from '../../curriculum/stageEnvironment';
import { simulateUncontrolled } from '../../environment/uncontrolledResponse';
import { Pace } from '../../evaluation/pace';
import { validate } from '../../evaluation/validate';
import { makeTrainingRecord } from '../../groundMotion/catalogue';
import { CallServer } from '../../messaging/callServer';
import type { Endpoint } from '../../messaging/messages';
import type { BackgroundCalls, PreparedRecord, RecordBlock } from './calls';

/** Does what a training asks for, in a thread of its own, until that ends. */
export function serveBackground(training: Endpoint): void {
  new CallServer<BackgroundCalls>(training).serve({
    validate: ({ policy, settings, stage }) =>
      validate(policy, settings, settings.stages[stage - 1], Pace.uninterrupted()),
    prepare,
  });
}

/** Nothing is kept here: what is made is the training's. Rests in between, in which a validation gets its turn. */
function prepare({ settings, magnitude, first, count }: RecordBlock): Promise<PreparedRecord[]> {
  const task = rewardTask(settings);
  const isNeeded = needsUncontrolledResponse(settings);
  const indices = Array.from({ length: count }, (_, i) => first + i);
  return Pace.uninterrupted().map(indices, (index) => {
    const record = makeTrainingRecord(magnitude, settings.spectrum, index);
    return { record, response: isNeeded ? simulateUncontrolled(record, task) : null };
  });
}
