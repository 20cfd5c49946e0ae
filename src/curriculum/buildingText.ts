import type { BuildingDesign } from '../building/design';
import { BuildingDesignError, parseBuildingDesign } from '../building/designFile';
import { DEFAULT_BUILDING, knownBuildings } from '../building/knownBuildings';
import { sha256InScript } from '../numerics/sha256InScript';

/**
 * A building as a link writes it: a known one by its name, a short one of a person's own in full, a long one by the digest
 * of its file, which then has to be opened where the link is.
 */

const IN_FULL = 'json.';
const BY_DIGEST = 'sha256.';
/** Characters of a building in full: a frame of 40 storeys has half as many, full matrices of 8 degrees of freedom as well. */
const MAX_LENGTH = 8 * 1024;
/** Digits of a SHA-256 that name a building, as they name a record. */
const DIGEST_LENGTH = 16;

const texts = new WeakMap<BuildingDesign, string>();

/** @param design undefined: the v9 building */
export function formatBuilding(design: BuildingDesign | undefined): string {
  if (!design) return DEFAULT_BUILDING;
  const text = texts.get(design) ?? textOf(design);
  texts.set(design, text);
  return text;
}

function textOf(design: BuildingDesign): string {
  const json = JSON.stringify(design);
  for (const [name, known] of knownBuildings) {
    if (JSON.stringify(known) === json) return name;
  }
  const bytes = new TextEncoder().encode(json);
  const full = IN_FULL + toBase64Url(bytes);
  if (full.length <= MAX_LENGTH) return full;
  const name = BY_DIGEST + digestOf(bytes);
  knownBuildings.set(name, design);
  return name;
}

/**
 * Reads what `formatBuilding` writes.
 *
 * @returns undefined when the text does not write a building, or one that is not known here
 */
export function parseBuilding(text: string): BuildingDesign | undefined {
  const known = knownBuildings.get(text);
  if (known) return known;
  if (!text.startsWith(IN_FULL)) return undefined;
  try {
    return parseBuildingDesign(JSON.parse(fromBase64Url(text.slice(IN_FULL.length))));
  } catch (error) {
    // Not base64, not UTF-8, not JSON, or no building.
    if (isMisspelling(error)) return undefined;
    throw error;
  }
}

/** What a text can be, to complete "it must be". */
export const BUILDING_RULE = 'the name of a known building, or a building as a link writes it';

/** Whether a text names a building by the digest of a file that has to be opened first. */
export function isByDigest(text: string): boolean {
  return new RegExp(`^${BY_DIGEST.replace('.', '\\.')}[0-9a-f]{${DIGEST_LENGTH}}$`).test(text);
}

function isMisspelling(error: unknown): boolean {
  return (
    error instanceof BuildingDesignError ||
    error instanceof SyntaxError ||
    error instanceof TypeError ||
    error instanceof DOMException
  );
}

function digestOf(bytes: Uint8Array): string {
  return Array.from(sha256InScript(bytes), (byte) => byte.toString(16).padStart(2, '0'))
    .join('')
    .slice(0, DIGEST_LENGTH);
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

function fromBase64Url(text: string): string {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return new TextDecoder('utf-8', { fatal: true }).decode(
    Uint8Array.from(binary, (character) => character.charCodeAt(0)),
  );
}
