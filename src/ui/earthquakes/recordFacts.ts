import { compile, frequenciesOf } from '../../building/building';
import type { BuildingDesign } from '../../building/design';
import { TIME_STEP } from '../../building/newmark';
import { GRAVITY, peakGroundAcceleration } from '../../groundMotion/groundMotion';
import type { RecordSummary } from '../../groundMotion/recordSummary';
import { resample } from '../../groundMotion/resample';
import type { ResponseSpectrum } from '../../groundMotion/responseSpectrum';
import { earthquakesText as text } from '../../strings/earthquakes';
import { unitsText } from '../../strings/units';
import { formatCount } from '../format';

/**
 * The first two periods of a building with its damper, s.
 *
 * @param design undefined: the v9 building
 */
export function buildingPeriods(design: BuildingDesign | undefined): readonly number[] {
  const frequencies = frequenciesOf(compile(design).structure);
  return Array.from(frequencies.subarray(0, 2), (frequency) => 1 / frequency);
}

/**
 * What is told of a record before it is used: labels and values with their units.
 *
 * @param periods the building's first two, s
 */
export function recordFacts(
  summary: RecordSummary,
  [first, second]: readonly number[],
): readonly (readonly [label: string, value: string])[] {
  const { acceleration, dt, duration, pga_g, spectrum } = summary;
  return [
    [text.facts.points, formatCount(acceleration.length)],
    [text.facts.dt, unitsText.inSeconds(String(Number(dt.toPrecision(6))))],
    [text.facts.duration, unitsText.inSeconds(duration.toFixed(2))],
    [text.facts.pga, text.facts.pgaValue(inG(pga_g), (pga_g * GRAVITY).toFixed(2))],
    [text.facts.first(first.toFixed(2)), unitsText.inG(inG(spectralAcceleration(spectrum, first)))],
    [text.facts.second(second.toFixed(2)), unitsText.inG(inG(spectralAcceleration(spectrum, second)))],
  ];
}

/** What the simulation makes of the record's time step. */
export function resamplingNote(summary: RecordSummary): string {
  const simulated = resample(summary, TIME_STEP);
  if (simulated === summary) return text.notResampled;
  return text.resampled(formatCount(simulated.acceleration.length), inG(peakGroundAcceleration(simulated)));
}

/** An acceleration in g, to three places. */
export function inG(value: number): string {
  return value.toFixed(3);
}

/** Sa at a period, g: straight between the spectrum's periods. */
export function spectralAcceleration({ periods, acceleration }: ResponseSpectrum, period: number): number {
  const after = Math.max(
    1,
    periods.findIndex((candidate) => candidate >= period),
  );
  const part = (period - periods[after - 1]) / (periods[after] - periods[after - 1]);
  return (acceleration[after - 1] + part * (acceleration[after] - acceleration[after - 1])) / GRAVITY;
}
