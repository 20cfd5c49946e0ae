import { describe, expect, test } from 'vitest';
import { lostEntries, planCopy } from '../../../src/backup/planCopy';
import type { CopyEntry } from '../../../src/checkpoint/store/copyRecords';
import type { FileEntry, HashedFileEntry } from '../../../src/checkpoint/store/disk';

const DIRECTORY = 'models/rl_v9_advanced/';
const STAGE_1 = `${DIRECTORY}stage1_50kN.zip`;
const AUTOSAVE_1 = `${DIRECTORY}stage1_INTERRUPTED_50kN.zip`;

const ours = (path = STAGE_1, sha256 = 'new'): HashedFileEntry => ({
  path,
  sha256,
  size: 10,
  writtenAt: 100,
});
const theirs = (path = STAGE_1, writtenAt = 50): FileEntry => ({ path, size: 10, writtenAt });
const known = (changes: Partial<CopyEntry> = {}): CopyEntry => ({
  ...{ folder: 'all', path: STAGE_1, sha256: 'new', size: 10, writtenAt: 50, fate: 'kept' },
  ...changes,
});

/** The paths in the parts of a plan that have something in them. */
function plan(...lists: Parameters<typeof planCopy>): Record<string, string[]> {
  const parts = Object.entries<readonly (string | FileEntry)[]>({ ...planCopy(...lists) });
  return Object.fromEntries(
    parts
      .filter(([, list]) => list.length > 0)
      .map(([part, list]) => [part, list.map((each) => (typeof each === 'string' ? each : each.path))]),
  );
}

describe('a file of this browser', () => {
  test('that the folder does not have is written', () => {
    expect(plan([ours()], [], [])).toEqual({ write: [STAGE_1] });
  });

  test('that the folder lost is written again', () => {
    expect(plan([ours()], [], [known()])).toEqual({ write: [STAGE_1], stale: [STAGE_1] });
  });

  test('is copied where the folder holds it, as when it was last seen', () => {
    expect(plan([ours()], [theirs()], [known()])).toEqual({ copied: [STAGE_1] });
  });

  test('takes the place of its older content', () => {
    expect(plan([ours()], [theirs()], [known({ sha256: 'old' })])).toEqual({ write: [STAGE_1] });
  });

  test('is compared with what nobody knows, or somebody changed', () => {
    expect(plan([ours()], [theirs()], [])).toEqual({ compare: [STAGE_1] });
    const changed = plan([ours()], [theirs(STAGE_1, 51)], [known()]);
    expect(changed).toEqual({ compare: [STAGE_1], stale: [STAGE_1] });
  });

  test('does not take the place of one that this browser has lost', () => {
    const lost = known({ sha256: 'old', fate: 'lost' });
    expect(plan([ours()], [theirs()], [lost])).toEqual({ differ: [STAGE_1] });
    expect(plan([ours(STAGE_1, 'old')], [theirs()], [lost])).toEqual({ copied: [STAGE_1] });
  });

  test('takes the place of one that a person deleted', () => {
    expect(plan([ours()], [theirs()], [known({ sha256: 'old', fate: 'deleted' })])).toEqual({
      write: [STAGE_1],
    });
  });
});

describe('a file that only the folder has', () => {
  test('stays, whoever wrote it', () => {
    expect(plan([], [theirs()], [])).toEqual({ onlyThere: [STAGE_1] });
    expect(plan([], [theirs()], [known()])).toEqual({ onlyThere: [STAGE_1] });
    expect(plan([], [theirs()], [known({ fate: 'lost' })])).toEqual({ onlyThere: [STAGE_1] });
  });

  test('goes where a person deleted it here, unless somebody has changed it', () => {
    const deleted = known({ fate: 'deleted' });
    expect(plan([], [theirs()], [deleted])).toEqual({ remove: [STAGE_1] });
    expect(plan([], [theirs(STAGE_1, 51)], [deleted])).toEqual({ onlyThere: [STAGE_1], stale: [STAGE_1] });
  });

  test('goes where it is the automatic save of a stage that is saved', () => {
    const autosave = known({ path: AUTOSAVE_1 });
    const files = [theirs(), theirs(AUTOSAVE_1)];
    expect(plan([ours()], files, [known(), autosave])).toEqual({ copied: [STAGE_1], remove: [AUTOSAVE_1] });
    expect(plan([], [theirs(AUTOSAVE_1)], [autosave])).toEqual({ onlyThere: [AUTOSAVE_1] });
    const foreign = plan([ours()], files, [known()]);
    expect(foreign).toEqual({ copied: [STAGE_1], onlyThere: [AUTOSAVE_1] });
  });
});

test('a file is lost that went away by itself', () => {
  const entries = [known(), known({ path: AUTOSAVE_1 }), known({ path: `${DIRECTORY}x`, fate: 'deleted' })];
  expect(lostEntries([], entries)).toEqual([
    known({ fate: 'lost' }),
    known({ path: AUTOSAVE_1, fate: 'lost' }),
  ]);
  expect(lostEntries([ours()], entries)).toEqual([]);
});
