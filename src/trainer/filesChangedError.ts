import { fileName } from '../checkpoint/names';
import type { PlannedStart } from '../checkpoint/resume';
import { FILES_CHANGED } from './protocol';

/** A start would do something else than it was said to do, because the files are others by now. */
export class FilesChangedError extends Error {
  override readonly name = FILES_CHANGED;

  constructor(promised: PlannedStart, found: PlannedStart) {
    super(
      `The files of the run have changed: training was to ${describe(promised)}, and would now ${describe(found)}. ` +
        'Nothing was trained. Look at the list of files, then start again.',
    );
  }
}

function describe({ kind, path }: PlannedStart): string {
  if (path === null) return 'begin anew';
  return kind === 'complete' ? `evaluate ${fileName(path)}` : `go on from ${fileName(path)}`;
}
