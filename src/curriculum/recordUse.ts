import { MAX_ACCELERATION } from '../groundMotion/recordLimits';
import { GRAVITY } from '../groundMotion/groundMotion';

/** A record of the user's own that a stage uses. */
export interface RecordUse {
  /** What it was called when it was chosen; renaming the record does not change the run. */
  readonly name: string;
  /** The first 16 hexadecimal digits of the SHA-256 of its file: what the record is found by. */
  readonly digest: string;
  /** Peak ground acceleration that it is scaled to, g; null: as recorded. */
  readonly pga_g: number | null;
}

/**
 * `training`: episodes draw it; together, such records are drawn for as long as the built-in ones. `held_out`: the policy
 * is evaluated on it after the stage.
 */
export const RECORD_ROLES = ['training', 'held_out'] as const;
export type RecordRole = (typeof RECORD_ROLES)[number];

/** The user's own records of one stage, which it uses besides the built-in ones. */
export type StageRecords = Readonly<Record<RecordRole, readonly RecordUse[]>>;

const NONE: StageRecords = { training: [], held_out: [] };
/** By stage. */
export type RunRecords = readonly [StageRecords, StageRecords, StageRecords, StageRecords];

export const NO_RECORDS: RunRecords = [NONE, NONE, NONE, NONE];

/** Digits of a SHA-256 that name a record. */
export const DIGEST_LENGTH = 16;
/** Records that a stage may have in one role. */
export const MAX_USES = 64;
export const MAX_PGA = Math.floor(MAX_ACCELERATION / GRAVITY);

export const RECORD_NAME_RULE =
  'at most 64 letters, digits, spaces and ".", "_", "-", "(", ")", beginning and ending with none of space and "."';

export function isRecordName(name: string): boolean {
  return /^(?![ .])[\p{L}\p{M}\p{N} ._()-]{1,64}(?<![ .])$/u.test(name);
}

export function isScale(pga_g: number): boolean {
  return pga_g > 0 && pga_g <= MAX_PGA;
}

/** Uses as a link writes them: `name:digest`, `name:digest@0.35` where scaled to 0.35 g, with commas between them. */
export function formatRecordUses(uses: readonly RecordUse[]): string {
  return uses
    .map(({ name, digest, pga_g }) => `${name}:${digest}${pga_g === null ? '' : `@${pga_g}`}`)
    .join(',');
}

/** @returns undefined when the text does not write uses */
export function parseRecordUses(text: string): readonly RecordUse[] | undefined {
  if (text === '') return [];
  const uses = text.split(',').map(parseUse);
  return uses.length <= MAX_USES && uses.every((use) => use !== undefined) ? uses : undefined;
}

function parseUse(text: string): RecordUse | undefined {
  const match = /^([^:@]+):([0-9a-f]{16})(?:@(\d+(?:\.\d+)?(?:e-?\d+)?))?$/.exec(text);
  if (!match) return undefined;
  const [, name, digest, scale] = match;
  const pga_g = scale === undefined ? null : Number(scale);
  if (!isRecordName(name) || (pga_g !== null && !isScale(pga_g))) return undefined;
  return { name, digest, pga_g };
}
