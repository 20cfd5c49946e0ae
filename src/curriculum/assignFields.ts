import { expectation, isValid, parseValue } from './fieldKind';
import { FIELDS } from './fields';
import type { RunSettings } from './settings';

/** A value that was not taken over. */
export type AssignmentProblem = { readonly path: string; readonly text: string } & (
  | {
      readonly kind: 'invalid';
      /** To complete "it must be". */
      readonly expectation: string;
    }
  /** With the other settings it has no effect. */
  | { readonly kind: 'inapplicable' }
  /** There is no such setting. */
  | { readonly kind: 'unknown' }
);

/**
 * The settings with the values that some text writes, by the fields' paths. What cannot be used is reported and left
 * as it was.
 */
export function assignFields(
  settings: RunSettings,
  texts: ReadonlyMap<string, string>,
): { readonly settings: RunSettings; readonly problems: readonly AssignmentProblem[] } {
  const problems: AssignmentProblem[] = [];
  let changed = settings;
  // In the fields' order, not the texts': a schedule's shape decides which other fields it has.
  for (const { path, kind, get, set } of FIELDS) {
    const text = texts.get(path);
    if (text === undefined) continue;
    const value = parseValue(kind, text);
    if (value === undefined || !isValid(kind, value)) {
      problems.push({ path, text, kind: 'invalid', expectation: expectation(kind) });
    } else if (get(changed) === undefined) {
      problems.push({ path, text, kind: 'inapplicable' });
    } else {
      changed = set(changed, value);
    }
  }
  const paths = new Set(FIELDS.map(({ path }) => path));
  for (const [path, text] of texts) {
    if (!paths.has(path)) problems.push({ path, text, kind: 'unknown' });
  }
  return { settings: changed, problems };
}
