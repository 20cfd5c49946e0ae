import { BUILDING_RULE, parseBuilding } from './buildingText';
import { parseRecordUses } from './recordUse';
import { isRunName, RUN_NAME_RULE } from './runName';

export type FieldValue = number | string | boolean | null | readonly number[];

/** Which values a field takes. Limits are inclusive, except `above`. */
export type FieldKind =
  | { readonly type: 'integer'; readonly min: number; readonly max: number }
  | { readonly type: 'number'; readonly above?: number; readonly min?: number; readonly max?: number }
  /** A positive number, or null to leave the feature out. */
  | { readonly type: 'optional' }
  /** Null where a value elsewhere holds. */
  | { readonly type: 'optionalInteger'; readonly min: number; readonly max: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly options: readonly string[] }
  | { readonly type: 'runName' }
  /** Records of the user's own, as `formatRecordUses` writes them. */
  | { readonly type: 'records' }
  /** A building, as `formatBuilding` writes it. */
  | { readonly type: 'building' }
  /** Widths of the hidden layers. */
  | { readonly type: 'layers'; readonly maxCount: number; readonly min: number; readonly max: number }
  /** Hz; there may be none. */
  | { readonly type: 'frequencies'; readonly maxCount: number; readonly above: number; readonly max: number };

/** How a link and a form write null. */
const NONE = 'none';
const DECIMAL = /^[+-]?(\d+(?:\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

export function isValid(kind: FieldKind, value: FieldValue): boolean {
  switch (kind.type) {
    case 'integer':
      return isInteger(value, kind.min, kind.max);
    case 'number':
      return isNumber(value, kind);
    case 'optional':
      return value === null || isNumber(value, { above: 0 });
    case 'optionalInteger':
      return value === null || isInteger(value, kind.min, kind.max);
    case 'boolean':
      return typeof value === 'boolean';
    case 'choice':
      return typeof value === 'string' && kind.options.includes(value);
    case 'runName':
      return typeof value === 'string' && isRunName(value);
    case 'records':
      return typeof value === 'string' && parseRecordUses(value) !== undefined;
    case 'building':
      return typeof value === 'string' && parseBuilding(value) !== undefined;
    case 'layers':
      return (
        Array.isArray(value) &&
        value.length >= 1 &&
        value.length <= kind.maxCount &&
        value.every((width: FieldValue) => isInteger(width, kind.min, kind.max))
      );
    case 'frequencies':
      return (
        Array.isArray(value) &&
        value.length <= kind.maxCount &&
        value.every((frequency: FieldValue) => isNumber(frequency, kind))
      );
  }
}

/** The values that `isValid` accepts, to complete "it must be ...". */
export function expectation(kind: FieldKind): string {
  switch (kind.type) {
    case 'integer':
      return `a whole number from ${kind.min} to ${kind.max}`;
    case 'number':
      return `a number${limits(kind)}`;
    case 'optional':
      return `a number above 0, or ${NONE}`;
    case 'optionalInteger':
      return `a whole number from ${kind.min} to ${kind.max}, or ${NONE}`;
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${kind.options.join(', ')}`;
    case 'runName':
      return RUN_NAME_RULE;
    case 'records':
      return 'records as name:digest or name:digest@PGA, with commas between them';
    case 'building':
      return BUILDING_RULE;
    case 'layers':
      return `1 to ${kind.maxCount} whole numbers from ${kind.min} to ${kind.max}, with commas between them, for instance ${exampleOf(kind)}`;
    case 'frequencies':
      return `${NONE}, or numbers${limits(kind)}, ${kind.maxCount} at most, with commas between them`;
  }
}

/** A value as a link and a form write it; `parseValue` reads it back exactly. */
export function formatValue(value: FieldValue): string {
  if (value === null) return NONE;
  if (typeof value === 'object') return value.length > 0 ? value.map(formatValue).join(',') : NONE;
  // A plus sign would have to be escaped in a link.
  return typeof value === 'number' ? String(value).replace('e+', 'e') : String(value);
}

/** @returns undefined when the text does not write a value of this kind; its range is not looked at */
export function parseValue(kind: FieldKind, text: string): FieldValue | undefined {
  switch (kind.type) {
    case 'integer':
    case 'number':
      return parseNumber(text);
    case 'optional':
    case 'optionalInteger':
      return text === NONE ? null : parseNumber(text);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : undefined;
    case 'choice':
    case 'runName':
    case 'records':
    case 'building':
      return text;
    case 'layers':
      return parseNumbers(text);
    case 'frequencies':
      return text.trim() === NONE ? [] : parseNumbers(text);
  }
}

function parseNumbers(text: string): number[] | undefined {
  const numbers = text.split(',').map(parseNumber);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

function parseNumber(text: string): number | undefined {
  return DECIMAL.test(text.trim()) ? Number(text) : undefined;
}

/** Two layers, where that many are allowed. */
function exampleOf({ maxCount, min, max }: Extract<FieldKind, { type: 'layers' }>): string {
  const width = Math.min(Math.max(64, min), max);
  return Array<number>(Math.min(2, maxCount)).fill(width).join(',');
}

type Limits = Omit<Extract<FieldKind, { type: 'number' }>, 'type'>;

function isNumber(
  value: FieldValue,
  { above = -Infinity, min = -Infinity, max = Infinity }: Limits,
): boolean {
  return Number.isFinite(value) && Number(value) > above && Number(value) >= min && Number(value) <= max;
}

function isInteger(value: FieldValue, min: number, max: number): boolean {
  return Number.isInteger(value) && isNumber(value, { min, max });
}

function limits({ above, min, max }: Limits): string {
  const lower = above !== undefined ? ` above ${above}` : min !== undefined ? ` from ${min}` : '';
  const upper = max !== undefined ? ` up to ${max}` : '';
  return lower + upper;
}
