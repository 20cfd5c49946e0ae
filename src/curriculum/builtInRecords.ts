import { trainingRecord, trainingRecords } from '../groundMotion/catalogue';
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

/** How many records of its magnitude a stage has to draw from. */
export function stageRecordCount(
  { training_records, stages }: Omit<RecordSettings, 'spectrum'>,
  number: StageNumber,
): number {
  return stages[number - 1].training_records ?? training_records;
}

/** How many built-in records of a magnitude the stages of a run have at most; as many as the run says where no stage is of it. */
export function magnitudeRecordCount(
  settings: Omit<RecordSettings, 'spectrum'>,
  magnitude: Magnitude,
): number {
  const ofIt = settings.stages.filter((stage) => stage.magnitude === magnitude);
  const counts = ofIt.map(({ number }) => stageRecordCount(settings, number));
  return counts.length > 0 ? Math.max(...counts) : settings.training_records;
}

/** How many of them it draws, where a part of its time goes to others. */
export function ownRecordCount(settings: Omit<RecordSettings, 'spectrum'>, number: StageNumber): number {
  const { earlier_magnitudes } = settings.stages[number - 1];
  return Math.max(1, Math.round((1 - earlier_magnitudes) * stageRecordCount(settings, number)));
}

/** Records of one magnitude among those that a stage draws from. */
interface Portion {
  readonly magnitude: Magnitude;
  readonly count: number;
  /** How many of them differ, the first of the magnitude: they are repeated where they do not last. */
  readonly different: number;
}

/**
 * How many built-in records of each magnitude a stage draws from, its own first. Without earlier magnitudes they are the
 * first ones of its own, `stageRecordCount`. With them it has fewer of its own, and of each earlier magnitude so many that all last as
 * long as before and are trained on for the parts that the settings say, as nearly as whole records allow; at least one of
 * each.
 */
export function recordPortions(settings: RecordSettings, number: StageNumber): readonly Portion[] {
  const { spectrum } = settings;
  const [own, ...earlier] = trainedMagnitudes(settings, number);
  const portion = (magnitude: Magnitude, count: number): Portion => ({
    magnitude,
    count,
    different: Math.min(count, magnitudeRecordCount(settings, magnitude)),
  });
  const lengthOf = (magnitude: Magnitude) => trainingRecords(magnitude, spectrum, 1)[0].acceleration.length;
  const samples = stageRecordCount(settings, number) * lengthOf(own);
  const part = settings.stages[number - 1].earlier_magnitudes / earlier.length;
  return [
    portion(own, ownRecordCount(settings, number)),
    ...earlier.map((magnitude) =>
      portion(magnitude, Math.max(1, Math.round((part * samples) / lengthOf(magnitude)))),
    ),
  ];
}

/** The built-in records that a stage draws from, each as likely. */
export function builtInRecords(settings: RecordSettings, number: StageNumber): readonly GroundMotion[] {
  return recordPortions(settings, number).flatMap(({ magnitude, count, different }) => {
    const records = trainingRecords(magnitude, settings.spectrum, different);
    return Array.from({ length: count }, (_, i) => records[i % different]);
  });
}

/** As many records as `builtInRecords` and as long, of which those of a magnitude are one: which takes no time to make. */
export function builtInOutlines(settings: RecordSettings, number: StageNumber): readonly GroundMotion[] {
  return recordPortions(settings, number).flatMap(({ magnitude, count }) => {
    const first = trainingRecord(magnitude, settings.spectrum, 0);
    return Array.from({ length: count }, () => first);
  });
}
