import { fileName, parseCheckpointName } from '../checkpoint/names';

/**
 * Where a training goes on that its worker took along: from the emergency checkpoint that it saved last, or by the resume
 * rules from the stage that it completed last. One that had saved nothing begins as it began.
 *
 * @param begunFrom the emergency checkpoint that it went on from; null: it began by the resume rules
 * @param saved the last path that it saved; null: none
 * @returns the emergency checkpoint to continue from; null: by the resume rules
 */
export function lastGoodPath(begunFrom: string | null, saved: string | null): string | null {
  if (saved === null) return begunFrom;
  const kind = parseCheckpointName(fileName(saved))?.kind;
  return kind === 'INTERRUPTED' || kind === 'ERROR' ? saved : null;
}
