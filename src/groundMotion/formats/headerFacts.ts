import type { AccelerationUnit, OtherQuantity } from '../accelerationUnit';
import { quantityIn, unitIn } from '../accelerationUnit';
import { NUMBER, toNumber } from './numbers';

/** What the lines above the numbers say; null: nothing, or two things. */
export interface HeaderFacts {
  readonly samples: number | null;
  /** Seconds. */
  readonly dt: number | null;
  readonly unit: AccelerationUnit | null;
  readonly quantity: 'acceleration' | OtherQuantity | null;
}

/** Headers are short: what is longer is no header, and need not be searched. */
const MAX_LINES = 120;
const MAX_LENGTH = 400;

const SAMPLES = [
  /(?<![a-z])(?:npts|ndata|npoints|nsamples|number of (?:points|samples|data)|no\. of points)\s*[=:]?\s*(\d+)/i,
  /(?<![\d.])(\d+)\s*(?:data )?(?:points|samples)(?! *(?:\/|per))/i,
  // The older header of PEER: the numbers first, then what they are.
  /^\s*(\d+)\s+[\d.EeDd+-]+\s+npts\s*,\s*dt/i,
];

const STEPS = [
  `(?<![a-z])(?:dt|delta_?t|δt|delta)\\s*[=:]\\s*(${NUMBER})\\s*(m(?:illi)?s)?`,
  `(?:time[ -]?step|time interval|sampling[ _](?:interval|period)(?:_s)?|(?:equal(?:ly)?|even(?:ly)?)[ -]spac(?:ed|ing)(?: in time)?)(?: \\(?s(?:ec)?\\)?)?\\s*(?:of|at|is|[=:])*\\s*(${NUMBER})\\s*(m(?:illi)?s)?`,
  `^\\s*\\d+\\s+(${NUMBER})\\s+npts\\s*,\\s*dt`,
].map((pattern) => new RegExp(pattern, 'i'));

const RATES = [
  `(?:sampl(?:ing|e)[ _](?:rate|freq(?:uency)?)|samp(?:ling)? freq)[^\\d+.-]{0,12}(${NUMBER})`,
  `(?<![\\d.])(${NUMBER})\\s*(?:samples|points|pts)\\s*(?:/|per )\\s*s`,
].map((pattern) => new RegExp(pattern, 'i'));

/** Lines that are about the values themselves rather than about a peak or a sensor. */
const ABOUT_UNITS = /unit|einheit|unidad|unità|accel|acc(?![a-z])|aceler|beschleun/i;

/** Reads what a header says in any of the usual wordings, on whichever line. */
export function headerFacts(header: readonly string[]): HeaderFacts {
  const lines = header.slice(0, MAX_LINES).map((line) => line.slice(0, MAX_LENGTH));
  const steps = lines.flatMap((line) => stepsIn(line));
  const units = (some: readonly string[]) => some.map(unitIn).filter((unit) => unit !== null);
  const said = units(lines.filter((line) => ABOUT_UNITS.test(line)));
  return {
    samples: agreed(lines.flatMap((line) => matchesOf(SAMPLES, line).map(([count]) => Number(count)))),
    dt: agreed(steps),
    unit: agreed(said.length > 0 ? said : units(lines)),
    quantity: quantityIn(lines.join('\n')),
  };
}

function stepsIn(line: string): number[] {
  const seconds = matchesOf(STEPS, line).map(([step, milli]) => toNumber(step) / (milli ? 1000 : 1));
  const rates = matchesOf(RATES, line).map(([rate]) => 1 / toNumber(rate));
  return [...seconds, ...rates];
}

/** The groups of each pattern that matches. */
function matchesOf(patterns: readonly RegExp[], line: string): string[][] {
  return patterns.flatMap((pattern) => {
    const match = pattern.exec(line);
    return match ? [match.slice(1)] : [];
  });
}

/** What all say; null where they do not agree. */
function agreed<Value>(values: readonly Value[]): Value | null {
  const [first] = values;
  return values.length > 0 && values.every((value) => isSame(value, first)) ? first : null;
}

function isSame(one: unknown, other: unknown): boolean {
  if (typeof one !== 'number' || typeof other !== 'number') return one === other;
  return one === other || Math.abs(one - other) <= 1e-6 * Math.abs(other);
}
