import { StorageError } from '../checkpoint/store/errors';
import { messageOf } from '../errors/problem';

/** A file or a directory cannot be read or written: its permissions, a read-only or failing disk. */
export class DirectoryError extends StorageError {
  override readonly name = 'DirectoryError';

  /** @param action what could not be done to it, as a participle */
  constructor(file: string, action: 'read' | 'written' | 'deleted', cause: unknown) {
    super(
      `${file} could not be ${action} (${messageOf(cause)}). ` +
        'All other files are untouched. Check the permissions of its directory and the disk that holds it.',
      { cause },
    );
  }
}

/** The system's name of an error, for instance `ENOENT`; '' when it has none. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
