import { GRAVITY } from './groundMotion';

/** Units in which files give accelerations. A gal is a cm/s2, an mg a thousandth of standard gravity. */
export const ACCELERATION_UNITS = ['g', 'm/s2', 'cm/s2', 'mg', 'mm/s2', 'ft/s2', 'in/s2'] as const;
export type AccelerationUnit = (typeof ACCELERATION_UNITS)[number];

/** What a file may hold besides accelerations. */
export type OtherQuantity = 'velocity' | 'displacement';

/** How a unit is turned into m/s2. A quotient where it is exact: 0.01 is no binary number, 100 is. */
const IN_SI: Readonly<Record<AccelerationUnit, (value: number) => number>> = {
  g: (value) => value * GRAVITY,
  'm/s2': (value) => value,
  'cm/s2': (value) => value / 100,
  mg: (value) => (value * GRAVITY) / 1000,
  'mm/s2': (value) => value / 1000,
  'ft/s2': (value) => value * 0.3048,
  'in/s2': (value) => value * 0.0254,
};

/** An acceleration in m/s2. */
export function inSi(value: number, unit: AccelerationUnit): number {
  return IN_SI[unit](value);
}

/** Not within a word; an underscore is a space. */
const BEFORE = '(?<![a-z])';
const AFTER = '(?![a-z0-9])';
const LENGTHS = new RegExp(`${BEFORE}(mm|cm|m|ft|in)(?:/s/s|/\\(?s2\\)?|[ .]?s-2|s2|ps2)${AFTER}`);
const GAL = new RegExp(`${BEFORE}gals?${AFTER}`);
const MILLI_G = new RegExp(`${BEFORE}(?:m|milli-?)g(?:'?s)?${AFTER}`);
const G = `g(?:'?s)?`;
/** A single letter is a unit only where a unit is expected. */
const IN_G = [
  new RegExp(`[([]\\s?${G}\\s?[)\\]]`),
  new RegExp(`units?(?: (?:of|are|is|in|for))* ?[=:]? ?[([]?${G}${AFTER}`),
  new RegExp(`${BEFORE}(?:in|as) ${G}${AFTER}`),
  new RegExp(`^${G}$|[_ /:=-]${G}$`),
];

/** The unit of acceleration that a text names; null: none, or more than one. */
export function unitIn(text: string): AccelerationUnit | null {
  const plain = normalised(text);
  const found = new Set<AccelerationUnit>();
  const [, length] = LENGTHS.exec(plain) ?? [];
  if (length) found.add(`${length}/s2` as AccelerationUnit);
  if (GAL.test(plain)) found.add('cm/s2');
  if (MILLI_G.test(plain)) found.add('mg');
  if (IN_G.some((pattern) => pattern.test(plain))) found.add('g');
  const [only] = found;
  return found.size === 1 ? only : null;
}

/** Lower case, with one way to write a power and a second. */
function normalised(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('²', '2')
    .replace(/[⁻−]/g, '-')
    .replaceAll('¹', '1')
    .replace(/\^|\*\*|"/g, '')
    .replace(/(?<![a-z])sec(?:ond)?s?(?=$|[^a-z])/g, 's')
    .replace(/\s*\/\s*/g, '/')
    .replace(/\s+/g, ' ')
    .trim();
}

const ACCELERATION = /acc(?![a-z])|accel|acceler|aceler|accél|beschleun|ivme|加速度/i;
const VELOCITY = /(?<![a-z])vel(?![a-z])|veloc|velocidad|vitesse|geschwind|速度/i;
const DISPLACEMENT = /(?<![a-z])displ?(?![a-z])|displac|déplac|desplaz|spostam|verschieb|変位/i;

/** The quantity that a text is about; accelerations where it speaks of several; null: it names none. */
export function quantityIn(text: string): 'acceleration' | OtherQuantity | null {
  if (ACCELERATION.test(text)) return 'acceleration';
  if (VELOCITY.test(text)) return 'velocity';
  return DISPLACEMENT.test(text) ? 'displacement' : null;
}
