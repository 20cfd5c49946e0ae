import { trainingRecords } from '../groundMotion/catalogue';
import type { GroundMotion } from '../groundMotion/groundMotion';
import type { Magnitude } from '../groundMotion/synthetic';
import type { RunSettings, StageNumber } from './settings';

/** What decides the built-in records that stages train on. */
type RecordSettings = Pick<RunSettings, 'spectrum' | 'training_records' | 'stages'>;

/** Magnitudes of the stages before one, each once, without the stage's own. */
export function earlierMagnitudes({ stages }: Pick<RunSettings, 'stages'>, number: StageNumber): Magnitude[] {
  const own = stages[number - 1].magnitude;
  const earlier = stages.slice(0, number - 1).map(({ magnitude }) => magnitude);
  return [...new Set(earlier)].filter((magnitude) => magnitude !== own);
}

/** Magnitudes that a stage trains on, and that its policies are validated on: its own first. */
export function trainedMagnitudes(
  settings: Pick<RunSettings, 'stages'>,
  number: StageNumber,
): readonly [Magnitude, ...Magnitude[]] {
  const { magnitude, earlier_magnitudes } = settings.stages[number - 1];
  return earlier_magnitudes === 0 ? [magnitude] : [magnitude, ...earlierMagnitudes(settings, number)];
}

/** How many records of its own magnitude a stage draws from. */
export function ownRecordCount(
  { training_records, stages }: Omit<RecordSettings, 'spectrum'>,
  number: StageNumber,
): number {
  return Math.max(1, Math.round((1 - stages[number - 1].earlier_magnitudes) * training_records));
}

/**
 * The built-in records that a stage draws from, each as likely. Without earlier magnitudes they are the first
 * `training_records` of its own. With them it has fewer of its own, and of each earlier magnitude so many that all last as
 * long as before and are trained on for the parts that the settings say, as nearly as whole records allow; at least one of
 * each. A magnitude of short records has its `training_records` repeated where they do not last.
 */
export function builtInRecords(settings: RecordSettings, number: StageNumber): readonly GroundMotion[] {
  const { spectrum, training_records: count } = settings;
  const share = settings.stages[number - 1].earlier_magnitudes;
  const [own, ...earlier] = trainedMagnitudes(settings, number);
  const ofStage = trainingRecords(own, spectrum, ownRecordCount(settings, number));
  const samples = count * ofStage[0].acceleration.length;
  const mixedIn = earlier.flatMap((magnitude) => {
    const records = trainingRecords(magnitude, spectrum, count);
    const part = share / earlier.length;
    const wanted = Math.max(1, Math.round((part * samples) / records[0].acceleration.length));
    return Array.from({ length: wanted }, (_, i) => records[i % count]);
  });
  return [...ofStage, ...mixedIn];
}
